"""Cross-correlation and true convolution of one array with one kernel, on any number of axes."""

import numpy as np

from convolution.windows import Array, PerAxis, windows


def cross_correlate(
    x: Array,
    kernel: Array,
    *,
    bias: float = 0,
    stride: PerAxis = 1,
    padding: PerAxis = 0,
    dilation: PerAxis = 1,
) -> Array:
    """Slide `kernel` over `x`; at every place multiply element by element and add up.

    With two axes, stride 1 and no padding: y_ij = b + sum_ab w_ab x_(i+a)(j+b), 0-based.
    Source: A. Zhang et al., "Dive into Deep Learning", section 7.2.

    Args:
        x: Input of any number of axes, (H, W) for an image.
        kernel: As many axes as `x`.
        bias: Added to every element of the output.
        stride: Steps from one window to the next.
        padding: Zeros added on each side.
        dilation: Steps between the elements of `x` that neighbouring kernel elements meet.

    Returns:
        A new array; without stride, padding and dilation its shape is
        (H - kh + 1, W - kw + 1), and so on for every axis.

    Raises:
        ValueError: `kernel` has another number of axes than `x`, or it does not fit.
    """
    if kernel.ndim != x.ndim:
        raise ValueError(f"a kernel of {kernel.ndim} axes does not fit an input of {x.ndim}")
    seen = windows(x, kernel.shape, stride=stride, padding=padding, dilation=dilation)
    places, inside = list(range(x.ndim)), list(range(x.ndim, 2 * x.ndim))
    # einsum reads the view as it is; tensordot would first copy every window.
    product: Array = np.einsum(seen, places + inside, kernel, inside, places)
    return product + bias


def convolve(x: Array, kernel: Array) -> Array:
    """Convolve as mathematics does: cross-correlate with the kernel flipped on every axis.

    y_ij = sum_ab w_(kh-1-a)(kw-1-b) x_(i+a)(j+b), 0-based; the part where the kernel fits
    wholly ("valid").

    Args:
        x: Input of any number of axes.
        kernel: As many axes as `x`.

    Raises:
        ValueError: as `cross_correlate`.
    """
    return cross_correlate(x, np.flip(kernel))
