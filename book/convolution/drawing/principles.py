"""Figures of the two principles: which weights locality leaves, and what depth sees."""

import numpy as np
from matplotlib.figure import Figure

from convolution.cross_correlation import cross_correlate
from convolution.drawing.boxes import draw_boxes, draw_text, new_board
from convolution.drawing.style import INPUT, KERNEL


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
