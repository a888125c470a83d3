# A name with what CSV files must quote. Nested lists of dot products, made into an array at the end.
# student: space, comma and "quotes"

# %% corr2d
def corr2d(X, K):
    if (X.ndim, K.ndim) != (2, 2):
        raise ValueError("two axes each, please")
    (H, W), (kh, kw) = X.shape, K.shape
    if H < kh or W < kw:
        raise ValueError("kernel too large")
    rows, columns = range(H - kh + 1), range(W - kw + 1)
    return np.array([[np.vdot(X[i : i + kh, j : j + kw], K) for j in columns] for i in rows])

# %% convolve2d
def convolve2d(X, K):
    return corr2d(X, np.rot90(K, 2))

# %% conv_layer
def conv_layer(X, K, b):
    return np.add(corr2d(X, K), b)

# %% corr1d
def corr1d(x, k):
    if (x.ndim, k.ndim) != (1, 1):
        raise ValueError("one axis each, please")
    return corr2d(x[np.newaxis], k[np.newaxis])[0]

# %% corr3d
def corr3d(X, K):
    if (X.ndim, K.ndim) != (3, 3):
        raise ValueError("three axes each, please")
    if len(K) > len(X):
        raise ValueError("kernel too deep")
    depth = range(len(X) - len(K) + 1)
    return np.array([sum(corr2d(X[d + a], K[a]) for a in range(len(K))) for d in depth])
