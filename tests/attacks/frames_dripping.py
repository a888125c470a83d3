"""Sends an endless frame a byte at a time, so that no single wait is ever long."""

EXPECT = {"corr2d": "0 timeout", "flags": "timeout", "may": "suspicious"}

# %% corr2d
import os
import struct
import time


def corr2d(X, K):
    os.write(3, struct.pack(">Q", 10**6) + b"\x91")
    for _ in range(5000):
        os.write(3, b"\xc0")
        time.sleep(0.01)
