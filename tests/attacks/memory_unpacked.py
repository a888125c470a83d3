"""Asks for more at once than there is: a giant array, a giant number, a gigabyte from a kilobyte."""

EXPECT = {
    "corr2d": "0 error",
    "corr1d": "0 error|crashed|failed",
    "corr3d": "0 error|timeout|crashed",
    "flags": "memory",
    "may": "timeout crashed",
}

# %% corr2d
def corr2d(X, K):
    return np.zeros((10**6, 10**6))

# %% corr1d
import zlib

small = zlib.compress(zlib.compress(bytes(100_000_000)))
first = iter([30])


def corr1d(x, k):
    return [zlib.decompress(zlib.decompress(small)) for _ in range(next(first, 0))]

# %% corr3d
def corr3d(X, K):
    return 1 << (10**11)
