"""Returns shapes that would broadcast against the right one: a number, (1, 1), an empty array."""

EXPECT = {
    "corr2d": "0 failed",
    "convolve2d": "0 failed",
    "conv_layer": "0 failed",
    "corr1d": "0 failed|error",
    "corr3d": "0 failed",
}

# %% corr2d
def corr2d(X, K):
    return np.float64(np.sum(X) * np.sum(K))

# %% convolve2d
def convolve2d(X, K):
    return np.zeros((1, 1))

# %% conv_layer
def conv_layer(X, K, b):
    return np.zeros((0, 0))

# %% corr1d
def corr1d(x, k):
    return np.zeros((0, 2**40))

# %% corr3d
def corr3d(X, K):
    return None
