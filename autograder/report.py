"""The class report: how the class did, what it got wrong and why, and who needs attention.

One page for the instructor, made from `grades.csv` and `cells.csv` alone, in both languages: a
switch that needs no script shows one of them. Its size stays bounded for any class: what is not
listed is counted.
"""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from autograder import exams, words
from autograder.exam import Text
from autograder.export import CELLS, GRADES, Row, course_order, read_table, write_result
from autograder.feedback import template
from autograder.outputs import tame
from autograder.records import OUTCOMES

BINS = 10  # of the histogram: tenths of the full score
MAX_IDEAS = 50  # misconceptions in the ranking
MAX_NAMED = 200  # students named under one concern
MAX_LISTED = 5_000  # students in the list of all
CHUNK = 250  # students in one fold of that list


def write_report(out: Path) -> Path:
    """Write `out/report.html` from `out/grades.csv` and `out/cells.csv`.

    Returns:
        The page.

    Raises:
        UsageError: a file is missing or no such table, or `out` cannot be written.
    """
    grades = read_table(out / "grades.csv", GRADES)
    cells = read_table(out / "cells.csv", CELLS)
    grades.sort(key=lambda row: (row["student_id"], *course_order(row["assignment"])))
    names = sorted({row["assignment"] for row in grades}, key=course_order)
    pages = _Pages(out)
    students = list(dict.fromkeys(row["student_id"] for row in grades))
    page = template("report.html", "page.css", "report.css").render(
        words=words,
        outcomes=OUTCOMES,
        statuses=Counter(row["status"] for row in grades),
        submissions=len(grades),
        students=len(students),
        assignments=[_assignment(name, grades, cells) for name in names],
        ideas=_ideas(grades, cells),
        concerns=list(_concerns(grades, pages)),
        folds=list(_folds(students[:MAX_LISTED], grades, pages)),
        columns=names,
        unlisted=max(0, len(students) - MAX_LISTED),
    )
    target = out / "report.html"
    write_result(target, tame(page))
    return target


# ---- how the class did -------------------------------------------------------------------------


@dataclass(frozen=True)
class _Exercise:
    """How the graded submissions did in one exercise: counts by outcome, mean of the points."""

    name: str
    counts: dict[str, int]
    mean: float
    max_score: float

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class _Assignment:
    """How one assignment came out. The scores are those of graded submissions."""

    name: str
    statuses: Counter[str]
    max_score: float
    scores: list[float]
    bins: list[int]
    exercises: list[_Exercise]

    @property
    def mean(self) -> float:
        return statistics.fmean(self.scores)

    @property
    def quartiles(self) -> tuple[float, float, float]:
        """Lower quartile, median, upper quartile, by linear interpolation."""
        if len(self.scores) == 1:
            return (self.scores[0],) * 3
        low, middle, high = statistics.quantiles(self.scores, n=4, method="inclusive")
        return low, middle, high

    @property
    def full(self) -> int:
        """How many have every point."""
        return sum(score >= self.max_score for score in self.scores)


def _assignment(name: str, grades: Sequence[Row], cells: Sequence[Row]) -> _Assignment:
    rows = [row for row in grades if row["assignment"] == name]
    graded = {row["student_id"]: float(row["score"]) for row in rows if row["status"] == "graded"}
    most = max(float(row["max_score"]) for row in rows)
    bins = [0] * BINS
    for score in graded.values():
        bins[_bin(score, most)] += 1
    by_cell: defaultdict[str, list[Row]] = defaultdict(list)
    for row in cells:
        if row["assignment"] == name and row["student_id"] in graded:
            by_cell[row["cell"]].append(row)
    return _Assignment(
        name,
        Counter(row["status"] for row in rows),
        most,
        list(graded.values()),
        bins,
        [_exercise(cell, found) for cell, found in by_cell.items()],
    )


def _bin(score: float, most: float) -> int:
    """Which tenth of the full score; extra credit counts as full, a penalty below 0 as 0."""
    share = score / most if most > 0 else 0.0
    # Rounded first: 0.3 of 3 points is a tenth, but 0.3 / 3 * 10 is 0.999...
    return min(BINS - 1, max(0, int(round(share * BINS, 9))))


