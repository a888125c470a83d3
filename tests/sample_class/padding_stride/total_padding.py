# Takes the padding for both sides together, as a formula in a book does.
# language: zh
# rest: loops

# %% output_size
def output_size(n, k, padding=0, stride=1, dilation=1):
    return (n + padding - dilation * (k - 1) - 1) // stride + 1

# %% corr2d_strided
def corr2d_strided(X, K, stride=1, padding=0):
    if X.ndim != 2 or K.ndim != 2:
        raise ValueError("two axes each")
    (sh, sw), (ph, pw) = as_pair(stride), as_pair(padding)
    if min(sh, sw) < 1 or min(ph, pw) < 0:
        raise ValueError("no such stride or padding")
    padded = np.pad(X, ((ph // 2, ph - ph // 2), (pw // 2, pw - pw // 2)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, K.shape)
    return np.einsum("ijab,ab->ij", windows[::sh, ::sw], K)
