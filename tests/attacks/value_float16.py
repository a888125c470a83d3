"""Half a percent wrong, but in float16: a coarse dtype must not buy a coarse tolerance."""

EXPECT = {"corr2d": "0 failed"}

# %% corr2d
def corr2d(X, K):
    if X.ndim != 2 or K.ndim != 2 or K.shape[0] > X.shape[0] or K.shape[1] > X.shape[1]:
        raise ValueError("the kernel finds no room")
    right = np.einsum("ijab,ab->ij", np.lib.stride_tricks.sliding_window_view(X, K.shape), K)
    return (right * 1.005).astype(np.float16)
