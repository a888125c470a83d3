"""Figures of channels: summed over on the way in, one for every kernel on the way out."""

import numpy as np
from matplotlib.figure import Figure

from convolution.cross_correlation import cross_correlate
from convolution.drawing.boxes import (
    Index,
    draw_arrow,
    draw_boxes,
    draw_frame,
    draw_text,
    new_board,
)
from convolution.drawing.stops import window_at
from convolution.drawing.style import INPUT, KERNEL, OUTPUT, PLAIN
from convolution.layer import apply_convolution
from convolution.windows import Array


def draw_channels_in(x: Array, kernel: Array) -> Figure:
    """Draw how each plane of a kernel meets its channel, and the results are summed into one.

    Args:
        x: Input (C, H, W).
        kernel: (C, kh, kw).
    """
    (channels, height, width), (_, kh, kw) = x.shape, kernel.shape
    pitch = height + 1.1
    parts = [cross_correlate(plane, k) for plane, k in zip(x, kernel, strict=True)]
    oh, ow = parts[0].shape
    figure, axes = new_board(width + kw + 2 * ow + 5, channels * pitch + 0.2)
    for c in range(channels):
        top, left = 0.9 + c * pitch, 0.2
        middle = top + height / 2
        draw_boxes(axes, x[c], left, top, INPUT, lit=window_at((0, 0), (kh, kw)), name=f"$X_{c}$")
        draw_frame(axes, left, top, (kh, kw), KERNEL)
        left += width + 1.1
        draw_text(axes, left - 0.55, middle, r"$\star$", size=18)
        draw_boxes(axes, kernel[c], left, middle - kh / 2, KERNEL, name=f"$K_{c}$")
        left += kw + 1.1
        draw_text(axes, left - 0.55, middle, "=", size=18)
        draw_boxes(axes, parts[c], left, middle - oh / 2, PLAIN, lit=[(0, 0)])
        left += ow + 0.1
        centre = 0.9 + (channels * pitch - 1.1) / 2
        draw_arrow(axes, (left, middle), (left + 1.7, centre))
    draw_text(axes, left + 0.3, centre, "+", size=18)
    draw_boxes(
        axes, np.sum(parts, axis=0), left + 1.9, centre - oh / 2, OUTPUT, name="$Y$", lit=[(0, 0)]
    )
    return figure


def draw_channels_out(x: Array, weight: Array, at: Index | None = None) -> Figure:
    """Draw a layer's input, its kernels with all their planes, and one feature map for each.

    Args:
        x: Input (C_in, H, W).
        weight: (C_out, C_in, kh, kw).
        at: The place in the output to show with its window, or None for none.
    """
    y = apply_convolution(x[None], weight)[0]
    (c_in, height, width), (c_out, _, kh, kw), (_, oh, ow) = x.shape, weight.shape, y.shape
    pitch = max(kh, oh) + 0.9
    tall = max(c_out * pitch, c_in * (height + 0.9))
    figure, axes = new_board(width + c_in * (kw + 0.3) + ow + 4, tall + 0.4)
    for c in range(c_in):
        top = 0.9 + c * (height + 0.9) + (tall - c_in * (height + 0.9)) / 2
        lit = window_at(at, (kh, kw)) if at else []
        draw_boxes(axes, x[c], 0.2, top, INPUT, name=f"$X_{c}$", lit=lit)
        if at:
            draw_frame(axes, 0.2 + at[1], top + at[0], (kh, kw), KERNEL)
    for o in range(c_out):
        left = width + 1.9
        middle = 0.9 + o * pitch + (tall - c_out * pitch + max(kh, oh)) / 2
        draw_arrow(axes, (width + 0.4, 0.45 + tall / 2), (left - 0.2, middle))
        for c in range(c_in):
            draw_boxes(axes, weight[o, c], left + c * (kw + 0.3), middle - kh / 2, KERNEL)
        left += c_in * (kw + 0.3) - 0.3
        draw_arrow(axes, (left + 0.2, middle), (left + 1.2, middle))
        lit = [at] if at else []
        draw_boxes(axes, y[o], left + 1.4, middle - oh / 2, OUTPUT, name=f"$Y_{o}$", lit=lit)
    return figure
