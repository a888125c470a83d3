"""Right the first time something is asked, wrong when the same is asked again: not a function."""

EXPECT = {"corr2d": "<4 partial"}

# %% corr2d
seen = []


def corr2d(X, K):
    if X.ndim != 2 or K.ndim != 2 or K.shape[0] > X.shape[0] or K.shape[1] > X.shape[1]:
        raise ValueError("the kernel finds no room")
    key = X.tobytes() + K.tobytes()
    again = key in seen
    seen.append(key)
    right = np.einsum("ijab,ab->ij", np.lib.stride_tricks.sliding_window_view(X, K.shape), K)
    return right + again
