# Pads the first two axes, and takes pairs for (width, height).
# rest: loops

# %% pad2d
def pad2d(X, padding):
    if X.ndim < 2:
        raise ValueError("two axes at least")
    (top, bottom), (left, right) = padding
    if min(top, bottom, left, right) < 0:
        raise ValueError("negative")
    return np.pad(X, [(top, bottom), (left, right)] + [(0, 0)] * (X.ndim - 2))

# %% same_padding
def same_padding(kernel_size):
    kw, kh = kernel_size
    return ((kh - 1) // 2, kh // 2), ((kw - 1) // 2, kw // 2)

# %% corr2d_strided
def corr2d_strided(X, K, stride=1, padding=0):
    if X.ndim != 2 or K.ndim != 2:
        raise ValueError("two axes each")
    (sw, sh), (ph, pw) = as_pair(stride), as_pair(padding)
    if min(sh, sw) < 1 or min(ph, pw) < 0:
        raise ValueError("no such stride or padding")
    padded = np.pad(X, ((ph, ph), (pw, pw)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, K.shape)
    return np.einsum("ijab,ab->ij", windows[::sh, ::sw], K)
