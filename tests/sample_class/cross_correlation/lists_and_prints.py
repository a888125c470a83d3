# The right numbers, as a list once and on the screen once.
# rest: loops

# %% corr2d
def corr2d(X, K):
    if X.ndim != 2 or K.ndim != 2:
        raise ValueError("two axes each")
    (H, W), (kh, kw) = X.shape, K.shape
    if kh > H or kw > W:
        raise ValueError("kernel too large")
    rows = []
    for i in range(H - kh + 1):
        rows.append([float(np.sum(X[i : i + kh, j : j + kw] * K)) for j in range(W - kw + 1)])
    return rows

# %% corr1d
def corr1d(x, k):
    if x.ndim != 1 or k.ndim != 1 or len(k) > len(x):
        raise ValueError("does not fit")
    print(np.array([x[i : i + len(k)] @ k for i in range(len(x) - len(k) + 1)]))
