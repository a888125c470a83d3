"""Two languages in one Markdown source: the one place that knows how they are marked.

Prose stands in pairs of cells, opened by MyST-NB's own cell break with metadata; what both
languages share (code, equations, figures) stands once, in cells without a language::

    +++ {"lang": "en"}
    Slide the kernel over the input.
    +++ {"lang": "zh"}
    让核在输入上滑动。
    +++

Where cells are too coarse (a table, a caption, an admonition's title) two inline roles stand side
by side: ``{en}`Input` {zh}`输入```. The words of a role are Markdown, so they may hold mathematics.

A Chinese word that stands in English text, as in a glossary, is marked ``[卷积]{.language-zh-CN}``.

Cells are found with MyST's own parser, so what looks like a cell break in a code block is none.
"""

import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from autograder import LANGUAGES as LANGUAGES  # users of the marking need it too

#: The extensions of Markdown that sources use; ``_config.yml`` gives the site the same ones.
SYNTAX = ("amsmath", "attrs_inline", "colon_fence", "deflist", "dollarmath", "tasklist")

_CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff60]")
# Chinese that English readers are meant to see, as in a glossary; a page says which language it is.
_QUOTED = re.compile(r"\[[^\]\n]*\]\{\.language-zh-CN\}")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]+")
# A code span, or a role of ours when a language stands before it. The rule for backticks is
# CommonMark's: as many at the end as at the beginning, and no blank line between. A fence of a
# block is matched first, so that it isn't taken for a span.
_SPAN = re.compile(
    r"^[ \t>]*`{3,}"
    r"|(?:\{(?P<lang>en|zh)\})?(?P<ticks>(?<!`)`+(?!`))"
    r"(?P<body>(?:(?!\n[ \t]*\n).)+?)(?<!`)(?P=ticks)(?!`)",
    re.DOTALL | re.MULTILINE,
)
_MATH = re.compile(r"\$\$.+?\$\$|\$[^$]+\$", re.DOTALL)
_OTHER_ROLE = re.compile(r"\{[\w:.+-]+\}(?P<ticks>`+).+?(?P=ticks)", re.DOTALL)
_NOT_PROSE = re.compile(r"<[^>]*>|\]\([^)]*\)|\{[^}]*\}|https?://\S+|[\w./-]*[/._]\w[\w./-]*")
_OPTION = re.compile(r"\s*:(?P<name>[\w-]+):(?P<value>.*)")
_READ_OPTIONS = {"alt", "caption"}

# Directives whose content is no Markdown.
_CODE = {
    "code",
    "code-block",
    "code-cell",
    "exercises",
    "literalinclude",
    "math",
    "raw",
    "raw-cell",
}


@dataclass
class _Cell:
    """Lines ``start`` to ``stop`` (0-based, half open) between two cell boundaries."""

    start: int
    stop: int
    metadata: dict[str, Any] = field(default_factory=dict)

    @property
    def language(self) -> str | None:
        lang = self.metadata.get("lang")
        return lang if isinstance(lang, str) else None

    def is_blank(self, lines: list[str]) -> bool:
        return not "".join(lines[self.start : self.stop]).strip()


def keep(text: str, language: str) -> str:
    """Return the source as one language reads it.

    Cells of other languages become blank lines, so that every line keeps its number, and inline
    roles give way to their words. Code cells stay as they are, byte for byte: both languages
    share their execution, and :func:`resolve` serves for their captions.

    Args:
        text: a Markdown source in both languages.
        language: one of :data:`LANGUAGES`.

    Raises:
        ValueError: no such language.
    """
    _require(language)
    lines = text.split("\n")
    tokens = _parse(text)
    kept = list(range(len(lines)))
    for cell in _cells(tokens, len(lines))[0]:
        if cell.language not in (None, language):
            kept[cell.start : cell.stop] = [-1] * (cell.stop - cell.start)
    untouched = {line for token in tokens if _is_code(token) for line in range(*_span(token))}
    blanked = [lines[i] if i >= 0 else "" for i in kept]

    # Roles are resolved between code blocks, a run of lines at a time: one may span lines.
    result: list[str] = []
    for is_code, group in itertools.groupby(range(len(lines)), untouched.__contains__):
        part = "\n".join(blanked[i] for i in group)
        result.append(part if is_code else _resolve(part, language, keep_lines=True))
    return "\n".join(result)


def resolve(text: str, language: str) -> str:
    """Return a caption, title or other short text with its inline roles resolved.

    Neighbouring roles are one phrase: ``{en}`Input` {zh}`输入``` is ``Input`` or ``输入``, with no
    space left over.

    Raises:
        ValueError: no such language.
    """
    _require(language)
    return _resolve(text, language)


