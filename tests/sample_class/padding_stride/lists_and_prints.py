# The right numbers, as a list once and on the screen once.
# rest: loops

# %% pad2d
def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    if X.ndim < 2 or min(top, bottom, left, right) < 0:
        raise ValueError("impossible")
    return np.pad(X, [(0, 0)] * (X.ndim - 2) + [(top, bottom), (left, right)]).tolist()

# %% same_padding
def same_padding(kernel_size):
    print(tuple(((k - 1) // 2, k // 2) for k in kernel_size))
