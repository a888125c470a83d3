"""Leaves in every way there is: sys.exit, os._exit, abort, a null pointer; others' points stay."""

EXPECT = {
    "corr2d": "0 error",
    "convolve2d": "0 crashed",
    "conv_layer": "0 crashed",
    "corr1d": "0 crashed",
    "flags": "crashed suspicious",
}

# %% corr2d
import sys


def corr2d(X, K):
    sys.exit(0)

# %% convolve2d
import os


def convolve2d(X, K):
    os._exit(0)

# %% conv_layer
def conv_layer(X, K, b):
    os.abort()

# %% corr1d
import ctypes


def corr1d(x, k):
    ctypes.string_at(0)

# %%
sys.exit(3)

# %%
quit()
