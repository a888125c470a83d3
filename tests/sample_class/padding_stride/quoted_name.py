# A name with what CSV files must quote. The windows become rows of a matrix (im2col), then one product.
# student: space, comma and "quotes"

# %% output_size
def output_size(n, k, padding=0, stride=1, dilation=1):
    if stride < 1 or dilation < 1 or padding < 0:
        raise ValueError("nonsense")
    starts = [s for s in range(-padding, n + padding, stride) if s + dilation * (k - 1) < n + padding]
    if not starts:
        raise ValueError("no place for the kernel")
    return len(starts)

# %% pad2d
def pad2d(X, padding):
    if X.ndim < 2:
        raise ValueError("not a picture")
    if np.min(padding) < 0:
        raise ValueError("negative padding")
    (top, bottom), (left, right) = padding
    H, W = X.shape[-2:]
    P = np.eye(top + H + bottom, H, -top, dtype=X.dtype)
    Q = np.eye(W, left + W + right, left, dtype=X.dtype)
    return P @ X @ Q

# %% same_padding
def same_padding(kernel_size):
    total = np.array(kernel_size) - 1
    first = total // 2
    return (first[0], total[0] - first[0]), (first[1], total[1] - first[1])

# %% corr2d_strided
def corr2d_strided(X, K, stride=1, padding=0):
    if X.ndim != 2 or K.ndim != 2:
        raise ValueError("two axes each")
    (sh, sw), (ph, pw) = as_pair(stride), as_pair(padding)
    if sh < 1 or sw < 1:
        raise ValueError("stride < 1")
    X = pad2d(X, ((ph, ph), (pw, pw)))
    top = np.arange(0, X.shape[0] - K.shape[0] + 1, sh)
    left = np.arange(0, X.shape[1] - K.shape[1] + 1, sw)
    if top.size == 0 or left.size == 0:
        raise ValueError("kernel too large")
    a, b = np.indices(K.shape).reshape(2, -1)
    columns = X[top[:, None, None] + a, left[:, None] + b]
    return columns @ K.ravel()
