"""The assignments as they were released: which cells there are, what each is worth.

Read from `exercises/`, which is generated: the examiner runs the course's own text of locked cells,
never a student's copy of it.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import py_compile
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from autograder import EXERCISES, LANGUAGES, SOLUTIONS, checks, exams
from autograder.exam import Exam


@dataclass(frozen=True)
class CourseCell:
    """A cell with a grade_id. `kind` is answer, test or locked."""

    grade_id: str
    kind: str
    cell_type: str
    source: str
    points: float
    checksum: str
    marks: dict[str, Any]  # nbgrader's metadata


@dataclass(frozen=True)
class Assignment:
    """A released assignment, in English; code cells are the same in the other language."""

    name: str
    cells: tuple[CourseCell, ...]
    helpers: Mapping[str, Mapping[str, bytes]]  # files beside the notebook, by language and name
    stamp: str  # of everything that a grade depends on besides the submission

    @cached_property
    def exams(self) -> tuple[Exam, ...]:
        """Their exams, imported when first looked at: the writer needs none, and SciPy is large."""
        return exams.load(self.name)

    @cached_property
    def by_id(self) -> dict[str, CourseCell]:
        """Its cells by grade_id."""
        return {cell.grade_id: cell for cell in self.cells}

    @cached_property
    def tests(self) -> tuple[CourseCell, ...]:
        """The graded cells, in order."""
        return tuple(cell for cell in self.cells if cell.kind == "test")

    @property
    def max_score(self) -> float:
        """The points of all graded cells."""
        return sum(cell.points for cell in self.tests)

    def exam(self, grade_id: str) -> Exam:
        """The exam behind a graded cell."""
        return next(exam for exam in self.exams if exam.cell == grade_id)


def names(exercises: Path = EXERCISES) -> tuple[str, ...]:
    """The released assignments that have an exam, in the course's order."""
    return tuple(
        name for name in exams.ASSIGNMENTS if (exercises / "en" / name / f"{name}.ipynb").is_file()
    )


@cache
def load(name: str, exercises: Path = EXERCISES) -> Assignment:
    """Read one released assignment and its exam.

    Raises:
        FileNotFoundError: it is not released.
    """
    path = exercises / "en" / name / f"{name}.ipynb"
    content = path.read_bytes()
    cells = [_cell(cell) for cell in json.loads(content)["cells"] if _grade_id(cell)]
    helpers = {language: _helpers(language) for language in LANGUAGES}
    stamp = hashlib.sha256(content)
    for file in _graded_by(name):
        stamp.update(file.read_bytes())
    return Assignment(name, tuple(cells), helpers, stamp.hexdigest())


def _graded_by(name: str) -> Iterator[Path]:
    """The files that an assignment's scores depend on, beside its notebook."""
    here = Path(__file__).parent
    outside = ("comparison", "exam", "examiner", "given", "scan", "submission")
    for module in (*outside, "protocol", "sandbox", "student"):
        yield here / f"{module}.py"
    for file in sorted((here / "exams").glob("*.py")):  # its own exam, and what all exams share
        if file.stem == name or file.stem not in exams.ASSIGNMENTS:
            yield file
    yield SOLUTIONS / f"{name}.md"  # what an exam gives comes from there


@cache
def _helpers(language: str) -> dict[str, bytes]:
    """`checks.py` as the sandbox gets it: without pictures and hints, which nobody looks at.

    And compiled, which would take every student 4 ms.
    """
    text = Path(checks.__file__).read_text(encoding="utf-8")
    text = re.sub(r"(?m)^LANGUAGE = .*$", f"LANGUAGE = {language!r}", text)
    text = re.sub(r"(?m)^MAX_DRAWN = .*$", "MAX_DRAWN = 0", text)
    with tempfile.TemporaryDirectory() as folder:
        source, compiled = Path(folder, "checks.py"), Path(folder, "checks.pyc")
        source.write_text(text, encoding="utf-8")
        mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
        py_compile.compile(str(source), str(compiled), "checks.py", True, invalidation_mode=mode)
        return {
            "checks.py": source.read_bytes(),
            importlib.util.cache_from_source("checks.py"): compiled.read_bytes(),
        }


def _grade_id(cell: dict[str, Any]) -> str:
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))


def _cell(cell: dict[str, Any]) -> CourseCell:
    marks = cell["metadata"]["nbgrader"]
    kind = "test" if marks["grade"] else "answer" if marks["solution"] else "locked"
    source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
    return CourseCell(
        grade_id=marks["grade_id"],
        kind=kind,
        cell_type=cell["cell_type"],
        source=source,
        points=float(marks.get("points", 0)),
        checksum=str(marks.get("checksum", "")),
        marks=dict(marks),
    )
