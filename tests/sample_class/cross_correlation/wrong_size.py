# Counts the places wrongly, in three ways.
# rest: loops

# %% corr2d
def corr2d(X, K):
    if X.ndim != 2 or K.ndim != 2:
        raise ValueError("two axes each")
    (H, W), (kh, kw) = X.shape, K.shape
    if kh > H or kw > W:
        raise ValueError("kernel too large")
    Y = np.zeros((H, W), dtype=np.result_type(X, K))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            Y[i, j] = np.sum(X[i : i + kh, j : j + kw] * K)
    return Y

# %% corr1d
def corr1d(x, k):
    if x.ndim != 1 or k.ndim != 1 or len(k) > len(x):
        raise ValueError("does not fit")
    y = np.zeros(len(x) - len(k), dtype=np.result_type(x, k))
    for i in range(len(y)):
        y[i] = np.sum(x[i : i + len(k)] * k)
    return y

# %% corr3d
def corr3d(X, K):
    if X.ndim != 3 or K.ndim != 3 or np.any(np.array(K.shape) > X.shape):
        raise ValueError("does not fit")
    X = np.pad(X, [((k - 1) // 2, k // 2) for k in K.shape])
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)
    return np.einsum("dijabc,abc->dij", windows, K)
