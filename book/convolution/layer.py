"""The convolutional layer on batches with channels, on any number of sliding axes."""

import numpy as np

from convolution.windows import Array, PerAxis, windows


def apply_convolution(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: PerAxis = 1,
    padding: PerAxis = 0,
    dilation: PerAxis = 1,
) -> Array:
    """Apply a convolutional layer: every kernel sums over all input channels and adds its bias.

    y_oij = b_o + sum_cab w_ocab x_c(i+a)(j+b). Source: "Dive into Deep Learning", section 7.4.

    Args:
        x: Input (batch, channels in, *space); (N, C_in, H, W) for images.
        weight: (channels out, channels in, *kernel shape).
        bias: (channels out,), or None for none.
        stride: Steps from one window to the next.
        padding: Zeros added on each side of the axes of space.
        dilation: Steps between the elements of `x` that neighbouring kernel elements meet.

    Returns:
        A new array (batch, channels out, *output shape).

    Raises:
        ValueError: another number of axes or channels, or a kernel that does not fit.
    """
    check_fit(x, weight, bias)
    seen = windows(x, weight.shape[2:], stride=stride, padding=padding, dilation=dilation)
    summed = [1, *range(x.ndim, seen.ndim)]  # channels in, and the axes inside a window
    y: Array = np.tensordot(seen, weight, axes=(summed, [1, *range(2, weight.ndim)]))
    return np.moveaxis(y if bias is None else y + bias, -1, 1)


def check_fit(x: Array, weight: Array, bias: Array | None) -> None:
    """Refuse a weight or bias that does not belong to the input.

    Raises:
        ValueError: another number of axes or channels.
    """
    if x.ndim != weight.ndim or x.ndim < 3:
        raise ValueError(f"a weight of {weight.ndim} axes does not fit an input of {x.ndim}")
    if x.shape[1] != weight.shape[1]:
        raise ValueError(f"kernels for {weight.shape[1]} channels, an input of {x.shape[1]}")
    if bias is not None and bias.shape != weight.shape[:1]:
        raise ValueError(f"a bias of shape {bias.shape} for {weight.shape[0]} channels out")
