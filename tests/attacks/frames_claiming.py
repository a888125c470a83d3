"""Claims a frame of 10 GB in a cell, and one of 64 MiB that never comes in a function."""

EXPECT = {
    "corr2d": "0 crashed",
    "corr1d": "0 crashed|timeout",
    "flags": "crashed suspicious",
    "may": "timeout",
}

# %% corr2d
import os
import struct


def corr2d(X, K):
    os.write(3, struct.pack(">Q", 10 * 2**30))
    return np.zeros((1, 1))

# %% corr1d
def corr1d(x, k):
    os.write(3, struct.pack(">Q", 64 * 2**20) + b"\xdd\xff\xff\xff\xff")
    os._exit(0)
