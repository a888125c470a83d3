"""Lets its children fill memory (3 GB, ten seconds at most) and answers quickly itself, to keep eyes off them."""

EXPECT = {"corr1d": "0 crashed|failed", "flags": "memory suspicious", "may": "crashed"}

# %% corr1d
import os
import time

started = []


def corr1d(x, k):
    if not started:
        started.append(True)
        for _ in range(8):
            if os.fork() == 0:
                kept = b"x" * 375_000_000
                time.sleep(10)
                os._exit(0)
    time.sleep(0.3)
    return np.zeros(1)
