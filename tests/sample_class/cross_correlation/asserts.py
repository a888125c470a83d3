# Checks everything, with assert where ValueError is asked.
# rest: loops

# %% corr2d
def corr2d(X, K):
    assert X.ndim == 2 and K.ndim == 2, "two axes each"
    assert K.shape[0] <= X.shape[0] and K.shape[1] <= X.shape[1], "kernel too large"
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)
    return (windows * K).sum(axis=(2, 3))

# %% convolve2d
def convolve2d(X, K):
    return corr2d(X, np.flip(K))
