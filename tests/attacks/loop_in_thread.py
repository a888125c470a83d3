"""Threads that spin in the background from the first cell on; right answers stay right, if slower."""

EXPECT = {"may": "timeout"}

# %% corr2d
import threading


def spin():
    while True:
        sum(range(100))


for _ in range(3):
    threading.Thread(target=spin, daemon=True).start()


def corr2d(X, K):
    if X.ndim != 2 or K.ndim != 2 or K.shape[0] > X.shape[0] or K.shape[1] > X.shape[1]:
        raise ValueError("the kernel finds no room")
    return np.einsum("ijab,ab->ij", np.lib.stride_tricks.sliding_window_view(X, K.shape), K)
