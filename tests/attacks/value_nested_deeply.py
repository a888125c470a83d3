"""Returns a tuple in a tuple in a tuple ...: whoever walks through it must not fall over."""

EXPECT = {"corr2d": "0 failed|error", "corr1d": "0 failed|error"}

# %% corr2d
def corr2d(X, K):
    value = ()
    for _ in range(500):
        value = (value,)
    return value

# %% corr1d
def corr1d(x, k):
    value = {}
    for _ in range(1000):
        value = {"a": value}
    return value
