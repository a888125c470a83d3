"""A thread changes the returned array, and the function itself, after it was returned."""

EXPECT = {"corr2d": "0 failed"}

# %% corr2d
import threading
import time


def corr2d(X, K):
    Y = np.zeros((X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1))

    def later():
        time.sleep(0.001)
        Y[...] = X[: Y.shape[0], : Y.shape[1]]
        X[...] = 0

    threading.Thread(target=later, daemon=True).start()
    return Y
