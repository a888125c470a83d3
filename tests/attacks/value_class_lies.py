"""Returns an object that says, through `__class__`, that it is an ndarray."""

EXPECT = {"corr2d": "0 error"}

# %% corr2d
class Right:
    @property
    def __class__(self):
        return np.ndarray

    dtype, shape, nbytes = np.dtype("float64"), (2, 2), 32
    tobytes = lambda self: bytes(32)
    __eq__ = lambda *args: True


def corr2d(X, K):
    return Right()
