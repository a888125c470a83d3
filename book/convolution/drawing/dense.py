"""Figures of the fully connected layer: as a net of edges, and as a map from image to image."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from convolution.drawing.boxes import (
    Index,
    draw_arrow,
    draw_boxes,
    draw_frame,
    draw_text,
    new_board,
)
from convolution.drawing.style import BIAS, INK, INPUT, KERNEL, OUTPUT, PLAIN
from convolution.windows import Array


def draw_network(units: Sequence[int]) -> Figure:
    """Draw fully connected layers as a net, and under each its weights and biases counted.

    Args:
        units: The number of units in the input and in each layer.
    """
    wide, tall, gap = 3.4, max(units), 1.3
    figure, axes = new_board(wide * (len(units) - 1) + 1.6, tall * gap + 1.3)
    places = [
        [(0.8 + i * wide, (tall - n) * gap / 2 + (j + 0.5) * gap) for j in range(n)]
        for i, n in enumerate(units)
    ]
    for i, (before, after) in enumerate(pairwise(places)):
        for start in before:
            for end in after:
                xs, ys = zip(start, end, strict=True)
                axes.plot(xs, ys, color=KERNEL.fill, linewidth=1.8, zorder=1)
        n_in, n_out = units[i], units[i + 1]
        count = rf"${n_in}\cdot{n_out} + {n_out} = {n_in * n_out + n_out}$"
        draw_text(axes, 0.8 + (i + 0.5) * wide, tall * gap + 0.6, count, KERNEL.line, 15)
    roles = [INPUT, *[PLAIN] * (len(units) - 2), OUTPUT]
    for column, role in zip(places, roles, strict=True):
        for place in column:
            fill = role.tint if role is PLAIN else role.fill
            axes.add_patch(Circle(place, 0.42, facecolor=fill, edgecolor=INK, zorder=2))
    return figure


def draw_weight(x: Array, weight: Array, bias: Array, at: Index) -> Figure:
    """Draw Y = W X + U with the 4-D weight as a grid of grids, one the size of X per output pixel.

    Args:
        x: Input (H, W).
        weight: (H', W', H, W).
        bias: U, (H', W').
        at: The output pixel to frame together with its weights.
    """
    rows, columns, height, width = weight.shape
    size, gap = 0.8, 0.4
    high, wide = rows * (height * size + gap) - gap, columns * (width * size + gap) - gap
    figure, axes = new_board(width + wide + columns + 2.6, high + 1.2)
    middle = 1 + high / 2

    draw_boxes(axes, x, 0.1, middle - height / 2, INPUT, name="$X$")
    left = width + 1.3
    draw_arrow(axes, (left - 1.1, middle), (left - 0.1, middle))
    draw_text(axes, left + wide / 2, 0.55, "$W$", KERNEL.line, 15)
    for i, j in np.ndindex(rows, columns):
        corner = left + j * (width * size + gap), 1 + i * (height * size + gap)
        lit = list(np.ndindex(height, width)) if (i, j) == at else []
        draw_boxes(axes, weight[i, j], *corner, KERNEL, lit=lit, size=size)
        if lit:
            draw_frame(axes, *corner, (height * size, width * size), OUTPUT)
    left += wide + 1
    draw_text(axes, left - 0.5, 1 + rows / 2, "+", size=18)
    draw_boxes(axes, bias, left, 1, BIAS, name="$U$", lit=[at])
    top = 1 + high - rows
    draw_text(axes, left - 0.5, top + rows / 2, "=", size=18)
    y = np.tensordot(weight, x, axes=2) + bias
    draw_boxes(axes, y, left, top, OUTPUT, name="$Y$", lit=[at])
    draw_frame(axes, left + at[1], top + at[0], (1, 1), OUTPUT)
    return figure
