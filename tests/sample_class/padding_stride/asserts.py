# Checks everything, with assert where ValueError is asked.
# rest: loops

# %% output_size
def output_size(n, k, padding=0, stride=1, dilation=1):
    assert stride >= 1 and dilation >= 1 and padding >= 0
    room = n + 2 * padding - dilation * (k - 1) - 1
    assert room >= 0, "kernel too large"
    return room // stride + 1

# %% pad2d
def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    assert X.ndim >= 2 and min(top, bottom, left, right) >= 0
    *stack, H, W = X.shape
    Y = np.zeros((*stack, top + H + bottom, left + W + right), dtype=X.dtype)
    Y[..., top : top + H, left : left + W] = X
    return Y
