"""Waits that no Python signal handler can break into: one instruction of C that takes for ever."""

EXPECT = {"corr2d": "0 timeout", "corr3d": "0 timeout", "flags": "timeout"}

# %% corr2d
def corr2d(X, K):
    return 7 ** (7**12) % 2

# %% corr3d
import threading


def corr3d(X, K):
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()
