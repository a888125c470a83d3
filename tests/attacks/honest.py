"""No attack: right answers to everything, full marks. What a hostile student leaves out is taken from here."""

EXPECT = {}

# %% corr2d
def corr2d(X, K):
    if X.ndim != 2 or K.ndim != 2 or K.shape[0] > X.shape[0] or K.shape[1] > X.shape[1]:
        raise ValueError("the kernel finds no room")
    return np.einsum("ijab,ab->ij", np.lib.stride_tricks.sliding_window_view(X, K.shape), K)

# %% convolve2d
def convolve2d(X, K):
    if X.ndim != 2 or K.ndim != 2 or K.shape[0] > X.shape[0] or K.shape[1] > X.shape[1]:
        raise ValueError("the kernel finds no room")
    flipped = K[::-1, ::-1]
    return np.einsum("ijab,ab->ij", np.lib.stride_tricks.sliding_window_view(X, K.shape), flipped)

# %% conv_layer
def conv_layer(X, K, b):
    if X.ndim != 2 or K.ndim != 2 or K.shape[0] > X.shape[0] or K.shape[1] > X.shape[1]:
        raise ValueError("the kernel finds no room")
    return np.einsum("ijab,ab->ij", np.lib.stride_tricks.sliding_window_view(X, K.shape), K) + b

# %% corr1d
def corr1d(x, k):
    if x.ndim != 1 or k.ndim != 1 or len(k) > len(x):
        raise ValueError("the kernel finds no room")
    return np.array([x[i : i + len(k)] @ k for i in range(len(x) - len(k) + 1)])

# %% corr3d
def corr3d(X, K):
    if X.ndim != 3 or K.ndim != 3 or any(k > n for n, k in zip(X.shape, K.shape)):
        raise ValueError("the kernel finds no room")
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)
    return np.einsum("dijabc,abc->dij", windows, K)
