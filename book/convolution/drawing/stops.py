"""The input with its padding, and where the kernel stops on it."""

import numpy as np
from matplotlib.axes import Axes

from convolution.drawing.boxes import Index, draw_boxes, draw_frame
from convolution.drawing.style import INPUT, KERNEL, PADDING, Role
from convolution.windows import Array, PerAxis, per_axis


def window_at(at: Index, shape: Index, stride: PerAxis = 1, dilation: PerAxis = 1) -> list[Index]:
    """List the boxes of the padded input that the output element `at` is made from."""
    (sh, sw), (dh, dw) = per_axis(stride, 2, "stride", 1), per_axis(dilation, 2, "dilation", 1)
    return [(at[0] * sh + a * dh, at[1] * sw + b * dw) for a, b in np.ndindex(*shape)]


def draw_input(
    axes: Axes,
    x: Array,
    left: float,
    top: float,
    padding: PerAxis,
    window: list[Index],
    role: Role = INPUT,
) -> None:
    """Draw the input (H, W) with zeros around it, and frame the boxes of one window."""
    ph, pw = per_axis(padding, 2, "padding", 0)
    height, width = x.shape
    for i, j in np.ndindex(height + 2 * ph, width + 2 * pw):
        if not (ph <= i < ph + height and pw <= j < pw + width):
            lit = [(0, 0)] if (i, j) in window else []
            draw_boxes(axes, [[0]], left + j, top + i, PADDING, lit=lit, dashed=True)
    draw_boxes(axes, x, left + pw, top + ph, role, lit=[(i - ph, j - pw) for i, j in window])
    rows, columns = zip(*window, strict=True)
    shape = (max(rows) - min(rows) + 1, max(columns) - min(columns) + 1)
    if shape[0] * shape[1] == len(window):
        draw_frame(axes, left + min(columns), top + min(rows), shape, KERNEL)
    else:  # a dilated kernel's boxes do not touch
        for i, j in window:
            draw_frame(axes, left + j, top + i, (1, 1), KERNEL)
