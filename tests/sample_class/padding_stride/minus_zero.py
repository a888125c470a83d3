# A slice that ends at -bottom, and the extra row of an even kernel on top.
# rest: loops

# %% pad2d
def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    if min(top, bottom, left, right) < 0:
        raise ValueError("negative")
    *stack, H, W = X.shape
    Y = np.zeros((*stack, H + top + bottom, W + left + right), dtype=X.dtype)
    Y[..., top:-bottom, left:-right] = X
    return Y

# %% same_padding
def same_padding(kernel_size):
    kh, kw = kernel_size
    return (kh // 2, (kh - 1) // 2), (kw // 2, (kw - 1) // 2)
