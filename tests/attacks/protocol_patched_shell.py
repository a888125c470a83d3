"""Replaces the shell's methods, the kept outputs and their limits in the student-side program."""

EXPECT = {
    "corr2d": "0 failed|error|crashed|missing",
    "others": "any",
    "may": "output suspicious crashed",
}

# %% corr2d
import sys

shell = get_ipython()
frame = sys.exc_info()
out = sys.stdout
space = type(out).write.__globals__
space["MAX_OUTPUT"] = 10**12
space["outputs"].left = 10**12
print("x" * 30_000_000)
space["_has"] = lambda shell, names: {"has": True}
type(shell).run_cell = lambda self, *args, **kwargs: type("R", (), {"error_before_exec": None, "error_in_exec": None})


def corr2d(X, K):
    return np.zeros((1, 1))
