# An answer cell whose own try-out never ends. A later answer calls what it defines.
# rest: loops

# %% corr2d
def corr2d(X, K):
    if X.ndim != 2 or K.ndim != 2:
        raise ValueError("two axes each")
    return np.einsum("ijab,ab->ij", np.lib.stride_tricks.sliding_window_view(X, K.shape), K)


shape = (5, 5)
while shape[0] > 1:
    corr2d(np.ones((5, 5)), np.ones((2, 2)))  # meant to shrink

# %% conv_layer
def conv_layer(X, K, b):
    return corr2d(X, K) + b
