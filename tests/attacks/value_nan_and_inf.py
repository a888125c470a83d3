"""Returns nan, inf and the largest numbers there are: nothing may count as close to them."""

EXPECT = {"corr2d": "0 failed", "convolve2d": "0 failed", "corr1d": "0 failed", "corr3d": "0 failed"}

# %% corr2d
def corr2d(X, K):
    return np.full((X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1), np.nan)

# %% convolve2d
def convolve2d(X, K):
    return np.full((X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1), np.inf)

# %% corr1d
def corr1d(x, k):
    return np.full(len(x) - len(k) + 1, -np.finfo(float).max)

# %% corr3d
def corr3d(X, K):
    return np.full([n - k + 1 for n, k in zip(X.shape, K.shape)], 2**63 - 1)
