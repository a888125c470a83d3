"""Returns generators, lambdas and modules: things that could run where they are compared."""

EXPECT = {"corr2d": "0 error", "corr1d": "0 error", "corr3d": "0 error"}

# %% corr2d
def corr2d(X, K):
    yield from range(10**9)

# %% corr1d
def corr1d(x, k):
    return lambda: 0

# %% corr3d
def corr3d(X, K):
    return np
