"""Figures of cross-correlation: window, sum, steps, parts of the output, the flipped kernel."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from convolution.cross_correlation import cross_correlate
from convolution.drawing.boxes import (
    Index,
    draw_arrow,
    draw_boxes,
    draw_text,
    new_board,
)
from convolution.drawing.stops import draw_input, window_at
from convolution.drawing.style import INPUT, KERNEL, OUTPUT
from convolution.drawing.sums import draw_sum
from convolution.windows import Array, PerAxis, per_axis, windows


def draw_correlation(
    x: Array,
    kernel: Array,
    at: Index,
    *,
    padding: PerAxis = 0,
    stride: PerAxis = 1,
    dilation: PerAxis = 1,
) -> Figure:
    """Draw X, K and Y, the window of the output element `at`, and its sum spelled out.

    Args:
        x: Input (H, W).
        kernel: (kh, kw).
        at: The output element to work out.
        padding: As for `cross_correlate`.
        stride: As for `cross_correlate`.
        dilation: As for `cross_correlate`.
    """
    y = cross_correlate(x, kernel, padding=padding, stride=stride, dilation=dilation)
    ph, pw = per_axis(padding, 2, "padding", 0)
    (kh, kw), (oh, ow) = kernel.shape, y.shape
    height, width = x.shape[0] + 2 * ph, x.shape[1] + 2 * pw
    figure, axes = new_board(width + kw + ow + 4.2, height + 1.9 + -(-kernel.size // 4))
    middle = 1 + height / 2

    draw_input(axes, x, 0.2, 1, padding, window_at(at, (kh, kw), stride, dilation))
    draw_text(axes, 0.2 + width / 2, 0.55, "$X$", INPUT.line, 15)
    left = width + 1.4
    draw_text(axes, left - 0.6, middle, r"$\star$", size=18)
    draw_boxes(axes, kernel, left, middle - kh / 2, KERNEL, name="$K$")
    left += kw + 1.4
    draw_text(axes, left - 0.7, middle, "=", size=18)
    draw_boxes(axes, y, left, middle - oh / 2, OUTPUT, name="$Y$", lit=[at])
    seen, real = (
        windows(a, (kh, kw), padding=padding, stride=stride, dilation=dilation)[at]
        for a in (x, np.ones_like(x))
    )
    draw_sum(axes, seen, kernel, 0.2, height + 1.6, real=real)
    return figure


def draw_steps(x: Array, kernel: Array, *, padding: PerAxis = 0, stride: PerAxis = 1) -> Figure:
    """Draw every position of the window in reading order, with the output as known by then.

    Args:
        x: Input (H, W).
        kernel: (kh, kw).
        padding: As for `cross_correlate`.
        stride: As for `cross_correlate`.
    """
    y = cross_correlate(x, kernel, padding=padding, stride=stride)
    ph, pw = per_axis(padding, 2, "padding", 0)
    height, width = x.shape[0] + 2 * ph, x.shape[1] + 2 * pw
    rows, columns = y.shape
    wide, high = width + columns + 2.2, max(height, rows) + 0.9
    figure, axes = new_board(wide * columns - 0.6, high * rows)
    stops = list(np.ndindex(rows, columns))
    for step, at in enumerate(stops):
        left, top = 0.2 + at[1] * wide, 0.5 + at[0] * high
        draw_input(axes, x, left, top, padding, window_at(at, kernel.shape, stride))
        left, middle = left + width, top + height / 2
        draw_arrow(axes, (left + 0.1, middle), (left + 1.1, middle))
        later = stops[step + 1 :]
        draw_boxes(axes, y, left + 1.2, middle - rows / 2, OUTPUT, lit=[at], blank=later)
    return figure


def draw_parts(y: Array, shape: Index, corners: Mapping[str, Index]) -> Figure:
    """Draw Y once for each name, with the part of `shape` that begins at its corner lit."""
    rows, columns = y.shape
    figure, axes = new_board(len(corners) * (columns + 1.2), rows + 1.2)
    for i, (name, (top, left)) in enumerate(corners.items()):
        start = 0.6 + i * (columns + 1.2)
        part = [(top + row, left + column) for row, column in np.ndindex(shape)]
        draw_boxes(axes, y, start, 1, OUTPUT, lit=part)
        draw_text(axes, start + columns / 2, 0.5, name, OUTPUT.line, family="monospace")
    return figure


def draw_flip(kernel: Array) -> Figure:
    """Draw a kernel and what becomes of it: flipped up-down, then left-right."""
    height, width = kernel.shape
    figure, axes = new_board(3 * width + 4.4, height + 1.2)
    stages = [(kernel, "$K$"), (kernel[::-1], ""), (kernel[::-1, ::-1], "flip$(K)$")]
    middle = 1 + height / 2
    for i, (stage, name) in enumerate(stages):
        left = 0.4 + i * (width + 1.8)
        draw_boxes(axes, stage, left, 1, KERNEL, name=name)
        if i:
            draw_arrow(axes, (left - 1.5, middle), (left - 0.3, middle))
            sign = "\N{UP DOWN ARROW}" if i == 1 else "\N{LEFT RIGHT ARROW}"
            draw_text(axes, left - 0.9, middle - 0.5, sign)
    return figure
