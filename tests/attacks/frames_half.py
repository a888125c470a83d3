"""Sends half a frame and falls silent: the deadline is for the whole of it."""

EXPECT = {"corr2d": "0 timeout", "flags": "timeout", "may": "suspicious"}

# %% corr2d
import os
import struct
import time


def corr2d(X, K):
    os.write(3, struct.pack(">Q", 1000) + b"\x91" * 500)
    time.sleep(60)
