# A bracket is missing in one cell, and a later answer calls what it should have defined.
# rest: einsum

# %% pad2d
def pad2d(X, padding):
    return np.pad(X, [(0, 0)] * (X.ndim - 2) + list(padding)
