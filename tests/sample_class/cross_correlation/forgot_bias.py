# The bias is an argument that nobody uses, and the kernel is turned over in one axis only.
# language: zh
# rest: loops

# %% convolve2d
def convolve2d(X, K):
    if X.ndim != 2 or K.ndim != 2:
        raise ValueError("two axes each")
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)
    return np.einsum("ijab,ab->ij", windows, np.flipud(K))

# %% conv_layer
def conv_layer(X, K, b):
    if X.ndim != 2 or K.ndim != 2:
        raise ValueError("two axes each")
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)
    return np.einsum("ijab,ab->ij", windows, K)
