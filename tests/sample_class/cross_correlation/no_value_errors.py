# Nothing is checked. What NumPy refuses by itself is refused all the same.
# rest: loops

# %% corr2d
def corr2d(X, K):
    H, W = X.shape
    kh, kw = K.shape
    Y = np.zeros((H - kh + 1, W - kw + 1), dtype=np.result_type(X, K))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            Y[i, j] = np.sum(X[i : i + kh, j : j + kw] * K)
    return Y

# %% convolve2d
def convolve2d(X, K):
    return corr2d(X, K[::-1, ::-1])

# %% corr1d
def corr1d(x, k):
    x, k = x.ravel(), k.ravel()
    return np.array([np.dot(x[i : i + k.size], k) for i in range(x.size - k.size + 1)])
