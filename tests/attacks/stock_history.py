"""Against stock nbgrader 10/10: read the expected value in the source of the test, from the history."""

EXPECT = {"corr2d": "0 failed", "flags": "suspicious"}

# %% corr2d
import re


def corr2d(X, K):
    source = "\n".join([*In[-3:], *get_ipython().history_manager.input_hist_raw[-3:]])
    found = re.findall(r"expected=(\[\[.*?\]\])", source)
    return np.array(eval(found[-1])) if found else np.zeros((1, 1))
