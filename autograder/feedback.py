"""One page a submission, for the student: what was earned, what went wrong, why, what to read.

The page is complete in itself. It runs no script and fetches nothing, so that whatever a student's
code displayed stays text and pictures. Of tests and exams nothing is on it but what an exam says to
students.
"""

from __future__ import annotations

import ast
import hashlib
import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from autograder import ROOT, course, words
from autograder.comparison import difference
from autograder.exam import Example
from autograder.outputs import MAX_OUTPUTS, Piece, output_pieces, plain, tame, text_piece
from autograder.pictures import ROLES, Picture, brief, differing, picture, subtract
from autograder.records import CellRecord, Record, display_id

MAX_PAGE = 5_000_000  # bytes
MAX_CELLS = 200  # of the notebook
MAX_TEXT = 500  # characters of one sentence
_ROOM = 4_000_000  # bytes for what comes from the student; the rest of a page is far below 1 MB

TEMPLATES = Path(__file__).parent / "templates"
PAGE = ("feedback.html", "page.css")
_LINK = re.compile(r"[\w-]+\.html(?:#[\w.:-]+)?", re.ASCII)
_SITE = re.compile(r"https?://[^\s\"'<>]+|\.{1,2}(?:/[\w.%~-]+)*", re.ASCII)


def render(record: Record, book: str = "") -> str:
    """The feedback page of one submission, in the notebook's language.

    Args:
        record: with its cells' examples and answers, and what the notebook showed.
        book: address of the course's site, the folder that holds `en/` and `zh/`. Without it the
            chapters to read again are named, not linked.

    Returns:
        HTML of at most `MAX_PAGE` bytes in UTF-8. What did not fit is cut, the largest first, and
        the page says so.
    """
    t = words.feedback_words(record.language)
    exercises = [_exercise(cell, record, t) for cell in record.cells]
    notebook = _notebook(record, t)
    _fit([*(each.answer for each in exercises), *(p for s in notebook for p in s.pieces)], t)
    page = template(*PAGE).render(
        t=t,
        record=record,
        student=display_id(record.student),
        exercises=exercises,
        flags=[_flag(flag, record.language) for flag in record.flags],
        notes=[note[:MAX_TEXT] for note in record.notes[:10]],
        notebook=notebook,
        max_text=MAX_TEXT,
        more_cells=max(0, len(record.shown) - MAX_CELLS),
        chapter=lambda link: _chapter(link, record.language, book),
    )
    return tame(page)


# ---- what the template needs ---------------------------------------------------------------------


@dataclass(frozen=True)
class _Exercise:
    """A graded cell as the page tells of it."""

    name: str
    cell: CellRecord
    word: str
    share: float
    message: str
    answer: Piece
    call: str = ""
    arguments: list[Picture] = field(default_factory=list)
    results: list[Picture] = field(default_factory=list)
    framed: bool = False
    parts: bool = False


@dataclass(frozen=True)
class _Shown:
    """A cell of the notebook as it ran."""

    source: Piece
    outputs: list[Piece]
    error: str

    @property
    def pieces(self) -> list[Piece]:
        return [self.source, *self.outputs]


def _notebook(record: Record, t: dict[str, str]) -> list[_Shown]:
    shown: list[_Shown] = []
    left = MAX_OUTPUTS
    for each in record.shown[:MAX_CELLS]:
        source = text_piece("source", each.source, t)
        pieces = output_pieces(each.outputs, t, left)
        limit = words.CONCERNS.get(each.error)  # the examiner's word for what stopped the cell
        error = words.pick(limit, record.language) if limit else plain(each.error, t)[:MAX_TEXT]
        shown.append(_Shown(source, pieces, error))
        left = max(0, left - len(each.outputs))
    return shown


def _exercise(cell: CellRecord, record: Record, t: dict[str, str]) -> _Exercise:
    example = _example(cell.example, record.assignment, t) if cell.example else {}
    return _Exercise(
        name=cell.cell.removeprefix("test_"),
        cell=cell,
        word=words.pick(words.OUTCOMES[cell.outcome], record.language),
        share=min(1.0, max(0.0, cell.score / cell.max_score)) if cell.max_score else 0.0,
        message=cell.message[:MAX_TEXT],
        answer=text_piece("source", cell.answer.strip("\n"), t),
        **example,
    )


