"""Photographs and feature maps side by side."""

from collections.abc import Mapping
from typing import Any

from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from convolution.drawing.style import INK, INPUT, KERNEL
from convolution.windows import Array

#: Negative is blue, zero white, positive vermilion.
SIGNED = LinearSegmentedColormap.from_list("signed", [INPUT.line, "#ffffff", KERNEL.line])


def draw_images(
    images: Mapping[str, Array], *, columns: int = 2, limit: float = 1, width: float = 5.6
) -> Figure:
    """Draw images in a grid, each with its title above.

    Colour images are (H, W, 3). A grey one, (H, W), runs from black at its smallest number to
    white at its largest; one with negative numbers, or with nothing but zeros, is coloured by sign
    instead.

    Args:
        images: Title and array of each; titles are symbols, so that they need no translation.
        columns: Images in a row.
        limit: The absolute value that gets the full colour in images coloured by sign.
        width: Of the figure, in inches.
    """
    rows = -(-len(images) // columns)
    ratio = max(image.shape[0] / image.shape[1] for image in images.values())
    figure = Figure(figsize=(width, rows * (width / columns * ratio + 0.45)), layout="constrained")
    grid = figure.subplots(rows, columns, squeeze=False)
    for axes in grid.flat[len(images) :]:
        axes.axis("off")
    by_sign: dict[str, Any] = {"vmin": -limit, "vmax": limit, "cmap": SIGNED}
    for axes, (title, image) in zip(grid.flat, images.items(), strict=False):
        options = by_sign if image.min() < 0 or not image.any() else {}
        axes.imshow(image, interpolation="none", **options)
        axes.set(xticks=[], yticks=[])
        axes.spines[:].set(visible=True, color=INK, linewidth=0.5)
        axes.set_title(title, color=INK, fontsize=15, pad=8)
    return figure
