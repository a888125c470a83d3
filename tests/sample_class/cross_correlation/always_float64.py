# np.zeros without a dtype: the values are right, integers and float32 become float64.
# rest: loops

# %% corr2d
def corr2d(X, K):
    if X.ndim != 2 or K.ndim != 2:
        raise ValueError("two axes each")
    (H, W), (kh, kw) = X.shape, K.shape
    if kh > H or kw > W:
        raise ValueError("kernel too large")
    Y = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            Y[i, j] = np.sum(X[i : i + kh, j : j + kw] * K)
    return Y

# %% conv_layer
def conv_layer(X, K, b):
    return corr2d(X, K) + b
