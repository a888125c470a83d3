# Scalar loops, just as the formulas say. Every answer stands on its own.

# %% corr2d
def corr2d(X, K):
    if X.ndim != 2 or K.ndim != 2:
        raise ValueError("X and K must have two axes each")
    H, W = X.shape
    kh, kw = K.shape
    if kh > H or kw > W:
        raise ValueError("the kernel is larger than the image")
    Y = np.zeros((H - kh + 1, W - kw + 1), dtype=np.result_type(X, K))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            for a in range(kh):
                for b in range(kw):
                    Y[i, j] += K[a, b] * X[i + a, j + b]
    return Y

# %% convolve2d
def convolve2d(X, K):
    if X.ndim != 2 or K.ndim != 2:
        raise ValueError("X and K must have two axes each")
    H, W = X.shape
    kh, kw = K.shape
    if kh > H or kw > W:
        raise ValueError("the kernel is larger than the image")
    Y = np.zeros((H - kh + 1, W - kw + 1), dtype=np.result_type(X, K))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            for a in range(kh):
                for b in range(kw):
                    Y[i, j] += K[kh - 1 - a, kw - 1 - b] * X[i + a, j + b]
    return Y

# %% conv_layer
def conv_layer(X, K, b):
    if X.ndim != 2 or K.ndim != 2:
        raise ValueError("X and K must have two axes each")
    H, W = X.shape
    kh, kw = K.shape
    if kh > H or kw > W:
        raise ValueError("the kernel is larger than the image")
    Y = np.full((H - kh + 1, W - kw + 1), b, dtype=np.result_type(X, K, b))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            Y[i, j] += (X[i : i + kh, j : j + kw] * K).sum()
    return Y

# %% corr1d
def corr1d(x, k):
    if x.ndim != 1 or k.ndim != 1:
        raise ValueError("x and k must have one axis each")
    if len(k) > len(x):
        raise ValueError("the kernel is longer than the input")
    y = np.zeros(len(x) - len(k) + 1, dtype=np.result_type(x, k))
    for i in range(len(y)):
        for a in range(len(k)):
            y[i] += k[a] * x[i + a]
    return y

# %% corr3d
def corr3d(X, K):
    if X.ndim != 3 or K.ndim != 3:
        raise ValueError("X and K must have three axes each")
    D, H, W = X.shape
    kd, kh, kw = K.shape
    if kd > D or kh > H or kw > W:
        raise ValueError("the kernel is larger than the volume")
    Y = np.zeros((D - kd + 1, H - kh + 1, W - kw + 1), dtype=np.result_type(X, K))
    for d in range(D - kd + 1):
        for i in range(H - kh + 1):
            for j in range(W - kw + 1):
                Y[d, i, j] = (X[d : d + kd, i : i + kh, j : j + kw] * K).sum()
    return Y
