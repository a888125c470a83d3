"""Arrays as pictures: boxes with numbers, as inline SVG, in the colours of the book's figures.

A picture is text for a page, made without Matplotlib: it takes microseconds, and a page has many.
Its classes are coloured by the page's style sheet, with the colours of `convolution.drawing.style`.
"""

from __future__ import annotations

import reprlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from markupsafe import Markup, escape
from numpy.typing import NDArray

from autograder.comparison import coarsest, kind

Array = NDArray[Any]

MAX_NUMBERS = 256  # in an array that is drawn
MAX_COLUMNS = 16
MAX_COMPARED = 100_000  # numbers in two arrays whose differences are looked for
MAX_PLANES = 12  # 2-D slices of an array with more axes
ROW, LETTER, GAP = 28, 8.4, 12  # height of a box, width of a digit, room around a number; px

#: The part that an argument of this name plays, which gives it its colour.
ROLES = {
    **dict.fromkeys(("X", "x", "labels", "logits"), "input"),
    **dict.fromkeys(("K", "k", "W", "weight"), "kernel"),
    **dict.fromkeys(("Y", "dY"), "output"),
    **dict.fromkeys(("b", "U", "bias"), "bias"),
}

_short = reprlib.Repr()
_short.maxstring = _short.maxother = 80
_short.maxlist = _short.maxtuple = 12
_short.maxlevel = 4


@dataclass(frozen=True)
class Picture:
    """One value as a page shows it.

    Attributes:
        name: of the argument, or "expected" and the like, in the reader's language.
        role: input, kernel, output, bias, plain, expected or difference.
        about: an array's dtype and shape, or the type's name.
        planes: index of each slice ("" for a whole array) and its picture; none when not drawn.
        text: the value in a few words, for what is no array; empty for an array too large to draw.
        part: whether only a part of the array is drawn.
    """

    name: str
    role: str
    about: str
    planes: tuple[tuple[str, Markup], ...] = ()
    text: str = ""
    part: bool = False


def picture(
    name: str,
    role: str,
    value: Any,
    wrong: Array | None = None,
    place: tuple[int, ...] = (),
) -> Picture:
    """Draw a value: an array of numbers that is small enough as boxes, anything else as text.

    Of an array with more than 2 axes that is too large, one item is drawn, or an item of an item.

    Args:
        name: written above it.
        role: its colours, see `Picture`.
        value: anything.
        wrong: which elements to frame, a bool array of the value's shape.
        place: the index of the item; the first one by default.
    """
    part = _part(value, place)
    if part is None:
        return Picture(name, role, _about(value), text=brief(value))
    shown = value[part]
    grid = shown if shown.ndim > 1 else shown.reshape(1, -1)
    frames = np.zeros(grid.shape, bool) if wrong is None else wrong[part].reshape(grid.shape)
    planes = tuple(
        (
            str([*part, *at]) if part or at else "",
            _boxes(grid[at].tolist(), frames[at].tolist(), name),
        )
        for at in product(*map(range, grid.shape[:-2]))
    )
    return Picture(name, role, _about(value), planes, part=bool(part))


def _part(value: Any, place: tuple[int, ...]) -> tuple[int, ...] | None:
    """The index of the largest item that is small enough to draw: () for all, None for none."""
    axes = value.ndim if isinstance(value, np.ndarray) and value.size else 0
    for depth in range(max(1, axes - 1)):
        part = (*place, *[0] * axes)[:depth]
        if is_drawn(value[part] if part else value):
            return part
    return None


def _about(value: Any) -> str:
    return f"{value.dtype} {value.shape}" if isinstance(value, np.ndarray) else kind(value)


def is_drawn(value: Any) -> bool:
    """Whether a value is an array of numbers that is small enough to draw."""
    return (
        isinstance(value, np.ndarray)
        and value.dtype.kind in "biuf"
        and value.ndim > 0
        and 0 < value.size <= MAX_NUMBERS
        and value.shape[-1] <= MAX_COLUMNS
        and int(np.prod(value.shape[:-2])) <= MAX_PLANES
    )


def differing(expected: Any, got: Any) -> Array | None:
    """Which elements of two arrays of one shape differ; None for anything else, or too large."""
    for each in (expected, got):
        if not isinstance(each, np.ndarray) or each.dtype.kind not in "biuf":
            return None
    if expected.shape != got.shape or not 0 < expected.size <= MAX_COMPARED:
        return None
    a, b = expected.astype(np.float64), got.astype(np.float64)
    tolerance = coarsest(expected, got)
    scale = float(np.max(np.abs(a), where=np.isfinite(a), initial=0.0))
    with np.errstate(invalid="ignore"):  # inf - inf is nan, which is not close
        close = (np.abs(b - a) <= tolerance * scale) | (a == b) | (np.isnan(a) & np.isnan(b))
    wrong: Array = ~close
    return wrong


def subtract(expected: Array, got: Array, wrong: Array) -> Array:
    """`got - expected`, with exact zeros where nothing is wrong."""
    with np.errstate(invalid="ignore"):  # inf - inf is nan, and says so
        return np.where(wrong, got.astype(np.float64) - expected.astype(np.float64), 0.0)


def brief(value: Any) -> str:
    """A value in a few words, however large it is; nothing for an array: its shape tells it."""
    if isinstance(value, np.ndarray):
        return ""
    if isinstance(value, np.generic):
        value = value.item()
    return _short.repr(value)


def number(value: float) -> str:
    """A number as textbooks write it: few digits, a true minus sign."""
    if value == 0:
        return "0"
    text = str(value) if isinstance(value, int) and abs(value) < 1e6 else f"{value:.4g}"
    return text.replace("-", "\N{MINUS SIGN}")


def _boxes(rows: Sequence[Sequence[float]], wrong: Sequence[Sequence[bool]], name: str) -> Markup:
    texts = [[number(value) for value in row] for row in rows]
    box = GAP + LETTER * max(2, max(len(text) for row in texts for text in row))
    width, height = box * len(texts[0]), ROW * len(texts)
    lines = [f"M{box * j:g} 0V{height}" for j in range(1, len(texts[0]))]
    lines += [f"M0 {ROW * i}H{width:g}" for i in range(1, len(texts))]
    parts = [
        f'<svg class="boxes" viewBox="-1.5 -1.5 {width + 3:g} {height + 3}" width="{width + 3:g}" '
        f'height="{height + 3}" role="img" aria-label="{escape(name)}: '
        f'{"; ".join(" ".join(row) for row in texts)}">'
        f'<rect class="sheet" width="{width:g}" height="{height}"/><path d="{"".join(lines)}"/>'
    ]
    frames = []
    for i, row in enumerate(texts):
        y = ROW * i + 19
        for j, text in enumerate(row):
            x = box * (j + 0.5)
            if wrong[i][j]:
                frames.append(
                    f'<rect class="wrong" x="{box * j:g}" y="{ROW * i}" width="{box:g}" '
                    f'height="{ROW}"/><text class="wrong" x="{x:g}" y="{y}">{text}</text>'
                )
            else:
                parts.append(f'<text x="{x:g}" y="{y}">{text}</text>')
    return Markup("".join([*parts, *frames, "</svg>"]))  # numbers, and an escaped name
