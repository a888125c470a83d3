# One helper in a cell of the student's own: each kernel element meets the whole input, shifted.

# %% setup [kept]

# %%
from itertools import product


def slide(X, K, axes):
    if X.ndim != axes or K.ndim != axes:
        raise ValueError(f"{axes} axes are needed, not {X.ndim} and {K.ndim}")
    size = tuple(n - k + 1 for n, k in zip(X.shape, K.shape))
    if min(size) < 1:
        raise ValueError(f"{K.shape} does not fit into {X.shape}")
    total = np.zeros(size, dtype=np.result_type(X, K))
    for place in product(*map(range, K.shape)):
        shifted = X[tuple(slice(start, start + n) for start, n in zip(place, size))]
        total += K[place] * shifted
    return total

# %% corr2d
def corr2d(X, K):
    return slide(X, K, axes=2)

# %% convolve2d
def convolve2d(X, K):
    return corr2d(X, np.flip(K))

# %% conv_layer
def conv_layer(X, K, b):
    return corr2d(X, K) + b

# %% corr1d
def corr1d(x, k):
    return slide(x, k, axes=1)

# %% corr3d
def corr3d(X, K):
    return slide(X, K, axes=3)
