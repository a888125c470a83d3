"""Figures of cross-correlation on one axis, around a ring, and on three axes."""

import numpy as np
from matplotlib.figure import Figure

from convolution.cross_correlation import cross_correlate
from convolution.drawing.boxes import (
    draw_arrow,
    draw_boxes,
    draw_frame,
    draw_text,
    new_board,
)
from convolution.drawing.stops import window_at
from convolution.drawing.style import INPUT, KERNEL, OUTPUT, PADDING
from convolution.drawing.sums import draw_sum
from convolution.windows import Array, windows


def draw_sequence(x: Array, kernel: Array, at: int) -> Figure:
    """Draw a sequence, the kernel below one window, the output below that, and the sum.

    Args:
        x: Input (L,).
        kernel: (n,).
        at: The output element to work out.
    """
    y = cross_correlate(x, kernel)
    left = 1.2
    figure, axes = new_board(len(x) + left + 0.2, 6.3)
    for name, role, top in [("$x$", INPUT, 0.2), ("$k$", KERNEL, 1.5), ("$y$", OUTPUT, 3.7)]:
        draw_text(axes, 0.5, top + 0.5, name, role.line, 15)
    draw_boxes(axes, x[None], left, 0.2, INPUT, lit=window_at((0, at), (1, len(kernel))))
    draw_frame(axes, left + at, 0.2, (1, len(kernel)), KERNEL)
    draw_boxes(axes, kernel[None], left + at, 1.5, KERNEL)
    draw_arrow(axes, (left + at + 0.5, 2.6), (left + at + 0.5, 3.6))
    draw_boxes(axes, y[None], left, 3.7, OUTPUT, lit=[(0, at)])
    draw_sum(axes, windows(x, kernel.shape)[at], kernel, left, 5.2)
    return figure


def draw_ring(x: Array, kernel: Array) -> Figure:
    """Draw what the product of Fourier transforms computes: a window that runs around a ring.

    Args:
        x: Input (L,).
        kernel: (n,); where it reaches over the end it meets the beginning.
    """
    length, size = len(x), len(kernel)
    around = cross_correlate(np.concatenate([x, x[: size - 1]]), kernel)
    figure, axes = new_board(length + 4, 1.3 * length + 0.8)
    draw_text(axes, 0.2 + length / 2, 0.4, "$x$", INPUT.line, 15)
    draw_text(axes, length + 2.3, 0.4, "$y$", OUTPUT.line, 15)
    for i, value in enumerate(around):
        top, places = 0.8 + 1.3 * i, [(i + a) % length for a in range(size)]
        draw_boxes(axes, x[None], 0.2, top, INPUT, lit=[(0, place) for place in places])
        for place in places:
            draw_frame(axes, 0.2 + place, top, (1, 1), KERNEL)
        draw_arrow(axes, (length + 0.4, top + 0.5), (length + 1.6, top + 0.5))
        wrapped = i + size > length
        role = PADDING if wrapped else OUTPUT
        draw_boxes(axes, [[value]], length + 1.8, top, role, dashed=wrapped)
    return figure


def draw_volume(x: Array, kernel: Array, at: tuple[int, int, int]) -> Figure:
    """Draw X, K and Y slice by slice, the window of the output element `at`, and its sum.

    Args:
        x: Input (D, H, W).
        kernel: (kd, kh, kw).
        at: The output element to work out.
    """
    y = cross_correlate(x, kernel)
    depth, width = x.shape[0], x.shape[2]
    lines = -(-kernel.size // 4)
    height = sum(volume.shape[1] + 0.6 for volume in (x, kernel, y))
    figure, axes = new_board(1.4 + depth * (width + 0.8), height + lines + 0.4)
    slices = range(at[0], at[0] + kernel.shape[0])
    top = 0.2
    for name, role, volume in [("$X$", INPUT, x), ("$K$", KERNEL, kernel), ("$Y$", OUTPUT, y)]:
        draw_text(axes, 0.5, top + volume.shape[1] / 2, name, role.line, 15)
        for d, plane in enumerate(volume):
            left = 1.2 + d * (width + 0.8)
            lit = [at[1:]] if role is OUTPUT and d == at[0] else []
            if role is INPUT and d in slices:
                lit = window_at(at[1:], kernel.shape[1:])
                draw_frame(axes, left + at[2], top + at[1], kernel.shape[1:], KERNEL)
            draw_boxes(axes, plane, left, top, role, lit=lit)
        top += volume.shape[1] + 0.6
    draw_sum(axes, windows(x, kernel.shape)[at], kernel, 1.2, top)
    return figure
