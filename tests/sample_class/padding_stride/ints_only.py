# Stride and padding are taken for ints, and the arguments got names of the student's own.
# rest: loops

# %% output_size
def output_size(n, k, p=0, s=1, d=1):
    if s < 1 or d < 1 or p < 0 or n + 2 * p < d * (k - 1) + 1:
        raise ValueError("impossible")
    return (n + 2 * p - d * (k - 1) - 1) // s + 1

# %% corr2d_strided
def corr2d_strided(X, K, stride=1, padding=0):
    if X.ndim != 2 or K.ndim != 2:
        raise ValueError("two axes each")
    if stride < 1 or padding < 0:
        raise ValueError("no such stride or padding")
    padded = np.pad(X, padding)
    windows = np.lib.stride_tricks.sliding_window_view(padded, K.shape)
    return np.einsum("ijab,ab->ij", windows[::stride, ::stride], K)
