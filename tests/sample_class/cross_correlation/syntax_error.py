# A colon is missing in one cell, and two later answers call what it should have defined.
# rest: loops

# %% corr2d
def corr2d(X, K)
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)
    return np.einsum("ijab,ab->ij", windows, K)

# %% conv_layer
def conv_layer(X, K, b):
    return corr2d(X, K) + b
