# np.pad, all windows at once, every stride-th of them, one einsum.

# %% output_size
def output_size(n, k, padding=0, stride=1, dilation=1):
    if min(stride, dilation) < 1 or padding < 0:
        raise ValueError("impossible")
    steps = n + 2 * padding - dilation * (k - 1) - 1
    if steps < 0:
        raise ValueError("kernel too large")
    return int(steps / stride) + 1

# %% pad2d
def pad2d(X, padding):
    if X.ndim < 2:
        raise ValueError("no picture")
    return np.pad(X, [(0, 0)] * (X.ndim - 2) + list(padding))

# %% same_padding
def same_padding(kernel_size):
    return tuple(((k - 1) // 2, k // 2) for k in kernel_size)

# %% corr2d_strided
def corr2d_strided(X, K, stride=1, padding=0):
    (sh, sw), (ph, pw) = as_pair(stride), as_pair(padding)
    if min(sh, sw) < 1:
        raise ValueError("a stride of at least 1, please")
    padded = pad2d(X, ((ph, ph), (pw, pw)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, K.shape)
    return np.einsum("ijab,ab->ij", windows[::sh, ::sw], K)
