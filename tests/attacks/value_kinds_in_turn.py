"""A different kind of thing at every call, so that two answers compared with each other do not fit."""

EXPECT = {"corr2d": "0 failed|error", "corr1d": "0 failed|error", "corr3d": "0 failed|error"}

# %% corr2d
import itertools

kinds = itertools.cycle([b"bytes", 1.0, {"a": ()}, np.complex128(1j), None, "", ((),), {}, -0.0])


def corr2d(X, K):
    return next(kinds)

# %% corr1d
first = []


def corr1d(x, k):
    key = x.tobytes() + k.tobytes()
    again = key in first
    first.append(key)
    return 1.0 if again else b"not a number"

# %% corr3d
def corr3d(X, K):
    key = X.tobytes() + K.tobytes()
    again = key in first
    first.append(key)
    return 1.0 if again else np.complex128(1j)
