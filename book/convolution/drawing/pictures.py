"""Photographs and feature maps side by side, and grids of scores."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from convolution.drawing.style import DARK, INK, INPUT, KERNEL
from convolution.windows import Array

#: Negative is blue, zero white, positive vermilion.
SIGNED = LinearSegmentedColormap.from_list("signed", [INPUT.line, "#ffffff", KERNEL.line])


def draw_images(
    images: Mapping[str, Array], *, columns: int = 2, limit: float = 1, width: float = 5.6
) -> Figure:
    """Draw images in a grid, each with its title above, all with pixels of the same size.

    Colour images are (H, W, 3). A grey one, (H, W), runs from black at its smallest number to
    white at its largest; one with negative numbers, or with nothing but zeros, is coloured by sign
    instead.

    Args:
        images: Title and array of each; titles are symbols, so that they need no translation.
        columns: Images in a row.
        limit: The absolute value that gets the full colour in images coloured by sign.
        width: Of the figure, in inches.
    """
    shapes = [image.shape for image in images.values()]
    rows = -(-len(images) // columns)
    wide = [max(shape[1] for shape in shapes[column::columns]) for column in range(columns)]
    high = [max(shape[0] for shape in shapes[row * columns :][:columns]) for row in range(rows)]
    height = width / sum(wide) * sum(high) + 0.45 * rows
    figure = Figure(figsize=(width, height), layout="constrained")
    grid = figure.subplots(rows, columns, squeeze=False, width_ratios=wide, height_ratios=high)
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


def draw_scores(tables: Mapping[str, Array], *, columns: int = 2) -> Figure:
    """Draw tables of shares from 0 to 1 as grids of per cents, the darker the higher.

    Args:
        tables: Title and table (rows, columns) of each; titles are symbols.
        columns: Tables in a row.
    """
    rows = -(-len(tables) // columns)
    figure = Figure(figsize=(2.8 * columns, 3.1 * rows), layout="constrained")
    grid = figure.subplots(rows, columns, squeeze=False)
    for axes, (title, table) in zip(grid.flat, tables.items(), strict=True):
        axes.imshow(table, cmap="Greens", vmin=0, vmax=1.4)  # dark numbers stay legible on 1.0
        for (row, column), share in np.ndenumerate(table):
            axes.text(
                column, row, f"{100 * share:.0f}", ha="center", va="center", color=DARK, size=11
            )
        axes.set(xticks=[], yticks=[])
        axes.spines[:].set(visible=True, color=INK, linewidth=0.5)
        axes.set_title(title, color=INK, fontsize=15, pad=8)
    return figure
