# np.zeros without a dtype.
# rest: loops

# %% pad2d
def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    if X.ndim < 2 or min(top, bottom, left, right) < 0:
        raise ValueError("impossible")
    *stack, H, W = X.shape
    Y = np.zeros((*stack, top + H + bottom, left + W + right))
    Y[..., top : top + H, left : left + W] = X
    return Y

# %% corr2d_strided
def corr2d_strided(X, K, stride=1, padding=0):
    if X.ndim != 2 or K.ndim != 2:
        raise ValueError("two axes each")
    (sh, sw), (ph, pw) = as_pair(stride), as_pair(padding)
    rows = output_size(X.shape[0], K.shape[0], ph, sh)
    columns = output_size(X.shape[1], K.shape[1], pw, sw)
    padded = np.pad(X, ((ph, ph), (pw, pw)))
    Y = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            top, left = i * sh, j * sw
            Y[i, j] = np.sum(padded[top : top + K.shape[0], left : left + K.shape[1]] * K)
    return Y
