"""Returns the right shape in dtypes that compare in odd ways: bool, complex, dates, strings, records."""

EXPECT = {
    "corr2d": "0 failed",
    "convolve2d": "0 failed|error",
    "conv_layer": "0 error",
    "corr1d": "0 error",
    "corr3d": "0 error",
}

# %% corr2d
def corr2d(X, K):
    return np.ones((X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1), bool)

# %% convolve2d
def convolve2d(X, K):
    return np.full((X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1), complex("nan"))

# %% conv_layer
def conv_layer(X, K, b):
    return np.full((X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1), "nat", "M8[s]")

# %% corr1d
def corr1d(x, k):
    return np.full(len(x) - len(k) + 1, "right")

# %% corr3d
def corr3d(X, K):
    return np.zeros([n - k + 1 for n, k in zip(X.shape, K.shape)], [("a", float), ("b", object)])
