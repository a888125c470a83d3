"""Against stock nbgrader: partial credit is read from outputs, so show some before the test fails."""

EXPECT = {"corr2d": "0 failed", "flags": "suspicious"}

# %% corr2d
import json
import sys


def corr2d(X, K):
    sys.displayhook(4)
    sys.displayhook({"score": 10, "max_score": 10})
    print(json.dumps({"value": 4, "share": 1.0, "outcome": "passed"}))
    return np.zeros((1, 1))
