"""Matplotlib's backend in the page: ``plt.show()`` shows at once, a cell's end shows the rest."""

from typing import Any

import kernel
from matplotlib.backends.backend_svg import FigureCanvasSVG as FigureCanvas

__all__ = ["FigureCanvas", "show"]


def show(*_: Any, **__: Any) -> None:
    """Show the open figures in the cell that runs."""
    if kernel.running is not None:
        kernel.running.show_figures()
