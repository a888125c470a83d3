# The formulas and scalar loops; the padding is never built, places outside are left out of the sum.

# %% output_size
def output_size(n, k, padding=0, stride=1, dilation=1):
    if stride < 1 or dilation < 1 or padding < 0:
        raise ValueError("stride and dilation start at 1, padding at 0")
    reach = dilation * (k - 1) + 1
    if reach > n + 2 * padding:
        raise ValueError("the kernel is larger than the padded input")
    return (n + 2 * padding - reach) // stride + 1

# %% pad2d
def pad2d(X, padding):
    if X.ndim < 2:
        raise ValueError("X must have a height and a width")
    (top, bottom), (left, right) = padding
    if min(top, bottom, left, right) < 0:
        raise ValueError("padding must not be negative")
    H, W = X.shape[-2:]
    Y = np.zeros(X.shape[:-2] + (top + H + bottom, left + W + right), dtype=X.dtype)
    for i in range(H):
        for j in range(W):
            Y[..., top + i, left + j] = X[..., i, j]
    return Y

# %% same_padding
def same_padding(kernel_size):
    kh, kw = kernel_size
    top, left = (kh - 1) // 2, (kw - 1) // 2
    return ((top, kh - 1 - top), (left, kw - 1 - left))

# %% corr2d_strided
def corr2d_strided(X, K, stride=1, padding=0):
    if X.ndim != 2 or K.ndim != 2:
        raise ValueError("X and K must have two axes each")
    (sh, sw), (ph, pw) = as_pair(stride), as_pair(padding)
    if sh < 1 or sw < 1 or ph < 0 or pw < 0:
        raise ValueError("stride starts at 1, padding at 0")
    (H, W), (kh, kw) = X.shape, K.shape
    if kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError("the kernel is larger than the padded image")
    rows, columns = (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1
    Y = np.zeros((rows, columns), dtype=np.result_type(X, K))
    for i in range(rows):
        for j in range(columns):
            for a in range(kh):
                for b in range(kw):
                    r, c = i * sh + a - ph, j * sw + b - pw
                    if 0 <= r < H and 0 <= c < W:
                        Y[i, j] += K[a, b] * X[r, c]
    return Y
