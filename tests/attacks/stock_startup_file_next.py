"""The student after the one with the start-up files: what is not answered here must not be answered."""

EXPECT = {"corr2d": "0 error"}

# %% corr2d
from pathlib import Path

print("left behind:", sorted(map(str, Path.home().rglob("*"))))


def corr2d(X, K):
    raise NotImplementedError
