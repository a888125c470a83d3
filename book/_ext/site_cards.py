"""Cards: the pictures that stand beside a link to a page, where links are shown with one.

Their font lies in ``cards/``, cut down to the characters of the course's headings, so that no
machine needs a Chinese font to build the site. After a heading with a new character, this makes it
anew, on a machine with Noto Sans CJK (Debian's ``fonts-noto-cjk``): ``make card-font``.
"""

import io
import re
import string
import subprocess
from functools import cache
from pathlib import Path

from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).parents[2]
FONT = Path(__file__).with_name("cards") / "NotoSansSC-Bold.otf"

#: What Open Graph's users crop least.
SIZE = (1200, 630)

# Everything is drawn at twice the size, since Pillow does not smooth shapes, and then reduced.
_SCALE = 2
_PAPER, _INK, _QUIET = "#fbfaf7", "#1f2d3a", "#5b6b7a"
_KERNEL, _PIXELS = "#e07a1f", ("#dfe6ed", "#c3cfdb", "#a7b8c9", "#8aa4bf")
_DIGIT = ("133331", "100132", "000231", "001320", "002310", "003200")  # a seven, in shades
_GRID, _WINDOW = 6, 3
_MARGIN, _TEXT_WIDTH = 80, 620


def can_draw(text: str) -> bool:
    """Whether the font has every character of a text, and there is one."""
    return bool(text) and {ord(char) for char in text} <= _characters()


def draw(title: str, course: str, number: str, step: int) -> bytes:
    """Draw a page's card and return it as PNG.

    Args:
        title: the page's title.
        course: the course's title, which stands small at the foot; may be empty.
        number: the chapter's number; may be empty.
        step: where the kernel stands, counted in places of a 3 × 3 window on a 6 × 6 image.
    """
    image = Image.new("RGB", (SIZE[0] * _SCALE, SIZE[1] * _SCALE), _PAPER)
    pen = ImageDraw.Draw(image)
    _draw_kernel(pen, step)
    font, lines = _fit(title)
    height = round(font.size * 1.3)
    top = (SIZE[1] * _SCALE - height * len(lines)) // 2 - 10 * _SCALE
    left = _MARGIN * _SCALE
    if number:
        pen.text((left, top - 75 * _SCALE), number, _KERNEL, _font(48))
    for row, line in enumerate(lines):
        pen.text((left, top + row * height), line, _INK, font)
    pen.text((left, (SIZE[1] - 100) * _SCALE), course, _QUIET, _font(26))
    few = image.reduce(_SCALE).quantize(64, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    file = io.BytesIO()
    few.save(file, "PNG", optimize=True)
    return file.getvalue()


def _draw_kernel(pen: ImageDraw.ImageDraw, step: int) -> None:
    """An image of 6 × 6 pixels, with the kernel's window on it."""
    cell, gap = 60 * _SCALE, 8 * _SCALE
    left = SIZE[0] * _SCALE - _GRID * (cell + gap) - 60 * _SCALE
    top = (SIZE[1] * _SCALE - _GRID * (cell + gap) + gap) // 2
    places = _GRID - _WINDOW + 1
    down, across = divmod(step % places**2, places)
    for i in range(_GRID):
        for j in range(_GRID):
            x, y = left + j * (cell + gap), top + i * (cell + gap)
            inside = down <= i < down + _WINDOW and across <= j < across + _WINDOW
            colour = _KERNEL if inside else _PIXELS[int(_DIGIT[i][j])]
            pen.rounded_rectangle((x, y, x + cell, y + cell), 12 * _SCALE, colour)


def _fit(title: str) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """The largest type in which a title takes at most three lines, and those lines."""
    for size in (84, 72, 62, 54):
        lines = wrap(title, _font(size))
        if len(lines) <= 3 and len(lines[-1]) > 1:  # no character left alone
            break
    return _font(size), lines


def wrap(title: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """Break a title into lines: at blanks, or between Chinese characters, not before a stop."""
    lines = [""]
    for piece in re.findall(r"[^\s\u3000-\u9fff\uff00-\uffef]+\s*|[^\s][，。？！：、）》]*", title):
        if font.getlength((lines[-1] + piece).rstrip()) > _TEXT_WIDTH * _SCALE and lines[-1]:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT, size * _SCALE)


@cache
def _characters() -> set[int]:
    return set(TTFont(FONT).getBestCmap())


# -- the font --------------------------------------------------------------------------------------


def characters() -> str:
    """List the characters that the font is cut down to: ASCII, and those of all headings."""
    sources = [*ROOT.glob("book/*.md"), *ROOT.glob("solutions/*.md")]
    headings = "".join(
        line
        for source in sources
        for line in source.read_text("utf-8").splitlines()
        if line.startswith("#")
    )
    settings = (ROOT / "_config.yml").read_text("utf-8") + (ROOT / "book/_toc.yml").read_text()
    printed = "".join(c for c in string.printable if c.isprintable())
    return "".join(
        sorted({*headings, *settings, *printed, *"–—’“”×·…，。？！：、（）《》"} - {"\n"})
    )


def make_font() -> None:
    """Cut the font out of Noto Sans CJK's bold face for simplified Chinese."""
    query = ["fc-match", "--format", "%{file}\n%{index}", "Noto Sans CJK SC:bold"]
    found = subprocess.run(query, capture_output=True, text=True, check=True).stdout
    file, index = found.split("\n")
    if "NotoSansCJK" not in file:
        raise SystemExit("Noto Sans CJK is not on this machine; on Debian: fonts-noto-cjk")
    font = TTFont(file, fontNumber=int(index))
    options = Options(layout_features=["kern", "palt"], hinting=False, desubroutinize=True)
    subsetter = Subsetter(options)
    subsetter.populate(text=characters())
    subsetter.subset(font)
    font.save(FONT)
    print(f"{FONT.relative_to(ROOT)}: {len(characters())} characters, {FONT.stat().st_size} bytes")


if __name__ == "__main__":
    make_font()
