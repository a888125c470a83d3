"""Figures of what stands between the layers, and of a whole network by its shapes."""

from collections.abc import Sequence

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from convolution.drawing.boxes import draw_arrow, draw_boxes, draw_frame, draw_text, new_board
from convolution.drawing.style import INK, INPUT, KERNEL, OUTPUT
from convolution.network import MaxPool, ReLU
from convolution.windows import Array


def draw_relu_and_pool(x: Array, size: int = 2) -> Figure:
    """Draw a feature map, what ReLU leaves of it, and the maximum of each window of that.

    Args:
        x: A feature map (H, W).
        size: Height and width of a pooling window.
    """
    bent = ReLU().forward(x[None, None])
    pooled = MaxPool(size).forward(bent)
    (height, width), gap = x.shape, 2.0
    figure, axes = new_board(2 * width + pooled.shape[3] + 2 * gap + 0.4, height + 0.8)
    left = 0.2
    for name, values in [("", x), ("ReLU", bent[0, 0]), ("max", pooled[0, 0])]:
        top = 0.4 + (height - values.shape[0]) / 2
        if name:
            middle = 0.4 + height / 2
            draw_arrow(axes, (left - gap + 0.2, middle), (left - 0.2, middle))
            draw_text(axes, left - gap / 2, middle - 0.5, name)
        lit = [(i, j) for i, j in zip(*values.nonzero(), strict=True) if values[i, j] > 0]
        draw_boxes(axes, values, left, top, OUTPUT, lit=lit)
        if name == "ReLU":
            for i in range(0, height - size + 1, size):
                for j in range(0, width - size + 1, size):
                    draw_frame(axes, left + j, top + i, (size, size), KERNEL)
        left += values.shape[1] + gap
    return figure


def draw_shapes(stages: Sequence[tuple[str, tuple[int, int, int]]]) -> Figure:
    """Draw a network as stacks of feature maps, each of its size, with what leads to it.

    Args:
        stages: What leads to each stage, in symbols, and its shape (channels, height, width).
    """
    scale, step, gap = 0.17, 0.09, 1.3
    # A vector is one tall box, and not as many small ones as it has numbers.
    stacks = [
        (1, 0.5 + c * 0.02, 0.4) if h == w == 1 else (c, h * scale, w * scale)
        for _, (c, h, w) in stages
    ]
    tall = max(high + (copies - 1) * step for copies, high, _ in stacks)
    wide = sum(broad + (copies - 1) * step + gap for copies, _, broad in stacks)
    figure, axes = new_board(wide - gap + 1.6, tall + 2.2)
    left, middle = 0.8, 0.9 + tall / 2
    for i, ((name, shape), (copies, high, broad)) in enumerate(zip(stages, stacks, strict=True)):
        depth = (copies - 1) * step
        if i:
            draw_arrow(axes, (left - gap + 0.1, middle), (left - 0.1, middle))
            draw_text(axes, left - gap / 2, 0.4, name, KERNEL.line, 15)
        for k in range(copies):
            at = left + k * step, middle - (high + depth) / 2 + k * step
            role = OUTPUT if i else INPUT
            axes.add_patch(Rectangle(at, broad, high, facecolor=role.tint, edgecolor=INK))
        label = r"\times".join(str(n) for n in shape if copies > 1 or n > 1)
        draw_text(axes, left + (broad + depth) / 2, tall + 1.6, f"${label}$", size=15)
        left += broad + depth + gap
    return figure
