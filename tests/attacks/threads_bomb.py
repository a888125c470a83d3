"""Starts threads until it cannot; stops by itself after 300."""

EXPECT = {"corr2d": "0 error", "flags": "processes"}

# %% corr2d
import threading
import time


def corr2d(X, K):
    for _ in range(300):
        threading.Thread(target=time.sleep, args=(3,), daemon=True).start()
    return np.zeros((1, 1))
