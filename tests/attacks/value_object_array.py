"""Returns a real ndarray, but of objects that equal everything."""

EXPECT = {"corr2d": "0 error"}

# %% corr2d
class Right:
    __eq__ = __lt__ = __gt__ = __le__ = __ge__ = lambda *args: True
    __sub__ = __rsub__ = __abs__ = lambda self, *args: 0.0
    __float__ = lambda self: 0.0


def corr2d(X, K):
    shape = (X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1)
    return np.array([Right() for _ in range(shape[0] * shape[1])], dtype=object).reshape(shape)
