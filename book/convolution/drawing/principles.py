"""Figures of the two principles: what locality leaves, what a shift does, what depth sees."""

import numpy as np
from matplotlib.figure import Figure

from convolution.cross_correlation import cross_correlate
from convolution.drawing.boxes import draw_arrow, draw_boxes, draw_text, new_board
from convolution.drawing.style import INPUT, KERNEL, OUTPUT, PLAIN
from convolution.windows import Array


def draw_locality(reach: int, d: int) -> Figure:
    """Draw the weights v_ab that are left when |a| > d or |b| > d, and when both, makes them 0.

    Args:
        reach: The largest shift a and b to draw.
        d: D, the largest shift to keep.
    """
    shifts = np.arange(-reach, reach + 1)
    a, b = np.abs(np.meshgrid(shifts, shifts, indexing="ij"))
    side = 2 * reach + 1
    figure, axes = new_board(2 * side + 1.6, side + 1.2)
    rules = [((a > d) | (b > d), r"\vee"), ((a > d) & (b > d), r"\wedge")]
    for i, (is_zero, sign) in enumerate(rules):
        left = 0.2 + i * (side + 1.2)
        kept = [(row, column) for row, column in np.argwhere(~is_zero).tolist()]
        names = np.where(is_zero, "0", "$v$")
        draw_boxes(axes, names, left, 1, KERNEL, lit=kept)
        title = rf"$|a| > {d} {sign} |b| > {d}$"
        draw_text(axes, left + side / 2, 0.55, title, KERNEL.line, 14)
    return figure


def draw_shift(x: Array, moved: Array, kernel: Array) -> Figure:
    """Draw two inputs with their outputs at strides 1 and 2, and the largest number of each.

    Args:
        x: Input (L,).
        moved: The same, shifted.
        kernel: (n,).
    """
    left, end = 1.6, 1.6 + len(x)
    figure, axes = new_board(end + 3.2, 9.2)
    draw_text(axes, end + 2.2, 0.4, "max", size=14)
    for top, values in [(0.9, x), (5.3, moved)]:
        draw_text(axes, 0.8, top + 0.5, "$x$", INPUT.line, 15)
        lit = [(0, i) for i in np.flatnonzero(values).tolist()]
        draw_boxes(axes, values[None], left, top, INPUT, lit=lit)
        for stride, below in [(1, 1.3), (2, 2.5)]:
            y = cross_correlate(values, kernel, stride=stride)
            draw_text(axes, 0.8, top + below + 0.5, f"$s = {stride}$", OUTPUT.line, 13)
            for i, value in enumerate(y):
                at, lit_box = left + i * stride, [(0, 0)] if value else []
                draw_boxes(axes, [[value]], at, top + below, OUTPUT, lit=lit_box)
            middle = top + below + 0.5
            draw_arrow(axes, (end + 0.2, middle), (end + 1.5, middle))
            draw_boxes(axes, [[y.max()]], end + 1.7, top + below, PLAIN, lit=[(0, 0)])
    return figure


def draw_receptive_field(layers: int) -> Figure:
    """Draw on how many ways each input pixel reaches the middle one through 3 x 3 layers.

    Args:
        layers: The number of layers; one picture for each depth up to it.
    """
    side = 2 * layers + 1
    figure, axes = new_board(layers * (side + 0.8), side + 1.2)
    ways = np.zeros((side, side), dtype=int)
    ways[layers, layers] = 1
    for layer in range(layers):
        ways = cross_correlate(ways, np.ones((3, 3), dtype=int), padding=1)
        seen = [(row, column) for row, column in np.argwhere(ways).tolist()]
        unseen = [(row, column) for row, column in np.argwhere(ways == 0).tolist()]
        left = 0.2 + layer * (side + 0.8)
        draw_boxes(axes, ways, left, 1, INPUT, lit=seen, blank=unseen, name=str(layer + 1))
    return figure
