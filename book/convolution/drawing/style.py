"""The book's visual language: each role has its colour in every figure.

The colours are M. Okabe and K. Ito's, "Color Universal Design" (2008), which colour-blind readers
tell apart. Figures have no background, so that they suit light and dark pages: boxes bring their
own fill, and what stands outside a box is drawn in `INK`, which contrasts with white and with
near-black alike.
"""

import sys
from dataclasses import dataclass
from typing import Any

from matplotlib import style

INK = "#737b85"  # 4.3 : 1 against white, 4.2 : 1 against the dark theme's #14181e
DARK = "#16191d"  # numbers on a filled box


@dataclass(frozen=True)
class Role:
    """Colours of one role: boxes at rest, boxes looked at, and lines and labels."""

    tint: str
    fill: str
    line: str


INPUT = Role(tint="#cde8f8", fill="#56b4e9", line="#0072b2")
KERNEL = Role(tint="#fae6bd", fill="#e69f00", line="#d55e00")
OUTPUT = Role(tint="#b8e3d5", fill="#2fb58e", line="#009e73")
PADDING = Role(tint="#f3dfea", fill="#cc79a7", line="#cc79a7")
BIAS = Role(tint="#fbf7c9", fill="#f0e442", line=INK)
PLAIN = Role(tint="#e9ebee", fill="#c3c9d1", line=INK)

SETTINGS: dict[str, Any] = {
    "figure.facecolor": "none",
    "savefig.facecolor": "none",
    "savefig.dpi": 200,
    "axes.facecolor": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "text.color": INK,
    "grid.color": INK,
    "grid.alpha": 0.25,
    "font.size": 12,
    "mathtext.fontset": "dejavuserif",
    "lines.linewidth": 2,
    "image.cmap": "gray",
    "svg.hashsalt": "convolution",  # the same figure is the same file
}


def use_style() -> None:
    """Apply the book's style to every figure drawn from now on, and show figures as SVG.

    PNG goes with it for what cannot show SVG: the PDF. Outside a notebook only the style is set.
    """
    style.use(SETTINGS)
    ipython = sys.modules.get("IPython")
    if ipython is not None and ipython.get_ipython() is not None:
        from matplotlib_inline.backend_inline import set_matplotlib_formats

        set_matplotlib_formats(  # type: ignore[no-untyped-call]
            "svg", "png", metadata={"Date": None}
        )
