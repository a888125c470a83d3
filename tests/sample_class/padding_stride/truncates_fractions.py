# The result takes the image's dtype; sizes and paddings are divided with /.
# rest: loops

# %% output_size
def output_size(n, k, padding=0, stride=1, dilation=1):
    if stride < 1 or dilation < 1 or padding < 0:
        raise ValueError("impossible")
    room = n + 2 * padding - dilation * (k - 1) - 1
    if room < 0:
        raise ValueError("kernel too large")
    return np.floor(room / stride) + 1

# %% same_padding
def same_padding(kernel_size):
    kh, kw = kernel_size
    return ((kh - 1) / 2, (kh - 1) / 2), ((kw - 1) / 2, (kw - 1) / 2)

# %% corr2d_strided
def corr2d_strided(X, K, stride=1, padding=0):
    if X.ndim != 2 or K.ndim != 2:
        raise ValueError("two axes each")
    (sh, sw), (ph, pw) = as_pair(stride), as_pair(padding)
    if min(sh, sw) < 1 or min(ph, pw) < 0:
        raise ValueError("no such stride or padding")
    padded = np.pad(X, ((ph, ph), (pw, pw)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, K.shape)[::sh, ::sw]
    return np.einsum("ijab,ab->ij", windows, K).astype(X.dtype)
