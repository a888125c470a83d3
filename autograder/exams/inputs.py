"""Random inputs for the exams: small, readable, nowhere symmetric, all from the given generator."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

Array = NDArray[Any]
Rng = np.random.Generator
Span = tuple[int, int]  # smallest and largest whole number, both included


def different(rng: Rng, *spans: Span) -> tuple[int, ...]:
    """One whole number from each span, no two of them equal."""
    while True:
        drawn = tuple(int(rng.integers(low, high + 1)) for low, high in spans)
        if len(set(drawn)) == len(drawn):
            return drawn


def fitting(
    rng: Rng, axes: int = 2, kernel: Span = (2, 4), output: Span = (3, 8)
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The shapes of an input and of a kernel that fits into it.

    Input and kernel have no two lengths in common, and the valid output (input - kernel + 1) has
    none twice, so that no mix-up of axes stays unseen.
    """
    while True:
        kernel_shape = different(rng, *[kernel] * axes)
        outputs = different(rng, *[output] * axes)
        shape = tuple(n + k - 1 for n, k in zip(outputs, kernel_shape, strict=True))
        if len({*shape, *kernel_shape}) == 2 * axes:
            return shape, kernel_shape


def whole(rng: Rng, *shape: int, dtype: DTypeLike = np.float64) -> Array:
    """Whole numbers from about -9 to 9, none 0 and all different: no flip leaves them alike."""
    size = int(np.prod(shape))
    limit = max(9, (size + 1) // 2)
    values = np.concatenate([np.arange(-limit, 0), np.arange(1, limit + 1)])
    return rng.choice(values, size, replace=False).reshape(shape).astype(dtype)


def decimals(rng: Rng, *shape: int, dtype: DTypeLike = np.float64) -> Array:
    """Numbers from about -9.9 to 9.9 with one decimal, all different and none whole."""
    size = int(np.prod(shape))
    limit = max(99, size)
    values = np.arange(-limit, limit + 1)
    values = values[values % 10 != 0]
    return (rng.choice(values, size, replace=False).reshape(shape) / 10).astype(dtype)


def number(rng: Rng) -> float:
    """A number from -9.9 to 9.9 with one decimal, not whole."""
    return float(decimals(rng, 1)[0])