def _exercise(cell: str, rows: Sequence[Row]) -> _Exercise:
    found = Counter(row["outcome"] for row in rows)
    return _Exercise(
        cell.removeprefix("test_"),
        {outcome: found[outcome] for outcome in OUTCOMES if found[outcome]},
        statistics.fmean(float(row["score"]) for row in rows),
        max(float(row["max_score"]) for row in rows),
    )


# ---- what went wrong, and why ------------------------------------------------------------------


@dataclass(frozen=True)
class _Idea:
    """A misconception in an exercise, how many hold it, and of how many."""

    name: str
    assignment: str
    exercise: str
    count: int
    graded: int
    hint: Text


def _ideas(grades: Sequence[Row], cells: Sequence[Row]) -> list[_Idea]:
    """The misconceptions, the most frequent first."""
    graded = Counter(row["assignment"] for row in grades if row["status"] == "graded")
    found = Counter(
        (row["misconception"], row["assignment"], row["cell"])
        for row in cells
        if row["misconception"]
    )
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return [
        _Idea(name, assignment, cell.removeprefix("test_"), count, graded[assignment], hint)
        for (name, assignment, cell), count in ranked[:MAX_IDEAS]
        for hint in [_hint(name, assignment, cell)]
    ]


def _hint(name: str, assignment: str, cell: str) -> Text:
    """What the students with it read; empty for what the exams of today do not know."""
    for exam in exams.load(assignment) if assignment in exams.ASSIGNMENTS else ():
        for each in exam.misconceptions:
            if exam.cell == cell and each.name == name:
                return each.hint
    return {"en": "", "zh": ""}


# ---- who needs attention -----------------------------------------------------------------------


@dataclass(frozen=True)
class _Concern:
    """A reason to look at submissions: how many there are, and the first of them."""

    label: Text
    count: int
    named: list[tuple[str, str, str]]  # student, assignment, address of the feedback page

    @property
    def unnamed(self) -> int:
        return self.count - len(self.named)


class _Pages:
    """Addresses of feedback pages, as seen from the report."""

    def __init__(self, out: Path) -> None:
        self._out = out

    def address(self, student: str, assignment: str) -> str:
        """The address, or "" where there is no page (a folder's name that is no UTF-8, say)."""
        parts = ("feedback", student, assignment, f"{assignment}.html")
        if any(part in (".", "..") or "/" in part or "\0" in part for part in parts):
            return ""
        try:
            there = self._out.joinpath(*parts).is_file()
        except OSError:  # a name that is too long, say
            there = False
        return "/".join(quote(part, safe="") for part in parts) if there else ""


def _concerns(grades: Sequence[Row], pages: _Pages) -> Iterator[_Concern]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in grades:
        for reason in _reasons(row):
            found[reason].append(row)
    for reason in [*words.CONCERNS, *sorted(set(found) - set(words.CONCERNS))]:
        rows = found[reason]
        if rows:
            named = [(row["student_id"], row["assignment"]) for row in rows[:MAX_NAMED]]
            yield _Concern(
                words.CONCERNS.get(reason, {"en": reason, "zh": reason}),
                len(rows),
                [(*pair, pages.address(*pair)) for pair in named],
            )


def _reasons(row: Row) -> set[str]:
    reasons = {flag for flag in row["flags"].split(";") if flag}
    if row["status"] != "graded":
        reasons.add(row["status"])
    elif float(row["score"]) <= 0 < float(row["max_score"]):
        reasons.add("zero")
    return reasons


Score = tuple[str, str, str]  # score or "", status, address


def _folds(
    students: Sequence[str], grades: Sequence[Row], pages: _Pages
) -> Iterator[list[tuple[str, dict[str, Score]]]]:
    """All students, so many to a fold, with their scores by assignment."""
    scores: dict[str, dict[str, Score]] = {student: {} for student in students}
    for row in grades:
        student, name = row["student_id"], row["assignment"]
        if student in scores:
            scores[student][name] = (row["score"], row["status"], pages.address(student, name))
    rows = list(scores.items())
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]
