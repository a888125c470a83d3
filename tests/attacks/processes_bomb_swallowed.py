"""Forks in every child as well and hides the errors; bounded by 5 generations and 3 seconds."""

EXPECT = {"corr2d": "0 failed|crashed|timeout", "flags": "suspicious", "may": "processes crashed timeout"}

# %% corr2d
import os
import time


def grow(generations):
    for _ in range(4):
        try:
            if os.fork() == 0:
                if generations:
                    grow(generations - 1)
                time.sleep(3)
                os._exit(0)
        except OSError:
            return


def corr2d(X, K):
    grow(5)
    return np.zeros((1, 1))
