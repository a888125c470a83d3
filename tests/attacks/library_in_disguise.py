"""Calls the library's function by names that reading the code does not show."""

EXPECT = {"corr1d": "0 failed|error", "corr2d": "0 failed|error", "flags": "suspicious"}

# %% corr1d
def corr1d(x, k):
    return getattr(np, "corr" + "elate")(x, k, mode="valid")

# %% corr2d
def corr2d(X, K):
    module = __import__("sci" + "py.signal", fromlist=["signal"])
    return module.correlate2d(X, K, mode="valid")
