"""Writes noise into the examiner's socket, without an end."""

EXPECT = {"corr2d": "0 crashed|missing|error", "flags": "crashed suspicious", "others": "any"}

# %% corr2d
import os
import threading


def corr2d(X, K):
    return np.zeros((1, 1))


def shout():
    while True:
        os.write(3, os.urandom(4096))


threading.Thread(target=shout, daemon=True).start()
