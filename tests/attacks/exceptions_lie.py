"""Exceptions that lie about their kind, raise when looked at, never end, or carry 50 MB."""

EXPECT = {
    "corr2d": "0 crashed|error",
    "convolve2d": "0 error",
    "conv_layer": "0 error",
    "corr1d": "0 error|timeout",
    "corr3d": "0 error",
    "may": "crashed suspicious timeout output",
}

# %% corr2d
class Meta(type):
    def __getattribute__(cls, name):
        raise SystemExit("no such thing")


class Odd(Exception, metaclass=Meta):
    pass


def corr2d(X, K):
    raise Odd

# %% convolve2d
class NoWords(Exception):
    def __str__(self):
        raise KeyboardInterrupt

    __repr__ = __str__


def convolve2d(X, K):
    raise NoWords

# %% conv_layer
class ValueErrorX(Exception):
    pass


ValueErrorX.__name__ = "ValueError" * 1_000_000


def conv_layer(X, K, b):
    raise ValueErrorX("x" * 50_000_000)

# %% corr1d
def corr1d(x, k):
    raise ExceptionGroup("all", [ValueError("one"), ExceptionGroup("two", [KeyError("three")])])

# %% corr3d
def corr3d(X, K):
    raise GeneratorExit("\ud800 a lone surrogate, \x00 a null and \x1b[31m an escape")
