"""Where a kernel looks: padding, stride, dilation and the windows they give, on any number of axes.

Every argument that may differ from axis to axis is an int (the same on each) or one int an axis.
Padding counts the zeros on *each* side, as PyTorch does.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Array = NDArray[Any]
PerAxis = int | Sequence[int]


def per_axis(value: PerAxis, axes: int, name: str, least: int) -> tuple[int, ...]:
    """Return `value` as one int for each of `axes` axes.

    Raises:
        ValueError: another number of values than axes, or one below `least`.
    """
    values = (value,) * axes if isinstance(value, int) else tuple(value)
    if len(values) != axes:
        raise ValueError(f"{name} {values} has {len(values)} values for {axes} axes")
    if min(values, default=least) < least:
        raise ValueError(f"{name} {values} must be at least {least} on every axis")
    return values


def output_shape(
    input_shape: Sequence[int],
    kernel_shape: Sequence[int],
    *,
    stride: PerAxis = 1,
    padding: PerAxis = 0,
    dilation: PerAxis = 1,
) -> tuple[int, ...]:
    """Count the windows on each axis: floor((n + 2p - d(k - 1) - 1) / s) + 1.

    Source: V. Dumoulin and F. Visin, "A guide to convolution arithmetic for deep learning",
    arXiv:1603.07285, relationship 15.

    Raises:
        ValueError: the dilated kernel is larger than the padded input, or an argument is out of
            range.
    """
    axes = len(input_shape)
    sizes = np.array(input_shape) + 2 * np.array(per_axis(padding, axes, "padding", 0))
    steps = np.array(per_axis(dilation, axes, "dilation", 1))
    reach = steps * (np.array(per_axis(kernel_shape, axes, "kernel shape", 1)) - 1) + 1
    if (reach > sizes).any():
        raise ValueError(
            f"the kernel covers {tuple(reach.tolist())} elements, more than the "
            f"{tuple(sizes.tolist())} of the padded input"
        )
    counts = (sizes - reach) // np.array(per_axis(stride, axes, "stride", 1)) + 1
    return tuple(counts.tolist())


def windows(
    x: Array,
    kernel_shape: Sequence[int],
    *,
    stride: PerAxis = 1,
    padding: PerAxis = 0,
    dilation: PerAxis = 1,
) -> Array:
    """View every window that the kernel looks at.

    Args:
        x: Input. The windows slide over its last `len(kernel_shape)` axes; the axes before them
            (batch, channels) are left as they are.
        kernel_shape: The kernel's size on each sliding axis.
        stride: Steps from one window to the next.
        padding: Zeros added on each side.
        dilation: Steps between neighbouring elements of a window.

    Returns:
        A read-only view of shape (*leading axes, *output shape, *kernel shape).

    Raises:
        ValueError: the kernel has more axes than `x`, or as `output_shape`.
    """
    axes = len(kernel_shape)
    if axes > x.ndim:
        raise ValueError(f"a kernel of {axes} axes does not fit an input of {x.ndim}")
    lead = x.ndim - axes
    options = {"stride": stride, "padding": padding, "dilation": dilation}
    counts = output_shape(x.shape[lead:], kernel_shape, **options)
    margin = [(p, p) for p in per_axis(padding, axes, "padding", 0)]
    padded = np.pad(x, [(0, 0)] * lead + margin)
    steps = per_axis(dilation, axes, "dilation", 1)
    reach = [d * (k - 1) + 1 for k, d in zip(kernel_shape, steps, strict=True)]
    view = sliding_window_view(padded, reach, axis=tuple(range(lead, x.ndim)))
    hops = per_axis(stride, axes, "stride", 1) + steps
    taken = (slice(None),) * lead + tuple(slice(None, None, hop) for hop in hops)
    view = view[taken]
    assert view.shape[lead : lead + axes] == counts  # two ways to the same number
    return view
