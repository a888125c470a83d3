"""Cells that die now and then, so that the replay of what ran before does not run again."""

EXPECT = {"corr2d": "0 crashed", "flags": "crashed suspicious"}

# %% corr2d
import os


def corr2d(X, K):
    os._exit(0)

# %%
import os

if os.urandom(1)[0] < 128:
    os._exit(0)

# %%
if os.urandom(1)[0] < 128:
    os._exit(0)

# %%
if os.urandom(1)[0] < 128:
    os._exit(0)
