"""Returns a list that contains itself."""

EXPECT = {"corr2d": "0 error"}

# %% corr2d
def corr2d(X, K):
    value = []
    value.append(value)
    return value
