"""Read what was handed in: tolerantly, cell by cell, matched with the course by grade_id.

The result is a plan: the steps that a faithful run of the notebook takes, with the course's own
text in the place of every cell that is not the student's to write.
"""

from __future__ import annotations

import json
import resource
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.course import Assignment, CourseCell

MAX_BYTES = 256 * 2**20  # of a notebook file
MAX_MEMORY = 2 * 2**30  # bytes that reading one may take: empty lists grow fortyfold
MAX_CELLS = 2000
MAX_SOURCE = 2**20  # characters of one cell


class Unreadable(Exception):  # noqa: N818 - a fact about a file
    """What was handed in cannot be read as a notebook; the message says why."""


@dataclass(frozen=True)
class Step:
    """Run a cell of code, or (`kind` test) hold the exam of a graded cell and then run it.

    `kind` is answer, own (a cell of the student's), locked or test; the source of the last two is
    the course's.
    """

    kind: str
    source: str
    grade_id: str = ""


@dataclass
class Submission:
    """A notebook as far as grading needs it."""

    language: str
    steps: list[Step]
    edited: bool = False
    notes: list[str] = field(default_factory=list)

    def code(self, *kinds: str) -> list[str]:
        """The code of the steps of these kinds, cell by cell."""
        return [step.source for step in self.steps if step.kind in kinds]


def read(content: bytes, assignment: Assignment) -> Submission:
    """Read a notebook's bytes.

    Raises:
        Unreadable: it is no notebook of format 3 or 4, or too large.
    """
    notebook = _parse(content)
    cells = [Cell(cell) for cell in _cells(notebook)]
    notes: list[str] = []
    steps, present = [], Counter[str]()
    for cell in cells:
        course = assignment.by_id.get(cell.grade_id)
        if course is None:
            if cell.is_code and cell.source.strip():
                steps.append(Step("own", cell.source))
            continue
        notes += cell.edits(course, again=present[cell.grade_id] > 0)
        present[cell.grade_id] += 1
        if course.kind == "answer":
            if cell.is_code:
                steps.append(Step("answer", cell.source, cell.grade_id))
        elif course.cell_type == "code" and present[cell.grade_id] == 1:
            steps.append(Step(course.kind, course.source, cell.grade_id))
    for course in reversed(assignment.cells):
        if present[course.grade_id]:
            continue
        notes.append(f"cell {course.grade_id} is missing")
        if course.kind == "locked" and course.cell_type == "code":
            steps.insert(0, Step("locked", course.source, course.grade_id))
    missing = [each for each in assignment.tests if not present[each.grade_id]]
    steps += [Step("test", each.source, each.grade_id) for each in missing]
    return Submission(_language(cells, notebook), steps, bool(notes), notes)


def handed_in(content: bytes) -> list[Cell]:
    """The cells of a notebook's bytes, as they were handed in.

    Raises:
        Unreadable: it is no notebook of format 3 or 4, or too large.
    """
    return [Cell(cell) for cell in _cells(_parse(content))]


def _parse(content: bytes) -> dict[str, Any]:
    if len(content) > MAX_BYTES:
        raise Unreadable(f"the file is larger than {MAX_BYTES >> 20} MiB")
    try:
        with _bounded_memory():
            notebook = json.loads(content.decode("utf-8-sig"))
    except MemoryError:
        raise Unreadable("the file takes too much memory to read") from None
    except UnicodeDecodeError:
        raise Unreadable("the file is not UTF-8 text") from None
    except RecursionError:
        raise Unreadable("the file is nested too deeply") from None
    except ValueError as error:  # JSONDecodeError, an integer with too many digits
        raise Unreadable(f"the file is not JSON: {error}"[:200]) from None
    if not isinstance(notebook, dict):
        raise Unreadable("the file is JSON, but not a notebook")
    return notebook


_memory = threading.Lock()  # the bound is the whole process's


@contextmanager
def _bounded_memory() -> Iterator[None]:
    with _memory:
        soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
        pages = int(Path("/proc/self/statm").read_text().split()[5])
        bound = pages * resource.getpagesize() + MAX_MEMORY
        bounds = [each for each in (soft, hard, bound) if each != resource.RLIM_INFINITY]
        resource.setrlimit(resource.RLIMIT_DATA, (min(bounds), hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _cells(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    """The cells, of nbformat 4 or (in worksheets) 3."""
    cells = notebook.get("cells")
    if cells is None and isinstance(notebook.get("worksheets"), list):
        sheets = [sheet for sheet in notebook["worksheets"] if isinstance(sheet, dict)]
        lists = [sheet["cells"] for sheet in sheets if isinstance(sheet.get("cells"), list)]
        cells = [cell for cells in lists for cell in cells]
    if not isinstance(cells, list):
        raise Unreadable("the notebook has no list of cells")
    if len(cells) > MAX_CELLS:
        raise Unreadable(f"the notebook has more than {MAX_CELLS} cells")
    return [cell for cell in cells if isinstance(cell, dict)]


class Cell:
    """A cell as it was handed in; nothing about it is taken for granted."""

    def __init__(self, cell: dict[str, Any]) -> None:
        self.is_code = cell.get("cell_type") == "code"
        self.is_markdown = cell.get("cell_type") == "markdown"
        source = cell.get("source", cell.get("input", ""))
        if isinstance(source, list):
            source = "".join(line for line in source if isinstance(line, str))
        source = source if isinstance(source, str) else ""
        # A lone surrogate cannot be sent anywhere.
        source = source.encode(errors="replace").decode()[:MAX_SOURCE]
        self.source = source.replace("\r\n", "\n")  # other systems' ends of lines are no edit
        metadata = cell.get("metadata")
        marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
        self.marks: dict[str, Any] = marks if isinstance(marks, dict) else {}
        grade_id = self.marks.get("grade_id")
        self.grade_id = grade_id if isinstance(grade_id, str) else ""

    def edits(self, course: CourseCell, *, again: bool) -> list[str]:
        """What was changed that is not the student's to change."""
        name, found = course.grade_id, []
        if again:
            found.append(f"cell {name} is there twice")
        if self.is_code != (course.cell_type == "code"):
            found.append(f"cell {name} is of another type")
        if course.kind != "answer" and self.source.strip() != course.source.strip():
            found.append(f"cell {name} was changed")
        if any(self.marks.get(key) != course.marks[key] for key in _COMPARED & set(course.marks)):
            found.append(f"the metadata of cell {name} were changed")
        return found


_COMPARED = frozenset(("grade", "solution", "locked", "points", "task"))


def _language(cells: list[Cell], notebook: dict[str, Any]) -> str:
    """The notebook's own word, or else what its text is written in."""
    metadata = notebook.get("metadata")
    course = metadata.get("course") if isinstance(metadata, dict) else None
    said = course.get("language") if isinstance(course, dict) else None
    if said in ("en", "zh"):
        return str(said)
    prose = "".join(cell.source for cell in cells if not cell.is_code)
    chinese = sum("\u4e00" <= letter <= "\u9fff" for letter in prose)
    return "zh" if chinese * 5 > len(prose) else "en"
