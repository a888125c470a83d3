"""Forks until it cannot: 32 processes a submission, and not one more. Stops by itself after 300 tries."""

EXPECT = {"corr2d": "0 error", "flags": "processes suspicious"}

# %% corr2d
import os
import time


def corr2d(X, K):
    for _ in range(300):
        if os.fork() == 0:
            time.sleep(3)
            os._exit(0)
    return np.zeros((1, 1))
