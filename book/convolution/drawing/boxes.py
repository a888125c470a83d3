"""Boxes with numbers: what every figure of an operation is built from.

A board's unit is one box; x runs right and y runs down, as the indices of an array do.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, Rectangle

from convolution.drawing.style import DARK, INK, Role
from convolution.windows import Array

Index = tuple[int, int]
Point = tuple[float, float]


def new_board(width: float, height: float, unit: float = 0.42) -> tuple[Figure, Axes]:
    """Return a figure of `width` x `height` boxes, each `unit` inches wide, and its axes."""
    figure = Figure(figsize=(width * unit, height * unit))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(height, 0), aspect="equal")
    axes.axis("off")
    return figure, axes


def number(value: float) -> str:
    """Write a number as textbooks do: no trailing zeros, a true minus sign."""
    return f"{value:.4g}".replace("-", "\N{MINUS SIGN}")


def draw_boxes(
    axes: Axes,
    values: Array | Sequence[Sequence[Any]],
    left: float,
    top: float,
    role: Role,
    *,
    lit: Iterable[Index] = (),
    blank: Iterable[Index] = (),
    name: str = "",
    size: float = 1,
    dashed: bool = False,
) -> None:
    """Draw a 2-D array as boxes with its numbers (or words) in them.

    Args:
        axes: Where to draw.
        values: Numbers, or strings to write as they are.
        left: Position of the left edge.
        top: Position of the upper edge.
        role: Whose colours to use.
        lit: Boxes to fill in the role's strong colour.
        blank: Boxes to leave empty (not computed yet).
        name: Written above, in the role's colour.
        size: Width of a box.
        dashed: Draw the outline dashed (for what is not really there, such as padding).
    """
    grid = np.asarray(values)
    lit, blank = set(lit), set(blank)
    outline = (0, (2, 2)) if dashed else "-"
    for at, value in np.ndenumerate(grid):
        strong = at in lit
        x, y = left + at[1] * size, top + at[0] * size
        box = Rectangle((x, y), size, size, edgecolor=INK, linewidth=0.8, zorder=2 + strong)
        box.set(facecolor=role.fill if strong else role.tint, linestyle=outline)
        axes.add_patch(box)
        if at not in blank:
            text = value if isinstance(value, str) else number(value)
            font = 13 * size * min(1, 2.8 / max(len(text), 1))
            weight = "bold" if strong else "normal"
            x, y = x + size / 2, y + size / 2
            draw_text(axes, x, y, text, DARK, font, fontweight=weight, zorder=4)
    if name:
        draw_text(axes, left + grid.shape[1] * size / 2, top - 0.45, name, role.line, 15)


def draw_frame(axes: Axes, left: float, top: float, shape: Point, role: Role) -> None:
    """Draw a thick frame around `shape` boxes (rows, columns)."""
    rows, columns = shape
    frame = Rectangle((left, top), columns, rows, fill=False, edgecolor=role.line, zorder=5)
    frame.set_linewidth(3)
    axes.add_patch(frame)


def draw_text(
    axes: Axes, x: float, y: float, text: str, color: str = INK, size: float = 13, **options: Any
) -> None:
    """Write `text` centred on a point."""
    axes.text(x, y, text, color=color, fontsize=size, **{"ha": "center", "va": "center"} | options)


def draw_arrow(axes: Axes, start: Point, end: Point, color: str = INK) -> None:
    """Draw an arrow from one point to another."""
    arrow = FancyArrowPatch(
        start, end, arrowstyle="-|>", mutation_scale=14, color=color, linewidth=1.5, zorder=6
    )
    axes.add_patch(arrow)
