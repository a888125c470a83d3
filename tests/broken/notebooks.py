"""Notebooks as they should not be: `BROKEN` names each, with its maker and what must come of it.

A maker gets `Handed`, the released notebook with the solutions in it, and changes it: the document,
the bytes that are written, or what lies at the notebook's place.
"""

import copy
import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from autograder import EXERCISES, ROOT

ASSIGNMENT = "cross_correlation"
POINTS = {"corr2d": 4, "convolve2d": 2, "conv_layer": 1, "corr1d": 1, "corr3d": 2}
STUB = "def corr2d(X, K):\n    raise NotImplementedError\n"


@cache
def solved(language="en"):
    """The released notebook with the solutions in its answer cells."""
    released = EXERCISES / language / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    document = json.loads(released.read_text(encoding="utf-8"))
    course = (ROOT / "solutions" / f"{ASSIGNMENT}.md").read_text(encoding="utf-8")
    found = re.findall(
        r"grade_id: (\w+), grade: false, solution: true.*?\}\n(.*?)```", course, re.S
    )
    answers = dict(found)
    assert answers.keys() == POINTS.keys()
    for cell in document["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name in answers:
            cell["source"] = re.sub(r"^ *### \w+ SOLUTION\n", "", answers[name], flags=re.M)
    return document


class Handed:
    """A notebook about to be broken."""

    def __init__(self, language="en"):
        self.document: Any = copy.deepcopy(solved(language))

    @property
    def cells(self):
        return self.document["cells"]

    def cell(self, name):
        return next(
            cell
            for cell in self.cells
            if cell["metadata"].get("nbgrader", {}).get("grade_id") == name
        )

    def marks(self, name):
        return self.cell(name)["metadata"]["nbgrader"]

    def insert(self, behind, *cells):
        at = self.cells.index(self.cell(behind)) + 1 if behind else 0
        self.cells[at:at] = cells

    def content(self):
        return json.dumps(self.document).encode()


def code(source, **more):
    """A code cell."""
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], **more}


@dataclass(frozen=True)
class Broken:
    """How a notebook is broken and what must come of it."""

    make: Callable[[Handed], bytes | None]
    status: str
    score: float
    flags: str
    place: bool  # the maker gets the path instead, and lays something there itself


BROKEN: dict[str, Broken] = {}


def broken(score, flags="", status="graded", *, place=False):
    """Enter a maker into `BROKEN`, under its own name."""

    def enter(make):
        BROKEN[make.__name__] = Broken(make, status, score, flags, place)
        return make

    return enter


def unreadable(make):
    """Enter a maker of what no one can read."""
    return broken(0, status="unreadable")(make)


# ---- not a notebook ------------------------------------------------------------------------------


@unreadable
def not_json(handed):
    return b"# my homework\nprint('hello')\n"


@unreadable
def empty(handed):
    return b""