def _example(example: Example, assignment: str, t: dict[str, str]) -> dict[str, Any]:
    """The call, and pictures of what went in, what should have come out, and what did."""
    names = _parameters(assignment, example.function)
    given = [
        (names[i] if i < len(names) else f"{t['argument']} {i + 1}", value)
        for i, value in enumerate(example.args)
    ]
    given += list(example.kwargs.items())
    arrays = [(name, value) for name, value in given if isinstance(value, np.ndarray)]
    call = ", ".join(
        name if isinstance(value, np.ndarray) else f"{name}={brief(value)}" for name, value in given
    )
    results: list[Picture] = []
    for item, expected, got in _pairs(example.expected, example.got, t):
        results += _side_by_side(item, expected, got, t)
    arguments = [picture(name, ROLES.get(name, "plain"), value) for name, value in arrays]
    return {
        "call": f"{example.function}({call})",
        "arguments": arguments,
        "results": results,
        "framed": any(each.role == "difference" for each in results),
        "parts": any(each.part for each in arguments + results),
    }


def _pairs(expected: Any, got: Any, t: dict[str, str]) -> Iterable[tuple[str, Any, Any]]:
    """Expected and got; of two tuples, the items that differ."""
    if not isinstance(expected, tuple | list) or not isinstance(got, tuple | list):
        return [("", expected, got)]
    if len(expected) != len(got) or not any(isinstance(each, np.ndarray) for each in expected):
        return [("", expected, got)]
    pairs = [
        (f" ({t['item']} {i})", a, b) for i, (a, b) in enumerate(zip(expected, got, strict=True))
    ]
    return [pair for pair in pairs if difference(pair[1], pair[2], "en")] or pairs


def _side_by_side(item: str, expected: Any, got: Any, t: dict[str, str]) -> list[Picture]:
    wrong = differing(expected, got)
    first = () if wrong is None or not wrong.any() else tuple(np.argwhere(wrong)[0].tolist())
    pictures = [
        picture(t["expected"] + item, "expected", expected, wrong, first),
        picture(t["got"] + item, "output", got, wrong, first),
    ]
    if wrong is not None and wrong.any():
        gap = picture(
            t["difference"] + item, "difference", subtract(expected, got, wrong), wrong, first
        )
        pictures += [gap] if gap.planes else []
    return pictures


@cache
def _parameters(assignment: str, function: str) -> tuple[str, ...]:
    """The names of a function's parameters, from the released stub; none when there is none."""
    try:
        source = course.load(assignment).by_id[function].source
    except (KeyError, OSError):
        return ()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and node.name == function:
            return tuple(each.arg for each in node.args.args)
    return ()


def _flag(flag: str, language: str) -> str:
    return words.pick(words.FLAGS[flag], language) if flag in words.FLAGS else flag


def _chapter(link: str, language: str, book: str) -> Markup:
    """A link to a section of the book, or its name where no address is known."""
    if not _LINK.fullmatch(link):
        return Markup()
    if not is_address(book):
        return Markup("<span>{}</span>").format(_title(link, language))
    folder = "zh" if language == "zh" else "en"
    address = f"{book.rstrip('/')}/{folder}/{link}"
    return Markup('<a href="{}" rel="noreferrer">{}</a>').format(address, _title(link, language))


@cache
def _title(link: str, language: str) -> str:
    """Chapter and section as the book's headings name them; the link itself where there are none.

    Headings stand twice in a chapter's source, English first.
    """
    chapter, _, label = link.partition(".html#")
    try:
        text = (ROOT / "book" / f"{chapter}.md").read_text(encoding="utf-8")
    except OSError:
        return link
    titles = re.findall(r"^# (.+)$", text, re.MULTILINE)
    sections = re.findall(rf"^\({re.escape(label)}\)=\n#+ (.+)$", text, re.MULTILINE)
    if len(sections) != 2 or len(titles) < 2:
        return link
    which = 1 if language == "zh" else 0
    return f"{_plain_heading(titles[which])} · {_plain_heading(sections[which])}"


def _plain_heading(heading: str) -> str:
    return heading.replace("`", "").replace("*", "")


def is_address(book: str) -> bool:
    """Whether this can be the site's address: a URL, or a way up from the page."""
    return _SITE.fullmatch(book) is not None


def _fit(pieces: list[Piece], t: dict[str, str]) -> None:
    """Cut the largest pieces until all of them have room on the page."""
    total = sum(piece.size for piece in pieces)
    for piece in sorted(pieces, key=lambda each: each.size, reverse=True):
        if total <= _ROOM:
            return
        total -= piece.size
        piece.cut(t)
        total += piece.size


# ---- templates -------------------------------------------------------------------------------


@cache
def template(name: str, *styles: str) -> Template:
    """A template with its style sheets and the policy that lets a browser apply nothing else.

    Everything is escaped in templates.
    """
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.filters["points"] = points
    style = "".join((TEMPLATES / each).read_text(encoding="utf-8") for each in styles)
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    # No style but this one, no script, no request; pictures only from the page itself.
    policy = (
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return env.get_template(name, globals={"style": Markup(style), "policy": Markup(policy)})


def points(value: float) -> str:
    """Points as people write them: 4, 2.5, 13.33."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
