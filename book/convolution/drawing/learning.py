"""Figures of learning: the gradients of kernel and input, and how far chains of layers see."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from convolution.cross_correlation import cross_correlate
from convolution.drawing.boxes import Index, draw_boxes, draw_frame, draw_text, new_board
from convolution.drawing.stops import draw_input, window_at
from convolution.drawing.style import INPUT, KERNEL, OUTPUT
from convolution.receptive_field import Link, count_paths
from convolution.windows import Array


def draw_kernel_gradient(x: Array, dy: Array, at: Index) -> Figure:
    """Draw how the output's gradient slides over the input and gives the kernel's.

    Args:
        x: Input (H, W).
        dy: The output's gradient.
        at: The kernel element whose window to show.
    """
    dk = cross_correlate(x, dy)
    (height, width), (oh, ow), (kh, kw) = x.shape, dy.shape, dk.shape
    figure, axes = new_board(width + ow + kw + 3.6, height + 1.3)
    middle = 1 + height / 2
    draw_boxes(axes, x, 0.2, 1, INPUT, lit=window_at(at, dy.shape), name="$X$")
    draw_frame(axes, 0.2 + at[1], 1 + at[0], dy.shape, OUTPUT)
    left = width + 1.6
    draw_text(axes, left - 0.7, middle, r"$\star$", size=18)
    draw_boxes(axes, dy, left, middle - oh / 2, OUTPUT, name="$dY$")
    left += ow + 1.4
    draw_text(axes, left - 0.7, middle, "=", size=18)
    draw_boxes(axes, dk, left, middle - kh / 2, KERNEL, lit=[at], name="$dK$")
    return figure


def draw_input_gradient(dy: Array, kernel: Array, at: Index) -> Figure:
    """Draw how the flipped kernel slides over the padded gradient of the output.

    Args:
        dy: The output's gradient.
        kernel: (kh, kw).
        at: The input element whose window to show.
    """
    kh, kw = kernel.shape
    margin = kh - 1, kw - 1
    turned = np.flip(kernel)
    dx = cross_correlate(dy, turned, padding=margin)
    height, width = dy.shape[0] + 2 * margin[0], dy.shape[1] + 2 * margin[1]
    figure, axes = new_board(width + kw + dx.shape[1] + 3.6, height + 1.2)
    middle = 1 + height / 2
    draw_input(axes, dy, 0.2, 1, margin, window_at(at, (kh, kw)), OUTPUT)
    draw_text(axes, 0.2 + width / 2, 0.55, "$dY$", OUTPUT.line, 15)
    left = width + 1.6
    draw_text(axes, left - 0.7, middle, r"$\star$", size=18)
    draw_boxes(axes, turned, left, middle - kh / 2, KERNEL, name="flip$(K)$")
    left += kw + 1.4
    draw_text(axes, left - 0.7, middle, "=", size=18)
    draw_boxes(axes, dx, left, middle - dx.shape[0] / 2, INPUT, lit=[at], name="$dX$")
    return figure


def draw_views(chains: Mapping[str, Sequence[Link]]) -> Figure:
    """Draw on one axis what one output of each chain of layers sees.

    Args:
        chains: The layers of each, by its title, which stands on the left.
    """
    views = {title: count_paths(chain) for title, chain in chains.items()}
    widest, margin = max(map(len, views.values())), 4.4
    figure, axes = new_board(margin + widest + 0.2, 1.4 * len(views) + 0.2)
    for row, (title, paths) in enumerate(views.items()):
        top, left = 0.2 + 1.4 * row, margin + (widest - len(paths)) / 2
        draw_text(axes, 0.1, top + 0.5, title, KERNEL.line, 13, ha="left")
        seen = [(0, i) for i, count in enumerate(paths) if count]
        unseen = [(0, i) for i, count in enumerate(paths) if not count]
        draw_boxes(axes, paths[None], left, top, INPUT, lit=seen, blank=unseen)
    return figure