def problems(text: str) -> list[str]:
    """List what is wrong with a source's two languages, as ``line N: what and what to do``.

    Found are: cell breaks that cannot be read or stand where they are none, pairs of cells or of
    inline roles that are incomplete or in the wrong order, Chinese outside Chinese cells and
    roles, Chinese cells or paragraphs without Chinese, and prose in cells of no language.
    """
    lines = text.split("\n")
    tokens = _parse(text)
    cells, found = _cells(tokens, len(lines))
    found += _hidden_breaks(tokens, lines)
    found += _pair_problems(cells, lines)
    found += _role_problems(tokens, lines)
    found += _chinese_problems(cells, lines)
    found += _prose_problems(cells, tokens)
    return [f"line {line + 1}: {what}" for line, what in sorted(set(found))]


# -- reading -------------------------------------------------------------------------------------

_Problem = tuple[int, str]  # 0-based line, sentence


@cache
def _parser() -> MarkdownIt:
    config = MdParserConfig(enable_extensions=set(SYNTAX), disable_syntax=["inline"])
    return create_md_parser(config, RendererHTML)


def _parse(text: str) -> list[Token]:
    return _parser().parse(text + "\n")


def _require(language: str) -> None:
    if language not in LANGUAGES:
        raise ValueError(f"no such language: {language!r}; there are {', '.join(LANGUAGES)}")


def _span(token: Token) -> tuple[int, int]:
    start, stop = token.map or (0, 0)
    return start, stop


def _directive(token: Token) -> str:
    """Name of the directive that a fence is, or nothing."""
    match = re.match(r"\{([\w:.+-]+)\}", token.info)
    return match[1] if match and token.type in ("fence", "colon_fence") else ""


def _is_code(token: Token) -> bool:
    """Whether the token's lines are code or mathematics, in which no role of ours is meant."""
    if token.type in ("fence", "colon_fence"):
        return _directive(token) in _CODE | {""}
    return token.type in ("code_block", "amsmath", "math_block", "math_block_label")


def _is_cell(token: Token) -> bool:
    return token.type == "fence" and _directive(token) in ("code-cell", "raw-cell")


def _cells(tokens: list[Token], n_lines: int) -> tuple[list[_Cell], list[_Problem]]:
    """The Markdown cells between breaks and code cells, as myst_nb divides them.

    A code or raw cell is told by a cell with the metadata ``{"code": True}``, since it parts a
    pair of languages.
    """
    found: list[_Problem] = []
    first = _span(tokens[0])[1] if tokens and tokens[0].type == "front_matter" else 0
    cells = [_Cell(first, n_lines)]
    for token in tokens:
        if token.level:
            continue
        start, stop = _span(token)
        if token.type == "myst_block_break":
            cells[-1].stop = start
            metadata, what = _metadata(token.content)
            found += [(start, what)] if what else []
            cells.append(_Cell(stop, n_lines, metadata))
        elif _is_cell(token):
            cells[-1].stop = start
            cells += [_Cell(start, stop, {"code": True}), _Cell(stop, n_lines)]
    return cells, found


def _metadata(content: str) -> tuple[dict[str, Any], str]:
    """A cell break's metadata, and what is wrong with it."""
    try:
        metadata = json.loads(content or "{}")
    except json.JSONDecodeError as error:
        return {}, f"the cell break's metadata is not JSON ({error.msg}); write +++ {{...}}"
    if not isinstance(metadata, dict):
        return {}, "the cell break's metadata is not an object; write +++ {...}"
    lang = metadata.get("lang")
    if lang is not None and lang not in LANGUAGES:
        return metadata, f'no such language: {lang!r}; write "lang": "en" or "lang": "zh"'
    return metadata, ""


# -- inline roles --------------------------------------------------------------------------------


def _phrases(text: str) -> Iterator[list[re.Match[str]]]:
    """Runs of inline roles of ours that only blanks part (one language pair, when complete)."""
    phrase: list[re.Match[str]] = []
    for match in _SPAN.finditer(text):
        if not match["lang"]:
            continue
        between = text[phrase[-1].end() : match.start()] if phrase else ""
        if phrase and (between.strip() or len(phrase) == len(LANGUAGES)):
            yield phrase
            phrase = []
        phrase.append(match)
    if phrase:
        yield phrase


def _resolve(text: str, language: str, keep_lines: bool = False) -> str:
    result, end = "", 0
    for phrase in _phrases(text):
        start, stop = phrase[0].start(), phrase[-1].end()
        words = " ".join(match["body"].strip() for match in phrase if match["lang"] == language)
        if keep_lines:
            words += "\n" * (text.count("\n", start, stop) - words.count("\n"))
        result += text[end:start] + words
        end = stop
    return result + text[end:]


