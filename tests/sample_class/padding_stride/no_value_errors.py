# Nothing is checked. What NumPy refuses by itself is refused all the same.
# rest: loops

# %% output_size
def output_size(n, k, padding=0, stride=1, dilation=1):
    return (n + 2 * padding - dilation * (k - 1) - 1) // stride + 1

# %% corr2d_strided
def corr2d_strided(X, K, stride=1, padding=0):
    (sh, sw), (ph, pw) = as_pair(stride), as_pair(padding)
    padded = np.pad(X, ((ph, ph), (pw, pw)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, K.shape)
    return np.einsum("ijab,ab->ij", windows[::sh, ::sw], K)
