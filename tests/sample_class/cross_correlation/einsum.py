# All windows at once and one einsum. NumPy itself raises ValueError for whatever does not fit.

# %% corr2d
from numpy.lib.stride_tricks import sliding_window_view


def corr2d(X, K):
    return np.einsum("ijab,ab->ij", sliding_window_view(X, K.shape), K)

# %% convolve2d
def convolve2d(X, K):
    return np.einsum("ijab,ab->ij", sliding_window_view(X, K.shape), np.flip(K))

# %% conv_layer
def conv_layer(X, K, b):
    return np.einsum("ijab,ab->ij", sliding_window_view(X, K.shape), K) + b

# %% corr1d
def corr1d(x, k):
    return np.einsum("ia,a->i", sliding_window_view(x, k.shape), k)

# %% corr3d
def corr3d(X, K):
    return np.einsum("dijcab,cab->dij", sliding_window_view(X, K.shape), K)
