"""Waits for somebody to type something: nobody will."""

EXPECT = {"corr2d": "0 error"}

# %% corr2d
def corr2d(X, K):
    return np.zeros((int(input("rows? ")), 1))

# %%
import sys

print(repr(sys.stdin.read()))

# %%
help(print)
