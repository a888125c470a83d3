"""What a student's code wrote, drew or displayed, made harmless and small enough for a page.

Nothing in here trusts its input: text loses what a terminal or a reader would act on, pictures are
looked into before they are shown, HTML keeps a few tags and no attribute that does anything.
"""

from __future__ import annotations

import base64
import binascii
import re
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import nh3
from markupsafe import Markup, escape

MAX_LINE = 2_000  # characters of one line
MAX_LINES = 1_000  # of one text: the first and the last half of them
MAX_OUTPUTS = 500  # of one page
MAX_HTML = 50_000  # characters of one HTML output; beyond it the output's plain text serves
MAX_PIXELS = 50_000_000  # of a picture: few bytes can claim more than a browser can hold
KEPT = 300  # characters that stay of a text which the page has no room for

# ---- text --------------------------------------------------------------------------------------

# Marks that reorder or hide text, what is no character: first and last code point. Zero-width
# joiners stay: emoji and several scripts need them.
_HIDDEN = (
    *((0x80, 0x9F), (0xAD, 0xAD), (0x61C, 0x61C), (0x200B, 0x200B), (0x200E, 0x200F)),
    *((0x2028, 0x202E), (0x2060, 0x206F), (0xFEFF, 0xFEFF), (0xFFF9, 0xFFFB), (0xFFFE, 0xFFFF)),
    (0xE0000, 0xE007F),
)
_CONTROLS = ((0x00, 0x08), (0x0B, 0x1F))  # tab and newline are text
_SURROGATES = (0xD800, 0xDFFF)  # lone ones
_MARKS = {
    **{code: f"⟨U+{code:04X}⟩" for first, last in _HIDDEN for code in range(first, last + 1)},
    # Unicode has pictures of the old control characters.
    **{code: chr(0x2400 + code) for first, last in _CONTROLS for code in range(first, last + 1)},
    0x7F: "\u2421",
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
}
# As ranges: a class of single characters beyond U+FFFF is searched one by one, ten times slower.
_RANGES = (f"{chr(a)}-{chr(b)}" for a, b in (*_HIDDEN, *_CONTROLS, _SURROGATES))
_MARKED = re.compile(f"[\x7f{''.join(_RANGES)}]")
_TERMINAL = re.compile(r"\x1b(?:\[[0-?]{0,64}[ -/]{0,8}[@-~]|\][^\x07\x1b]{0,2000}(?:\x07|\x1b\\))")


def tame(text: str) -> str:
    """Make control characters and marks that reorder or hide text visible; replace surrogates."""
    return text.translate(_MARKS) if _MARKED.search(text) else text


def plain(text: str, words: Mapping[str, str]) -> str:
    """A text as a terminal would leave it, its giant lines and endless columns cut.

    Linear in its length, whatever it holds.
    """
    if "\x1b" in text:
        text = _TERMINAL.sub("", text)
    if "\r" in text:  # progress bars: only what was written last on a line is left
        lines = text.replace("\r\n", "\n").split("\n")
        text = "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in lines)
    lines = text.split("\n") if len(text) > MAX_LINES else []
    if len(lines) > MAX_LINES:
        half = MAX_LINES // 2
        note = f"… {len(lines) - 2 * half:,} {words['more_lines']} …"
        lines = [*lines[:half], note, *lines[-half:]]
    if lines:
        text = "\n".join(_cut_line(line, words) for line in lines)
    return tame(text)


def _cut_line(line: str, words: Mapping[str, str]) -> str:
    if len(line) <= MAX_LINE:
        return line
    return f"{line[:MAX_LINE]}… (+{len(line) - MAX_LINE:,} {words['more_characters']})"


# ---- pictures ----------------------------------------------------------------------------------


