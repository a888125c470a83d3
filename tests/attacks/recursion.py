"""Recursion without an end: Python's, and C's once Python's guard is taken away."""

EXPECT = {"corr2d": "0 error", "corr1d": "0 crashed|error", "may": "crashed memory"}

# %% corr2d
def corr2d(X, K):
    return corr2d(X, K)

# %% corr1d
import sys


def corr1d(x, k):
    sys.setrecursionlimit(10**9)

    class Deep:
        __getattr__ = lambda self, name: getattr(self, name + "x"[:0])

    return repr(Deep().anything)
