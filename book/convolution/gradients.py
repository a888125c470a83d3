"""The way back through a convolutional layer: from the output's gradient to all others."""

from collections.abc import Sequence

import numpy as np

from convolution.layer import apply_convolution
from convolution.windows import Array, PerAxis, output_shape, per_axis, windows


def backpropagate(
    dy: Array,
    x: Array,
    weight: Array,
    *,
    stride: PerAxis = 1,
    padding: PerAxis = 0,
    dilation: PerAxis = 1,
) -> tuple[Array, Array, Array]:
    """Return the gradients of a loss with respect to a layer's input, weight and bias.

    The weight's is the cross-correlation of `x` with `dy`, the input's the full convolution of
    `dy` with the weight. Source: V. Dumoulin and F. Visin, arXiv:1603.07285, section 4.

    Args:
        dy: The loss's gradient with respect to the output, (batch, channels out, *output shape).
        x: The layer's input (batch, channels in, *space).
        weight: (channels out, channels in, *kernel shape).
        stride: As for `apply_convolution`.
        padding: As for `apply_convolution`.
        dilation: As for `apply_convolution`.

    Returns:
        dx, dweight and dbias, shaped as `x`, as `weight` and (channels out,).

    Raises:
        ValueError: `dy` is not shaped as the layer's output, or the layer does not fit `x`.
    """
    if x.ndim != weight.ndim or x.shape[1] != weight.shape[1]:
        raise ValueError(f"a weight of shape {weight.shape} does not fit an input {x.shape}")
    space, shape = x.shape[2:], weight.shape[2:]
    options = {"stride": stride, "padding": padding, "dilation": dilation}
    expected = (len(x), len(weight), *output_shape(space, shape, **options))
    if dy.shape != expected:
        raise ValueError(f"dy has the shape {dy.shape}, the layer's output {expected}")
    dbias = dy.sum(axis=(0, *range(2, dy.ndim)))
    return (
        input_gradient(dy, space, weight, **options),
        weight_gradient(dy, x, shape, **options),
        dbias,
    )


def weight_gradient(
    dy: Array,
    x: Array,
    kernel_shape: Sequence[int],
    *,
    stride: PerAxis = 1,
    padding: PerAxis = 0,
    dilation: PerAxis = 1,
) -> Array:
    """Cross-correlate the input with the output's gradient: (channels out, channels in, *kernel).

    The arguments are those of `backpropagate`, with the kernel's shape for the weight.
    """
    seen = windows(x, kernel_shape, stride=stride, padding=padding, dilation=dilation)
    summed = (0, *range(2, dy.ndim))  # batch and places
    product: Array = np.tensordot(dy, seen, axes=(summed, summed))
    return product


def input_gradient(
    dy: Array,
    space: Sequence[int],
    weight: Array,
    *,
    stride: PerAxis = 1,
    padding: PerAxis = 0,
    dilation: PerAxis = 1,
) -> Array:
    """Convolve the output's gradient fully with the weight: (batch, channels in, *space).

    The arguments are those of `backpropagate`, with the input's `space` for the input.
    """
    axes = len(space)
    margin = per_axis(padding, axes, "padding", 0)
    hops, steps = per_axis(stride, axes, "stride", 1), per_axis(dilation, axes, "dilation", 1)
    reach = [d * (k - 1) for k, d in zip(weight.shape[2:], steps, strict=True)]
    room = [n + 2 * p - r for n, p, r in zip(space, margin, reach, strict=True)]
    spread = np.zeros((*dy.shape[:2], *room), dtype=dy.dtype)  # as if the stride had been 1
    both = (slice(None), slice(None))  # batch and channels
    spread[both + tuple(slice(None, None, hop) for hop in hops)] = dy
    turned = np.flip(weight, axis=tuple(range(2, weight.ndim))).swapaxes(0, 1)
    padded = apply_convolution(spread, turned, padding=reach, dilation=steps)
    return padded[both + tuple(slice(p, p + n) for p, n in zip(margin, space, strict=True))]
