"""Random inputs for the exams: small, readable, nowhere symmetric, all from the given generator."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

Array = NDArray[Any]
Rng = np.random.Generator
Pair = tuple[int, int]  # (height, width)
Span = tuple[int, int]  # smallest and largest whole number, both included


# ---- sizes -----------------------------------------------------------------------------------


def different(rng: Rng, *spans: Span) -> tuple[int, ...]:
    """One whole number from each span, no two of them equal."""
    lows, highs = np.array(spans).T
    while True:
        drawn = tuple(rng.integers(lows, highs + 1).tolist())
        if len(set(drawn)) == len(drawn):
            return drawn


def between(rng: Rng, low: int, high: int) -> int:
    """A whole number, both ends included."""
    return int(rng.integers(low, high + 1))


def fitting(
    rng: Rng, axes: int = 2, kernel: Span = (2, 4), output: Span = (3, 8)
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The shapes of an input and of a kernel that fits into it.

    Input and kernel have no two lengths in common, and the valid output (input - kernel + 1) has
    none twice, so that no mix-up of axes stays unseen.
    """
    choices = _fitting(axes, kernel, output)
    return choices[rng.integers(len(choices))]


@cache
def _fitting(
    axes: int, kernel: Span, output: Span
) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    found = []
    for k, o in product(_tuples(kernel, axes), _tuples(output, axes)):
        shape = tuple(a + b - 1 for a, b in zip(o, k, strict=True))
        if len({*shape, *k}) == 2 * axes:
            found.append((shape, k))
    return found


@dataclass(frozen=True)
class Layer:
    """The sizes of a strided, padded cross-correlation."""

    image: Pair
    kernel: Pair
    stride: Pair
    padding: Pair
    output: Pair


def layer(
    rng: Rng,
    kernel: Span = (2, 4),
    output: Span = (2, 4),
    stride: Span = (2, 4),
    padding: Span = (1, 3),
) -> Layer:
    """Sizes of a layer; the two numbers of a pair differ, unless there is no choice.

    Image and kernel have no two lengths in common, the kernel fits into the padded image, and no
    stride divides: some rows and columns at the end are never reached.
    """
    choices = _layers(kernel, output, stride, padding)
    return choices[rng.integers(len(choices))]


@cache
def _layers(kernel: Span, output: Span, stride: Span, padding: Span) -> list[Layer]:
    found = []
    for k, o, s, p in product(*(_pairs(span) for span in (kernel, output, stride, padding))):
        for never_reached in product(*(range(1, each) if each > 1 else [0] for each in s)):
            height, width = (
                (o[i] - 1) * s[i] + never_reached[i] + k[i] - 2 * p[i] for i in range(2)
            )
            if min(height, width) > 1 and len({height, width, *k}) == 4:
                found.append(Layer((height, width), k, s, p, o))
    return found


def _tuples(span: Span, count: int) -> list[tuple[int, ...]]:
    """All ways to take `count` different numbers of a span, or the only one it has."""
    low, high = span
    if low == high:
        return [(low,) * count]
    every = product(range(low, high + 1), repeat=count)
    return [each for each in every if len(set(each)) == count]


def _pairs(span: Span) -> list[Pair]:
    return [(first, second) for first, second in _tuples(span, 2)]


# ---- values ----------------------------------------------------------------------------------


def whole(rng: Rng, *shape: int, dtype: DTypeLike = np.float64) -> Array:
    """Whole numbers from -9 to 9 without 0."""
    return _drawn(rng, _WHOLE, shape).astype(dtype)


def decimals(rng: Rng, *shape: int, dtype: DTypeLike = np.float64) -> Array:
    """Numbers from -9.9 to 9.9 with one decimal, none of them whole."""
    return (_drawn(rng, _TENTHS, shape) / 10).astype(dtype)


_WHOLE = np.array([each for each in range(-9, 10) if each])
_TENTHS = np.array([each for each in range(-99, 100) if each % 10])


def _drawn(rng: Rng, values: Array, shape: tuple[int, ...]) -> Array:
    """All different in a small array, so that no flip and no exchange of axes leaves it alike."""
    size = math.prod(shape)
    drawn: Array = rng.choice(values, size, replace=size > len(values)).reshape(shape)
    return drawn


def number(rng: Rng) -> float:
    """A number from -9.9 to 9.9 with one decimal, not whole."""
    return float(decimals(rng, 1)[0])
