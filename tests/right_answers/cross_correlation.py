"""Right answers to `cross_correlation`: scalar loops, shifted copies, einsum, matrices, an FFT."""

import itertools

import numpy as np
from numpy.lib.stride_tricks import as_strided, sliding_window_view


def check(X, K, axes):
    if X.ndim != axes or K.ndim != axes:
        raise ValueError(f"{axes} axes are needed")
    if any(k > n for n, k in zip(X.shape, K.shape, strict=True)):
        raise ValueError("the kernel is larger than the input")
    return tuple(n - k + 1 for n, k in zip(X.shape, K.shape, strict=True))


def scalar_loops(X, K, axes):
    """One multiplication at a time, over nested lists."""
    places = check(X, K, axes)
    Y = np.zeros(places, (X[(0,) * axes] * K[(0,) * axes]).dtype)
    for place in itertools.product(*map(range, places)):
        for inside in itertools.product(*map(range, K.shape)):
            Y[place] += X[tuple(np.add(place, inside))] * K[inside]
    return Y


def shifted_copies(X, K, axes):
    """One kernel element at a time meets the whole image, shifted."""
    places = check(X, K, axes)
    parts = []
    for inside in itertools.product(*map(range, K.shape)):
        shifted = tuple(slice(a, a + n) for a, n in zip(inside, places, strict=True))
        parts.append(K[inside] * X[shifted])
    return sum(parts[1:], start=parts[0])


def stacked_windows(X, K, axes):
    """All windows at once, by their strides."""
    places = check(X, K, axes)
    windows = as_strided(X, places + K.shape, X.strides * 2)
    return (windows * K).sum(axis=tuple(range(axes, 2 * axes)))


def by_matrix(X, K, axes):
    """Windows as the rows of a matrix, the kernel as a column."""
    places = check(X, K, axes)
    return (sliding_window_view(X, K.shape).reshape(-1, K.size) @ K.ravel()).reshape(places)


def by_fft(X, K, axes):
    """Multiplied in the frequency domain."""
    places = check(X, K, axes)
    spectrum = np.fft.fftn(X) * np.conj(np.fft.fftn(K, X.shape, range(axes)))
    Y = np.fft.ifftn(spectrum).real[tuple(map(slice, places))]
    dtype = np.result_type(X, K)
    return (np.rint(Y) if dtype.kind == "i" else Y).astype(dtype)


WAYS = (scalar_loops, shifted_copies, stacked_windows, by_matrix, by_fft)


def in_two_dimensions(way):
    return lambda X, K: way(X, K, 2)


def flipped(way):
    return lambda X, K: way(X, K[tuple([slice(None, None, -1)] * K.ndim)].copy(), 2)


def with_bias(way):
    return lambda X, K, b: way(X, K, 2) + b


def bias_first(X, K, b):
    """The result begins as the bias and collects the products."""
    places = check(X, K, 2)
    Y = np.full(places, b, np.result_type(X, K, b))
    for a, c in np.ndindex(K.shape):
        Y += X[a : a + places[0], c : c + places[1]] * K[a, c]
    return Y


ANSWERS = {
    "corr2d": [in_two_dimensions(way) for way in WAYS],
    "convolve2d": [flipped(way) for way in WAYS],
    "conv_layer": [bias_first, *[with_bias(way) for way in WAYS]],
    "corr1d": [lambda x, k, way=way: way(x, k, 1) for way in WAYS],
    "corr3d": [lambda X, K, way=way: way(X, K, 3) for way in WAYS],
}
