"""Grades for a learning management system, or for a spreadsheet.

Formats are those that the systems read themselves: Canvas's gradebook import (`GradebookImporter`
in instructure/canvas-lms) and Moodle's CSV grade import (`gradeimport_csv_load_data` in
moodle/moodle).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from autograder.errors import UsageError
from autograder.exams import ASSIGNMENTS
from autograder.files import write_atomically

GRADES = ("student_id", "assignment", "score", "max_score", "status", "flags")
CELLS = (
    "student_id",
    "assignment",
    "cell",
    "score",
    "max_score",
    "outcome",
    "misconception",
    "message",
)

Row = dict[str, str]
Table = list[list[str]]


def export(out: Path, format: str) -> Path:  # noqa: A002 - the command's own word
    """Write the grades of `out/grades.csv` in the format of a system, as `out/grades-<format>.csv`.

    Every format is UTF-8 with a byte order mark: each may be opened in Excel on its way, which
    takes a file without the mark for one in the machine's old code page and garbles Chinese names.
    Moodle strips the mark; Canvas writes it itself, when asked to, and reads it.

    Who handed in nothing, or nothing that can be read, gets the score that grades.csv has: 0.

    Args:
        out: the folder that `grade` wrote.
        format: csv (the columns of grades.csv), canvas or moodle.

    Returns:
        The file. Rows are ordered by student, assignments as in the course.

    Raises:
        UsageError: no such format, no readable grades.csv, or a place that cannot be written.
    """
    if format not in FORMATS:
        raise UsageError(f"there is no export format {format!r}; there are: {', '.join(FORMATS)}")
    rows = sorted(read_table(out / "grades.csv", GRADES), key=_order)
    table = FORMATS[format](rows)
    text = io.StringIO(newline="")
    csv.writer(text).writerows(table)
    target = out / f"grades-{format}.csv"
    write_result(target, "\ufeff" + text.getvalue())
    return target


def defuse(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe goes before what it might.

    A formula begins with one of ``= + - @`` or their full-width forms; spreadsheets look for it
    behind blanks, and some behind quotation marks. A tab or carriage return at the beginning counts
    too (OWASP, "CSV Injection"). Where lists are written with semicolons, spreadsheets split cells
    there, so the same holds behind a semicolon. No two cells become the same one.
    """
    return _FORMULA.sub(r"\1'", cell)


# The beginning of a cell, then blanks, quotation marks and what cannot be seen, then what acts.
_FORMULA = re.compile(
    r"(\A|[;\t])(?=[\s\0-\x20'\"`‘’“”＇＂\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*"
    r"[=+\-@＝＋－＠﹦﹢﹣﹫−\t\r\n\0])"
)


# ---- the formats -------------------------------------------------------------------------------


def _csv(rows: Sequence[Row]) -> Table:
    """The table as it is, safe to open."""
    safe = (
        row | {name: defuse(row[name]) for name in ("student_id", "assignment", "status", "flags")}
        for row in rows
    )
    return [list(GRADES), *([row[name] for name in GRADES] for row in safe)]


def _canvas(rows: Sequence[Row]) -> Table:
    """Canvas's gradebook: a row with the points possible, then a row a student.

    Canvas looks a student up by its own ID, by SIS user ID, by login, then by name. We know only
    the name of the student's folder, so it stands in all of them but Canvas's own number. An
    assignment of the same name gets the grades; Canvas offers to make one where there is none.
    """
    students, assignments, scores = _wide(rows)
    most = {row["assignment"]: row["max_score"] for row in sorted(rows, key=_max_score)}
    # A "Points Possible" row is known by its first cell, so no student may carry that in theirs.
    names = {each: defuse(each).replace("Points Possible", "Points_Possible") for each in students}
    return [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *map(defuse, assignments)],
        ["    Points Possible", "", "", "", "", *(most[each] for each in assignments)],
        *(
            [names[student], "", defuse(student), defuse(student), ""]
            + [scores.get((student, each), "") for each in assignments]
            for student in students
        ),
    ]


def _moodle(rows: Sequence[Row]) -> Table:
    """Moodle's grades: map `username` to the user, and each other column to a grade item.

    A hyphen is Moodle's own mark of no grade; an empty cell would be an error in a new grade item.
    """
    students, assignments, scores = _wide(rows)
    return [
        ["username", *map(defuse, assignments)],
        *(
            [defuse(student), *(scores.get((student, each), "-") for each in assignments)]
            for student in students
        ),
    ]


FORMATS: dict[str, Callable[[Sequence[Row]], Table]] = {
    "csv": _csv,
    "canvas": _canvas,
    "moodle": _moodle,
}


def _wide(rows: Sequence[Row]) -> tuple[list[str], list[str], dict[tuple[str, str], str]]:
    """Students, assignments, and the score of each pair that has one; rows are in order."""
    scores = {(row["student_id"], row["assignment"]): row["score"] for row in rows}
    assignments = {row["assignment"]: None for row in sorted(rows, key=lambda row: _order(row)[1:])}
    return list(dict.fromkeys(student for student, _ in scores)), list(assignments), scores


def _order(row: Row) -> tuple[str, int, str]:
    return (row["student_id"], *course_order(row["assignment"]))


def course_order(assignment: str) -> tuple[int, str]:
    """What sorts assignments as the course has them, then what it does not know by name."""
    known = assignment in ASSIGNMENTS
    return (ASSIGNMENTS.index(assignment) if known else len(ASSIGNMENTS), assignment)


def _max_score(row: Row) -> float:
    return float(row["max_score"])


# ---- files of a run ----------------------------------------------------------------------------

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?", re.ASCII)


def read_table(path: Path, columns: Sequence[str]) -> list[Row]:
    """Read `grades.csv` or `cells.csv` as `grade` writes them; scores are known to be numbers.

    Raises:
        UsageError: it is not there, cannot be read, or is no such table.
    """
    again = f"run `python -m autograder grade --out {path.parent}`"
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            absent = [name for name in columns if name not in (reader.fieldnames or ())]
            if absent:
                raise UsageError(f"{path} has no column {absent[0]}: {again} again")
            rows = list(reader)
    except FileNotFoundError:
        place = path if path.parent.is_dir() else f"folder {path.parent}"
        raise UsageError(f"there is no {place}: {again} first") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}): {again} again") from None
    except (csv.Error, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is no CSV file in UTF-8 ({error}): {again} again") from None
    _check(path, rows, columns, again)
    return rows


def _check(path: Path, rows: Sequence[Row], columns: Sequence[str], again: str) -> None:
    keys = [name for name in ("student_id", "assignment", "cell") if name in columns]
    seen = set()
    for number, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise UsageError(f"row {number} of {path} has not one value a column: {again} again")
        for name in ("score", "max_score"):
            if not _NUMBER.fullmatch(row[name]):
                raise UsageError(f"row {number} of {path}: {name} is no number: {again} again")
        key = tuple(row[name] for name in keys)
        if key in seen:
            raise UsageError(f"{path} has two rows for {', '.join(key)}: {again} again")
        seen.add(key)


def write_result(path: Path, content: str) -> None:
    """Write a file beside the grades, whole or not at all.

    Raises:
        UsageError: it cannot be written.
    """
    try:
        write_atomically(path, content)
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written ({error.strerror}): make room or change its rights"
        ) from None