# -- checks --------------------------------------------------------------------------------------


def _hidden_breaks(tokens: list[Token], lines: list[str]) -> Iterator[_Problem]:
    """Cell breaks inside another block, which myst_nb does not see."""
    where = "looks like a cell break but stands inside another block; put a blank line before it"
    for token in tokens:
        start, stop = _span(token)
        if token.type == "myst_block_break" and token.level:
            yield start, where
        elif token.type == "html_block" or (_directive(token) and not _is_code(token)):
            yield from ((i, where) for i in range(start, stop) if re.match(r"\s*\+\+\+", lines[i]))


def _pair_problems(cells: list[_Cell], lines: list[str]) -> Iterator[_Problem]:
    """English and Chinese cells that do not stand one after the other, both with words."""
    previous: _Cell | None = None
    for cell, following in itertools.zip_longest(cells, cells[1:]):
        at = max(cell.start - 1, 0)
        if cell.language in LANGUAGES and cell.is_blank(lines):
            yield at, f"the {cell.language} cell is empty"
        if cell.language == "en" and (following is None or following.language != "zh"):
            yield at, "this en cell has no zh cell right after it"
        if cell.language == "zh":
            if previous is None or previous.language != "en":
                yield at, "this zh cell has no en cell right before it"
            elif previous.metadata | {"lang": "zh"} != cell.metadata:
                yield at, "this zh cell's metadata differs from its en cell's"
        previous = cell


def _role_problems(tokens: list[Token], lines: list[str]) -> Iterator[_Problem]:
    """Inline roles that lack the other language."""
    code = {
        i
        for token in tokens
        if _is_code(token) and not _is_cell(token)
        for i in range(*_span(token))
    }
    text = "\n".join("" if i in code else line for i, line in enumerate(lines))
    for phrase in _phrases(text):
        if tuple(match["lang"] for match in phrase) != LANGUAGES:
            line = text.count("\n", 0, phrase[0].start())
            yield line, "an inline role stands alone; write {en}`...` {zh}`...`"


def _chinese_problems(cells: list[_Cell], lines: list[str]) -> Iterator[_Problem]:
    """Chinese that English readers would see, and Chinese cells that hold none."""
    chinese_lines: set[int] = set()
    for cell in cells:
        if cell.language != "zh":
            continue
        chinese_lines.update(range(cell.start, cell.stop))
        words = "\n".join(lines[cell.start : cell.stop])
        if words.strip() and not _CHINESE.search(words):
            yield max(cell.start - 1, 0), "this zh cell holds no Chinese"

    text = "\n".join("" if i in chinese_lines else line for i, line in enumerate(lines))
    for i, line in enumerate(_resolve(text, "en", keep_lines=True).split("\n")):
        if _CHINESE.search(_QUOTED.sub("", line)):
            yield i, "Chinese stands outside a zh cell and outside {zh}`...`"


def _prose_problems(cells: list[_Cell], tokens: list[Token]) -> Iterator[_Problem]:
    """Prose that only English readers can read: in a cell of no language, or left in a zh cell."""
    language: dict[int, str | None] = {}
    for cell in cells:
        language.update((line, cell.language) for line in range(cell.start, cell.stop))
    for line, words, is_heading in _texts(tokens):
        n_words = len(_WORD.findall(_prose(words)))
        if language.get(line) is None and n_words >= (1 if is_heading else 3):
            yield line, "prose without a language; put it in a pair of cells or of inline roles"
        if language.get(line) == "zh" and n_words >= 6 and not _CHINESE.search(words):
            yield line, "this text in a zh cell holds no Chinese"


def _texts(tokens: list[Token], offset: int = 0) -> Iterator[tuple[int, str, bool]]:
    """Line, words and whether it is a heading, of each text a reader sees, in directives too."""
    before: Token | None = None
    for token in tokens:
        line = offset + _span(token)[0]
        if token.type == "inline":
            yield line, token.content, before is not None and before.type == "heading_open"
        elif _directive(token) and not _is_code(token):
            yield line, token.info.partition("}")[2], False
            yield from _texts(_parse(_without_options(token.content)), line + 1)
        before = token


def _without_options(content: str) -> str:
    """A directive's content with those options blanked that are no text to read."""
    lines = content.split("\n")
    for i, line in enumerate(lines):
        match = _OPTION.fullmatch(line)
        if not match:
            break
        lines[i] = match["value"] if match["name"] in _READ_OPTIONS else ""
    return "\n".join(lines)


def _prose(words: str) -> str:
    """The words without code, mathematics, roles, links' targets and file names."""
    words = _MATH.sub(" ", _OTHER_ROLE.sub(" ", words))
    return _NOT_PROSE.sub(" ", _SPAN.sub(" ", words))
