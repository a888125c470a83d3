"""The figure of a convolution as one product of matrices."""

from itertools import product

from matplotlib.figure import Figure

from convolution.cross_correlation import cross_correlate
from convolution.drawing.boxes import draw_arrow, draw_boxes, draw_frame, new_board
from convolution.drawing.stops import window_at
from convolution.drawing.style import INPUT, KERNEL, OUTPUT
from convolution.fast import unfold
from convolution.windows import Array


def draw_columns(x: Array, kernel: Array, at: int) -> Figure:
    """Draw the input, its windows as columns, and the kernel as a row that multiplies them.

    Args:
        x: Input (H, W).
        kernel: (kh, kw).
        at: The window to follow, counted in reading order.
    """
    columns = unfold(x[None, None], kernel.shape)[0]
    y = cross_correlate(x, kernel)
    (height, width), (rows, places) = x.shape, columns.shape
    corner = divmod(at, y.shape[1])
    column = list(product(range(rows), [at]))
    figure, axes = new_board(0.4 + max(width + 1.6, kernel.size + 0.8) + places, rows + 3.4)
    left = 0.2 + max(width + 1.6, kernel.size + 0.8)
    top = 1 + (rows - height) / 2
    draw_boxes(axes, x, 0.2, top, INPUT, lit=window_at(corner, kernel.shape), name="$X$")
    draw_frame(axes, 0.2 + corner[1], top + corner[0], kernel.shape, KERNEL)
    draw_arrow(axes, (0.4 + width, 1 + rows / 2), (left - 0.2, 1 + rows / 2))
    draw_boxes(axes, columns, left, 1, INPUT, lit=column)
    draw_frame(axes, left + at, 1, (rows, 1), KERNEL)
    top = rows + 2
    draw_boxes(axes, kernel.reshape(1, -1), 0.2, top, KERNEL, name="$K$")
    draw_boxes(axes, y.reshape(1, -1), left, top, OUTPUT, lit=[(0, at)], name="$Y$")
    return figure
