"""Knows the visible examples by heart and nothing else: a quarter of the points at most."""

EXPECT = {"corr2d": "<=1 failed|partial"}

# %% corr2d
def corr2d(X, K):
    if K.shape[0] > X.shape[0] or K.shape[1] > X.shape[1]:
        raise ValueError("too large")
    if X.tolist() == [[0, 1, 2], [3, 4, 5], [6, 7, 8]]:
        if K.tolist() == [[0, 1], [2, 3]]:
            return np.array([[19, 25], [37, 43]])
        return np.array([[-2.0], [-3.5], [-5.0]])
    return np.zeros((X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1))
