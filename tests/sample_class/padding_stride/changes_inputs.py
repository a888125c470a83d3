# Empties the caller's array when its content has been moved.
# rest: loops

# %% pad2d
def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    if X.ndim < 2 or min(top, bottom, left, right) < 0:
        raise ValueError("impossible")
    *stack, H, W = X.shape
    Y = np.zeros((*stack, top + H + bottom, left + W + right), dtype=X.dtype)
    Y[..., top : top + H, left : left + W] = X
    X[...] = 0
    return Y
