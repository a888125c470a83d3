# Each kernel element meets every stride-th pixel of the shifted image. Sizes are counted, not computed.

# %% output_size
def output_size(n, k, padding=0, stride=1, dilation=1):
    if stride <= 0:
        raise ValueError("the kernel must move on")
    if dilation <= 0:
        raise ValueError("dilation starts at 1")
    if padding < 0:
        raise ValueError("padding cannot be negative")
    places, start = 0, -padding
    while start + dilation * (k - 1) < n + padding:
        places += 1
        start += stride
    if places == 0:
        raise ValueError("the kernel does not fit")
    return places

# %% pad2d
def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    *stack, H, W = X.shape  # a ValueError where there are fewer
    if any(amount < 0 for pair in padding for amount in pair):
        raise ValueError("padding cannot be negative")
    above, below = (np.zeros((*stack, n, W), X.dtype) for n in (top, bottom))
    Y = np.concatenate([above, X, below], axis=-2)
    before, after = (np.zeros((*stack, top + H + bottom, n), X.dtype) for n in (left, right))
    return np.concatenate([before, Y, after], axis=-1)

# %% same_padding
def same_padding(kernel_size):
    sides = []
    for k in kernel_size:
        half, odd_one = divmod(k - 1, 2)
        sides.append([half, half + odd_one])
    return sides

# %% corr2d_strided
def corr2d_strided(X, K, stride=1, padding=0):
    if X.ndim != 2 or K.ndim != 2:
        raise ValueError("two axes each")
    (sh, sw), (ph, pw) = as_pair(stride), as_pair(padding)
    rows = output_size(X.shape[0], K.shape[0], ph, sh)
    columns = output_size(X.shape[1], K.shape[1], pw, sw)
    padded = pad2d(X, ((ph, ph), (pw, pw)))
    Y = np.zeros((rows, columns), np.result_type(X, K))
    for (a, b), weight in np.ndenumerate(K):
        Y += weight * padded[a : a + rows * sh : sh, b : b + columns * sw : sw][:rows, :columns]
    return Y
