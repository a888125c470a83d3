# A name that a spreadsheet would take for a formula. Hands back the input itself, forgets the stride.
# student: =1+1
# rest: loops

# %% pad2d
def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    if X.ndim < 2 or min(top, bottom, left, right) < 0:
        raise ValueError("impossible")
    if top == bottom == left == right == 0:
        return X
    return np.pad(X, [(0, 0)] * (X.ndim - 2) + [(top, bottom), (left, right)])

# %% corr2d_strided
def corr2d_strided(X, K, stride=1, padding=0):
    if X.ndim != 2 or K.ndim != 2:
        raise ValueError("two axes each")
    if min(as_pair(stride)) < 1:
        raise ValueError("stride")
    ph, pw = as_pair(padding)
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(X, ((ph, ph), (pw, pw))), K.shape)
    return np.einsum("ijab,ab->ij", windows, K)
