"""Returns subclasses of int, float and str that lie about themselves, where a single number comes out."""

EXPECT = {"corr1d": "0 error"}

# %% corr1d
class Anything(float):
    __eq__ = lambda *args: True
    __hash__ = lambda self: 0
    dtype, shape = np.dtype("float64"), ()


class Many(tuple):
    __eq__ = lambda *args: True
    __hash__ = lambda self: 0


def corr1d(x, k):
    return Many(Anything() for _ in range(len(x) - len(k) + 1))
