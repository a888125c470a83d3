"""Leaves while its cells run, each answer's own: the exercises that need these cells are lost, no others."""

EXPECT = {"corr2d": "0 crashed", "corr1d": "0 crashed", "flags": "crashed suspicious"}

# %% corr2d
import os

os.kill(os.getpid(), 9)
os._exit(0)


def corr2d(X, K):
    return np.zeros((1, 1))

# %% corr1d
import ctypes

ctypes.memset(0, 0, 1)


def corr1d(x, k):
    return np.zeros(1)
