"""One window's sum of products, spelled out."""

import numpy as np
from matplotlib.axes import Axes

from convolution.drawing.boxes import draw_boxes, draw_text
from convolution.drawing.style import INPUT, KERNEL, OUTPUT, PADDING
from convolution.windows import Array


def draw_sum(
    axes: Axes,
    window: Array,
    kernel: Array,
    left: float,
    top: float,
    *,
    real: Array | None = None,
    terms: int = 4,
) -> None:
    """Spell out one window's sum of products in small boxes.

    It takes 2.4 boxes of width a product and 1 box of height a line.

    Args:
        axes: Where to draw.
        window: What the kernel sees.
        kernel: Of the window's shape.
        left: Position of the left edge.
        top: Position of the upper edge.
        real: Zero where the window sees padding; by default it sees none.
        terms: Products a line.
    """
    size, step = 0.8, 2.4
    real = np.ones_like(window) if real is None else real
    triples = list(zip(window.flat, kernel.flat, real.flat, strict=True))
    for i, (seen, weight, is_real) in enumerate(triples):
        x, y = left + i % terms * step, top + i // terms
        draw_boxes(axes, [[seen]], x, y, INPUT if is_real else PADDING, lit=[(0, 0)], size=size)
        draw_text(axes, x + size + 0.14, y + size / 2, "·", size=15)
        draw_boxes(axes, [[weight]], x + size + 0.28, y, KERNEL, size=size)
        last = i == len(triples) - 1
        draw_text(axes, x + 2 * size + 0.54, y + size / 2, "=" if last else "+")
    total = [[(window * kernel).sum()]]
    draw_boxes(axes, total, x + step, y, OUTPUT, lit=[(0, 0)], size=size)
