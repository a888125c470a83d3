"""Figures of cross-correlation: the window, its sum, its steps, and the flipped kernel."""

import numpy as np
from matplotlib.figure import Figure

from convolution.cross_correlation import cross_correlate
from convolution.drawing.boxes import (
    Index,
    draw_arrow,
    draw_boxes,
    draw_frame,
    draw_sum,
    draw_text,
    inside,
    new_board,
)
from convolution.drawing.style import INPUT, KERNEL, OUTPUT
from convolution.windows import Array, windows


def draw_correlation(x: Array, kernel: Array, at: Index) -> Figure:
    """Draw X, K and Y, the window of the output element `at`, and its sum spelled out."""
    y = cross_correlate(x, kernel)
    (height, width), (kh, kw), (oh, ow) = x.shape, kernel.shape, y.shape
    figure, axes = new_board(width + kw + ow + 4.2, height + 1.9 + kh * kw // 4)
    middle = 1 + height / 2

    draw_boxes(axes, x, 0.2, 1, INPUT, name="$X$", lit=inside(at, (kh, kw)))
    draw_frame(axes, 0.2 + at[1], 1 + at[0], (kh, kw), KERNEL)
    left = width + 1.4
    draw_text(axes, left - 0.6, middle, r"$\star$", size=18)
    draw_boxes(axes, kernel, left, middle - kh / 2, KERNEL, name="$K$")
    left += kw + 1.4
    draw_text(axes, left - 0.7, middle, "=", size=18)
    draw_boxes(axes, y, left, middle - oh / 2, OUTPUT, name="$Y$", lit=[at])
    draw_sum(axes, windows(x, (kh, kw))[at], kernel, 0.2, height + 1.6)
    return figure


def draw_steps(x: Array, kernel: Array) -> Figure:
    """Draw every position of the window in reading order, with the output as known by then."""
    y = cross_correlate(x, kernel)
    (height, width), (rows, columns) = x.shape, y.shape
    wide, high = width + columns + 2.2, height + 0.9
    figure, axes = new_board(wide * columns - 0.6, high * rows)
    for step, at in enumerate(np.ndindex(*y.shape)):
        left, top = 0.2 + at[1] * wide, 0.5 + at[0] * high
        draw_boxes(axes, x, left, top, INPUT, lit=inside(at, kernel.shape))
        draw_frame(axes, left + at[1], top + at[0], kernel.shape, KERNEL)
        middle = top + height / 2
        draw_arrow(axes, (left + width + 0.1, middle), (left + width + 1.1, middle))
        later = list(np.ndindex(*y.shape))[step + 1 :]
        draw_boxes(axes, y, left + width + 1.2, middle - rows / 2, OUTPUT, lit=[at], blank=later)
    return figure


def draw_flip(kernel: Array) -> Figure:
    """Draw a kernel and what becomes of it: flipped up-down, then left-right."""
    height, width = kernel.shape
    figure, axes = new_board(3 * width + 4.4, height + 1.2)
    stages = [(kernel, "$K$"), (kernel[::-1], ""), (kernel[::-1, ::-1], "flip$(K)$")]
    for i, (stage, name) in enumerate(stages):
        left = 0.4 + i * (width + 1.8)
        draw_boxes(axes, stage, left, 1, KERNEL, name=name)
        if i:
            axis = (0, 1)[i - 1]
            middle = 1 + height / 2
            draw_arrow(axes, (left - 1.5, middle), (left - 0.3, middle))
            draw_text(axes, left - 0.9, middle - 0.5, "\N{UP DOWN ARROW}\N{LEFT RIGHT ARROW}"[axis])
    return figure
