# A name that a spreadsheet would take for a formula. Rows and columns are mixed up.
# student: =1+1
# rest: loops

# %% corr2d
def corr2d(X, K):
    if X.ndim != 2 or K.ndim != 2:
        raise ValueError("two axes each")
    K = K.T  # x first, then y
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)
    return np.einsum("ijab,ab->ij", windows, K)

# %% convolve2d
def convolve2d(X, K):
    return corr2d(X, K)

# %% conv_layer
def conv_layer(X, K, b):
    if X.ndim != 2 or K.ndim != 2:
        raise ValueError("two axes each")
    k = K.shape[0]  # kernels are square, aren't they?
    Y = np.zeros((X.shape[0] - k + 1, X.shape[1] - k + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = np.sum(X[i : i + k, j : j + k] * K) + b
    return Y
