"""Returns millions of empty things: each is a byte on the way and 64 bytes where it arrives."""

EXPECT = {
    "corr2d": "0 failed|error|timeout",
    "corr1d": "0 failed|error|timeout",
    "may": "timeout memory",
}

# %% corr2d
first = iter([[{}] * 30_000_000])


def corr2d(X, K):
    return next(first, 0)

# %% corr1d
many = iter([[[()] * 1000] * 30_000])


def corr1d(x, k):
    return next(many, 0)
