"""The library's fastest layer: matrix products, on as many windows at a time as the cache holds."""

from math import prod

import numpy as np

from convolution.layer import check_fit
from convolution.windows import Array, PerAxis, windows


def apply_in_strips(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: PerAxis = 1,
    padding: PerAxis = 0,
    dilation: PerAxis = 1,
    strip: int = 1024,
) -> Array:
    """Apply a convolutional layer by im2col, a strip of neighbouring windows at a time.

    The sums are those of `apply_convolution`. A strip is some rows of an image or, where images are
    small, some images: enough columns to keep a matrix product busy, few enough to stay in the
    processor's cache until it has read them. Where the windows already lie in memory as columns
    (1x1 kernels without stride and padding) nothing is copied at all.

    Args:
        x: Input (batch, channels in, *space).
        weight: (channels out, channels in, *kernel shape).
        bias: (channels out,), or None for none.
        stride: Steps from one window to the next.
        padding: Zeros added on each side of the axes of space.
        dilation: Steps between the elements of `x` that neighbouring kernel elements meet.
        strip: About how many windows to multiply at a time.

    Returns:
        A new array (batch, channels out, *output shape).

    Raises:
        ValueError: as `apply_convolution`.
    """
    check_fit(x, weight, bias)
    seen = windows(x, weight.shape[2:], stride=stride, padding=padding, dilation=dilation)
    counts = seen.shape[2 : x.ndim]
    # Axes of a column first: channels and kernel. Then batch and places.
    seen = np.moveaxis(seen, [1, *range(x.ndim, seen.ndim)], range(x.ndim - 1))
    matrix = weight.reshape(len(weight), -1)
    column = np.zeros(1, x.dtype) if bias is None else bias.reshape(-1, *[1] * (x.ndim - 1))
    y = np.empty((len(x), len(weight), *counts), np.result_type(x, weight, column))
    images, rows = max(1, strip // prod(counts)), max(1, strip // prod(counts[1:]))
    for image in range(0, len(x), images):
        for row in range(0, counts[0], rows):
            part = (slice(image, image + images), slice(row, row + rows))
            some = seen[(slice(None),) * (x.ndim - 1) + part]
            product = matrix @ some.reshape(matrix.shape[1], -1)
            shaped = product.reshape(-1, *some.shape[x.ndim - 1 :])
            np.add(shaped, column, out=y.swapaxes(0, 1)[:, *part])
    return y