def image(kind: str, content: object) -> str:
    """A `data:` address for a base64 PNG or JPEG; empty when it is none, or claims to be giant."""
    if not isinstance(content, str):
        return ""
    try:
        data = base64.b64decode("".join(content.split()), validate=True)
    except (binascii.Error, ValueError):
        return ""
    pixels = {"image/png": _png_pixels, "image/jpeg": _jpeg_pixels}[kind](data)
    if not 0 < pixels <= MAX_PIXELS:
        return ""
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def _png_pixels(data: bytes) -> int:
    if len(data) < 33 or not data.startswith(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"):
        return 0
    width, height = struct.unpack(">II", data[16:24])
    return int(width * height)


def _jpeg_pixels(data: bytes) -> int:
    """The pixels that a JPEG's frame header claims; 0 when there is none (ITU-T T.81, annex B)."""
    if not data.startswith(b"\xff\xd8\xff"):
        return 0
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return int(width * height)
        at += 2 + max(length, 2)
    return 0


# ---- HTML --------------------------------------------------------------------------------------

_TAGS = (
    "b blockquote br caption code dd div dl dt em hr i li ol p pre s span strong sub sup table "
    "tbody td tfoot th thead tr u ul"
)
_CLEANER = nh3.Cleaner(
    tags=set(_TAGS.split()),
    attributes={"td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan", "scope"}},
    clean_content_tags={"script", "style", "title", "template"},
    url_schemes=set(),
    link_rel=None,
)
# Open formatting elements are opened again in every block that follows, so that a parser's work and
# the result's size are their product: 10 kB can become 2 MB.
_FORMATTING = re.compile(
    r"<(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)\b", re.IGNORECASE
)
_MAX_REOPENED = 20_000


def html(content: object) -> Markup:
    """An HTML output with a few tags and no active attribute; empty when nothing can be kept."""
    if not isinstance(content, str) or len(content) > MAX_HTML:
        return Markup()
    if len(_FORMATTING.findall(content)) * content.count("<") > _MAX_REOPENED:
        return Markup()
    # Twice tamed: character references become characters in the cleaner.
    return Markup(tame(_CLEANER.clean(tame(content))).strip())


# ---- pieces of a page --------------------------------------------------------------------------


@dataclass
class Piece:
    """A part of a page that comes from the student, and can be cut when the page is too large.

    Attributes:
        kind: source, stdout, stderr, traceback, html, image or note.
        html: what stands on the page.
    """

    kind: str
    html: Markup
    _text: str = ""

    def __post_init__(self) -> None:
        self.size = len(self.html.encode())

    def cut(self, words: Mapping[str, str]) -> None:
        """Keep the beginning of a text, nothing of a picture or table, and say so."""
        note = f"{words['left_out']} ({self.size / 1e6:.2f} MB)."
        if self._text:
            self.html = escape(f"{self._text[:KEPT]}\n… {note}")
        else:
            self.kind, self.html = "note", escape(note)
        self.__post_init__()


def text_piece(kind: str, text: str, words: Mapping[str, str]) -> Piece:
    """A text of the student's."""
    shown = plain(text, words)
    return Piece(kind, escape(shown), shown)


def output_pieces(
    outputs: Sequence[Mapping[str, Any]], words: Mapping[str, str], most: int = MAX_OUTPUTS
) -> list[Piece]:
    """The first outputs of a cell, as `records.ShownCell` has them; others are passed over."""
    pieces = [piece for each in outputs[:most] for piece in _output(each, words)]
    if len(outputs) > most:
        note = f"{len(outputs) - most:,} {words['more_outputs']}"
        pieces.append(Piece("note", escape(note)))
    return pieces


def _output(output: Mapping[str, Any], words: Mapping[str, str]) -> list[Piece]:
    if not isinstance(output, Mapping):
        return []
    stream, text, data = output.get("stream"), output.get("text"), output.get("data")
    if isinstance(text, str):
        kind = stream if stream in ("stderr", "traceback") else "stdout"
        return [text_piece(str(kind), text, words)] if text.strip() else []
    return _displayed(data, words) if isinstance(data, Mapping) else []


def _displayed(data: Mapping[str, Any], words: Mapping[str, str]) -> list[Piece]:
    """The best representation of a rich output that holds what it promises."""
    kinds = [kind for kind in ("image/png", "image/jpeg") if kind in data]
    for kind in kinds:
        source = image(kind, data[kind])
        if source:
            tag = Markup('<img src="{}" alt="{}">').format(source, words["figure"])
            return [Piece("image", tag)]
    kept = [Piece("note", escape(words["bad_image"]))] if kinds else []
    table = html(data.get("text/html"))
    if table:
        return [*kept, Piece("html", table)]
    text = data.get("text/plain")
    return [*kept, text_piece("stdout", text, words)] if isinstance(text, str) else kept
