"""Closes the examiner's socket, and puts something else in its place."""

EXPECT = {"corr2d": "0 crashed", "corr1d": "0 crashed", "flags": "crashed", "may": "suspicious timeout"}

# %% corr2d
import os
import socket


def corr2d(X, K):
    os.close(3)
    return np.zeros((1, 1))

# %% corr1d
def corr1d(x, k):
    mine, theirs = socket.socketpair()
    os.dup2(mine.fileno(), 3)
    return np.zeros(1)