@unreadable
def cut_off(handed):
    content = handed.content()
    return content[: len(content) // 2]


@unreadable
def something_behind(handed):
    return handed.content() + b"\n<<<<<<< HEAD\n"


@unreadable
def utf_16(handed):
    return handed.content().decode().encode("utf-16")


@unreadable
def latin_1(handed):
    handed.cell("corr2d")["source"] += "# Z\u00fcrich"
    return json.dumps(handed.document, ensure_ascii=False).encode("latin-1")


@unreadable
def a_list(handed):
    return json.dumps(handed.cells).encode()


@unreadable
def a_number(handed):
    return b"42"


@unreadable
def null(handed):
    return b"null"


@unreadable
def a_giant_integer(handed):
    return b'{"cells": [], "nbformat": ' + b"4" * 10_000 + b"}"


@unreadable
def without_a_list_of_cells(handed):
    del handed.document["cells"]


@unreadable
def cells_that_are_null(handed):
    handed.document["cells"] = None


@unreadable
def cells_that_are_a_dict(handed):
    handed.document["cells"] = dict(enumerate(handed.cells))


@unreadable
def worksheets_of_nothing(handed):
    handed.document = {"worksheets": 5, "nbformat": 3}


@unreadable
def nested_without_an_end(handed):
    return b'{"cells": ' + b"[" * 1_000_000


@unreadable
def nested_metadata(handed):
    handed.document["metadata"]["deep"] = "DEEP"
    return handed.content().replace(b'"DEEP"', b'{"a":' * 100_000 + b"1" + b"}" * 100_000)


@unreadable
def thousands_of_cells(handed):
    handed.cells.extend(code("1") for _ in range(3000))


@unreadable
def larger_than_may_be(handed):
    return b" " * (256 * 2**20) + handed.content()


# ---- not quite a notebook ------------------------------------------------------------------------


@broken(10)
def whole(handed):
    """Nothing is broken here."""


@broken(10)
def byte_order_mark(handed):
    return b"\xef\xbb\xbf" + handed.content()


@broken(10)
def nbformat_3(handed):
    for cell in handed.cells:
        if cell["cell_type"] == "code":
            cell["input"] = cell.pop("source")
            cell["language"] = "python"
            cell["prompt_number"] = 1
    handed.document = {
        "metadata": {"name": ""},
        "nbformat": 3,
        "nbformat_minor": 0,
        "worksheets": [{"cells": handed.cells, "metadata": {}}],
    }


@broken(10)
def nbformat_99(handed):
    handed.document["nbformat"], handed.document["nbformat_minor"] = 99, -1


@broken(10)
def nbformat_that_is_no_number(handed):
    handed.document["nbformat"] = {"four": [4]}


@broken(10)
def without_metadata(handed):
    del handed.document["metadata"], handed.document["nbformat"]


@broken(10)
def other_schema_versions(handed):
    for version, name in zip((1, 2, 99, "three", None), POINTS, strict=True):
        handed.marks(f"test_{name}")["schema_version"] = version


@broken(10)
def sources_as_lists(handed):
    for cell in handed.cells:
        cell["source"] = [*cell["source"].splitlines(keepends=True), 7, None]


@broken(10)
def other_ends_of_lines(handed):
    for cell in handed.cells:
        cell["source"] = cell["source"].replace("\n", "\r\n")


@broken(10)
def cells_of_other_kinds(handed):
    odd = [None, 5, "cell", [], {}, {"cell_type": None}, {"cell_type": "code", "source": 5}]
    odd += [{"cell_type": "code", "metadata": 5, "source": ["1"]}, {"metadata": {"nbgrader": []}}]
    handed.insert("corr2d", *odd, {"cell_type": ["code"], "source": {"a": 1}, "metadata": None})


@broken(10)
def nan_and_infinity(handed):
    handed.document["metadata"]["odd"] = [float("nan"), float("inf")]
    handed.cell("corr2d")["execution_count"] = float("inf")


@broken(10)
def hundred_megabytes_of_outputs(handed):
    output = {"output_type": "stream", "name": "stdout", "text": ["x" * 99 + "\n"] * 10_000}
    handed.cell("corr2d")["outputs"] = [output] * 100


@broken(10)
def empty_cells_by_the_hundred(handed):
    handed.insert("corr2d", *(code("\n") for _ in range(1000)))


@broken(10)
def chinese(handed):
    handed.document = Handed("zh").document


@broken(10)
def deep_but_readable(handed):
    handed.document["metadata"]["deep"] = "DEEP"
    return handed.content().replace(b'"DEEP"', b"[" * 300 + b"]" * 300)


# ---- characters ----------------------------------------------------------------------------------


@broken(10)
def lone_surrogates(handed):
    """As a cut-off emoji leaves them in JSON."""
    handed.cell("corr2d")["source"] += "# \ud83d"
    handed.insert("", {"cell_type": "markdown", "metadata": {}, "source": "\udfff \ud800"})
    handed.insert("corr2d", code("'\ud800'"))


@broken(6)
def null_in_an_answer(handed):
    handed.cell("corr2d")["source"] += "# \0"


@broken(6)
def no_python(handed):
    handed.cell("corr2d")["source"] = "def corr2d(X, K)\n    retrun X\n"


@broken(10)
def active_markdown(handed):
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    handed.insert("", {"cell_type": "markdown", "metadata": {}, "source": evil})
    handed.insert("", {"cell_type": "raw", "metadata": {"format": "text/html"}, "source": evil})


# ---- answers -------------------------------------------------------------------------------------


@broken(0, "edited")
def no_cells(handed):
    handed.cells.clear()


@broken(6, "edited")
def answer_deleted(handed):
    handed.cells.remove(handed.cell("corr2d"))


@broken(0, "edited")
def answers_deleted(handed):
    for name in POINTS:
        handed.cells.remove(handed.cell(name))


@broken(10, "edited")
def answer_doubled_the_last_is_right(handed):
    right = copy.deepcopy(handed.cell("corr2d"))
    handed.cell("corr2d")["source"] = STUB
    handed.insert("corr2d", right)


@broken(6, "edited")
def answer_doubled_the_last_is_wrong(handed):
    handed.insert("corr2d", {**copy.deepcopy(handed.cell("corr2d")), "source": STUB})


@broken(10, "edited")
def answer_doubled_behind_its_test(handed):
    right = copy.deepcopy(handed.cell("corr2d"))
    handed.cell("corr2d")["source"] = STUB
    handed.cells.append(right)


@broken(10, "edited")
def answer_split(handed):
    """As Jupyter splits a cell: both halves have the same metadata."""
    cell = handed.cell("corr2d")
    second = copy.deepcopy(cell)
    cell["source"] = "def helper(X, K):\n    return X.ndim == K.ndim == 2\n"
    second["source"] = second["source"].replace("X.ndim != 2 or K.ndim != 2", "not helper(X, K)")
    handed.insert("corr2d", second)


@broken(10)
def answer_in_another_cell(handed):
    """The answer cell has a helper only; the function itself stands in a cell of the student's."""
    source = handed.cell("corr2d")["source"]
    handed.cell("corr2d")["source"] = "width = 2\n"
    handed.insert("corr2d", code(source))


@broken(6, "edited")
def answer_retyped(handed):
    handed.cell("corr2d")["cell_type"] = "markdown"


@broken(6, "edited")
def answer_retyped_as_raw(handed):
    handed.cell("corr2d")["cell_type"] = "raw"


@broken(10)
def answers_behind_all_tests(handed):
    moved = [handed.cell(name) for name in POINTS]
    handed.document["cells"] = [cell for cell in handed.cells if cell not in moved] + moved


@broken(10)
def upside_down(handed):
    """Every cell in reverse order; the imports come last."""
    handed.cells.reverse()
    handed.insert("", code("import numpy as np"))


@broken(6)
def answer_that_is_no_text(handed):
    handed.cell("corr2d")["source"] = {"text": handed.cell("corr2d")["source"]}


# ---- what is not the student's -------------------------------------------------------------------


@broken(10, "edited")
def tests_changed(handed):
    handed.cell("test_corr2d")["source"] = "assert True"
    handed.cell("test_corr3d")["source"] = "raise SystemExit"


@broken(10, "edited")
def tests_deleted(handed):
    for name in POINTS:
        handed.cells.remove(handed.cell(f"test_{name}"))


@broken(10, "edited")
def test_doubled(handed):
    handed.insert("test_corr2d", copy.deepcopy(handed.cell("test_corr2d")))


@broken(10, "edited")
def test_retyped(handed):
    handed.cell("test_corr2d")["cell_type"] = "markdown"


@broken(10, "edited")
def points_changed(handed):
    handed.marks("test_corr2d")["points"] = 1000
    handed.marks("test_corr3d")["points"] = float("nan")


@broken(10, "edited")
def points_of_another_kind(handed):
    handed.marks("test_corr2d")["points"] = "4"
    handed.marks("test_corr3d")["points"] = {"a": []}


@broken(10, "edited")
def grade_and_solution_swapped(handed):
    handed.marks("test_corr2d").update(grade=False, solution=True, locked=False)
    handed.marks("corr2d").update(grade=True, points=4)


@broken(10, "edited")
def set_up_changed(handed):
    handed.cell("setup")["source"] = "np = compare = must_raise = None"


@broken(10, "edited")
def set_up_deleted(handed):
    handed.cells.remove(handed.cell("setup"))


@broken(10, "edited")
def ids_renamed(handed):
    for name in POINTS:
        handed.marks(name)["grade_id"] = f"my_{name}"


@broken(10, "edited")
def test_ids_renamed(handed):
    for name in POINTS:
        handed.marks(f"test_{name}")["grade_id"] = f"my_{name}"


@broken(10, "edited")
def ids_of_other_kinds(handed):
    for name, odd in zip(POINTS, (7, None, ["corr1d"], {"a": 1}, "\ud800"), strict=True):
        handed.marks(name)["grade_id"] = odd


@broken(10, "edited")
def all_marks_gone(handed):
    for cell in handed.cells:
        cell["metadata"] = {}


# ---- what lies at the notebook's place -----------------------------------------------------------


def laid(score, status):
    """Enter a maker that lays something at the path it gets."""
    return broken(score, status=status, place=True)


@laid(0, "missing")
def nothing(path):
    """The student's folder is there, and the assignment's, but no notebook."""


@laid(0, "missing")
def misnamed(path):
    path.with_name("Cross_Correlation (1).ipynb").write_bytes(Handed().content())


@laid(0, "unreadable")
def symbolic_link(path):
    """To a notebook with full marks, beside it."""
    path.with_name("other.ipynb").write_bytes(Handed().content())
    path.symlink_to("other.ipynb")


@laid(0, "unreadable")
def dangling_link(path):
    path.symlink_to("/nowhere/at/all")


@laid(0, "unreadable")
def linked_folder(path):
    other = path.parent.with_name("other")
    path.parent.rename(other)
    (other / path.name).write_bytes(Handed().content())
    path.parent.symlink_to("other")


@laid(0, "unreadable")
def folder(path):
    path.mkdir()
    (path / path.name).write_bytes(Handed().content())


@laid(0, "unreadable")
def pipe(path):
    """Nobody ever writes into it."""
    os.mkfifo(path)


@laid(10, "graded")
def extra_files(path):
    path.write_bytes(Handed().content())
    (path.parent / ".ipynb_checkpoints").mkdir()
    for name in ("checks.py", "numpy.py", "data.csv", ".ipynb_checkpoints/cross_correlation.ipynb"):
        (path.parent / name).write_text("raise SystemExit('the wrong file')")
    (path.parents[1] / "notes.txt").write_text("")
    (path.parents[1] / "unknown_assignment").mkdir()


# ---- students' names -----------------------------------------------------------------------------

NAMES: dict[bytes, str] = {  # a folder's name, and the student_id in the tables
    b"Ada Lovelace": "Ada Lovelace",
    b" space before and after ": " space before and after ",
    b"comma, and; semicolon": "comma, and; semicolon",
    b"\"double\" and 'single'": "\"double\" and 'single'",
    "王小明".encode(): "王小明",
    "Zoë 😀".encode(): "Zoë 😀",
    b"=1+1": "=1+1",
    b"@SUM(A1)": "@SUM(A1)",
    b"-rf": "-rf",
    b"...": "...",
    b"..hidden": "..hidden",
    b"a..b": "a..b",
    b"~": "~",
    b"%2e%2e": "%2e%2e",
    b"$(touch pwned)": "$(touch pwned)",
    b"<b>bold<br>&amp;": "<b>bold<br>&amp;",
    b"{{ 7 * 7 }}": "{{ 7 * 7 }}",
    b"back\\slash": "back\\slash",
    b"line\nfeed": "line\\nfeed",
    b"bell\x07 and escape\x1b[31m": "bell\\x07 and escape\\x1b[31m",
    "turned \u202e round".encode(): "turned \\u202e round",
    b"no UTF-8: \xff\xfe": "no UTF-8: \\xff\\xfe",
    b"x" * 255: "x" * 255,
}


def lay(name: str, submissions: Path) -> None:
    """Write what `BROKEN[name]` hands in, into a folder named after it."""
    path = submissions / name / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    path.parent.mkdir(parents=True)
    if BROKEN[name].place:
        BROKEN[name].make(path)
        return
    handed = Handed()
    content = BROKEN[name].make(handed)
    path.write_bytes(handed.content() if content is None else content)
