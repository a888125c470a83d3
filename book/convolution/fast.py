"""Two fast ways to the output of a convolutional layer: one matrix product, and the FFT."""

from collections.abc import Sequence
from math import prod

import numpy as np

from convolution.windows import Array, PerAxis, output_shape, per_axis, windows


def unfold(
    x: Array,
    kernel_shape: Sequence[int],
    *,
    stride: PerAxis = 1,
    padding: PerAxis = 0,
    dilation: PerAxis = 1,
) -> Array:
    """Copy every window into a column of a matrix (im2col).

    Source: K. Chellapilla, S. Puri and P. Simard, "High Performance Convolutional Neural Networks
    for Document Processing", 2006.

    Args:
        x: Input (batch, channels, *space).
        kernel_shape: The kernel's size on each axis of space.
        stride: Steps from one window to the next.
        padding: Zeros added on each side.
        dilation: Steps between neighbouring elements of a window.

    Returns:
        (batch, channels * kernel size, number of windows), channel by channel and row by row.

    Raises:
        ValueError: as `windows`.
    """
    seen = windows(x, kernel_shape, stride=stride, padding=padding, dilation=dilation)
    axes = len(kernel_shape)
    inside = np.moveaxis(seen, range(2 + axes, 2 + 2 * axes), range(2, 2 + axes))
    return inside.reshape(len(x), x.shape[1] * prod(kernel_shape), -1)


def apply_by_fft(
    x: Array, weight: Array, bias: Array | None = None, *, padding: PerAxis = 0
) -> Array:
    """Apply a convolutional layer (stride 1) by multiplying Fourier transforms.

    A shift turns into a factor under the transform, so that cross-correlation turns into the
    product with the conjugate. Source: M. Mathieu, M. Henaff and Y. LeCun, "Fast Training of
    Convolutional Networks through FFTs", arXiv:1312.5851.

    Args:
        x: Input (batch, channels in, *space), real.
        weight: (channels out, channels in, *kernel shape), real.
        bias: (channels out,), or None for none.
        padding: Zeros added on each side of the axes of space.

    Returns:
        A new array of floats, (batch, channels out, *output shape).

    Raises:
        ValueError: another number of channels, or a kernel that does not fit.
    """
    if x.ndim != weight.ndim or x.shape[1] != weight.shape[1]:
        raise ValueError(f"a weight of shape {weight.shape} does not fit an input {x.shape}")
    axes = range(2, x.ndim)
    counts = output_shape(x.shape[2:], weight.shape[2:], padding=padding)
    margin = per_axis(padding, len(axes), "padding", 0)
    padded = np.pad(x, [(0, 0), (0, 0), *((p, p) for p in margin)])
    size = padded.shape[2:]
    # Frequencies first: at each of them, a product of two small matrices sums over the channels.
    waves, turned = (
        np.moveaxis(np.fft.rfftn(a, size, axes=axes), (0, 1), (-2, -1)) for a in (padded, weight)
    )
    product = np.moveaxis(waves @ turned.conj().swapaxes(-1, -2), (-2, -1), (0, 1))
    whole = np.fft.irfftn(product, size, axes=axes)
    # What lies behind the last window has wrapped around to the beginning.
    inside = (slice(None), slice(None), *(slice(count) for count in counts))
    y: Array = whole[inside].copy()
    return y if bias is None else y + bias.reshape(-1, *[1] * len(axes))
