# Right sums that are put where no fraction has room, each time in another way.
# rest: loops

# %% corr2d
def corr2d(X, K):
    if X.ndim != 2 or K.ndim != 2:
        raise ValueError("two axes each")
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)
    return np.tensordot(windows, K, axes=2).astype(X.dtype)

# %% conv_layer
def conv_layer(X, K, b):
    if X.ndim != 2 or K.ndim != 2:
        raise ValueError("two axes each")
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)
    Y = np.einsum("ijab,ab->ij", windows, K)
    Y += b
    return Y

# %% corr1d
def corr1d(x, k):
    if x.ndim != 1 or k.ndim != 1 or len(k) > len(x):
        raise ValueError("does not fit")
    y = np.zeros(len(x) - len(k) + 1, dtype=int)
    for i in range(len(y)):
        y[i] = np.sum(x[i : i + len(k)] * k)
    return y
