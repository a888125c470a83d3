"""Redefines the course's helpers and the test's own names in a cell of its own."""

EXPECT = {"corr2d": "0 failed", "flags": "suspicious"}

# %% corr2d
def corr2d(X, K):
    return np.zeros((1, 1))

# %%
import checks
import builtins

checks.compare = compare = must_raise = lambda *args, **kwargs: print("passed")
builtins.AssertionError = type("AssertionError", (Exception,), {"__init__": lambda *a: None})
__name__ = "__main__"
test_corr2d = score = points = max_score = 4
