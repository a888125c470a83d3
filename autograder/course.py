"""The assignments as they were released: which cells there are, what each is worth.

Read from `exercises/`, which is generated: the examiner runs the course's own text of locked cells,
never a student's copy of it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from autograder import EXERCISES, exams
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
    metadata: dict[str, object]


@dataclass(frozen=True)
class Assignment:
    """A released assignment, in the language of the gradebook; code cells are the same in the other."""

    name: str
    cells: tuple[CourseCell, ...]
    helpers: tuple[tuple[str, str, str], ...]  # (language, file name, text) beside the notebook
    exams: tuple[Exam, ...]
    stamp: str  # of everything that a grade depends on besides the submission

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
