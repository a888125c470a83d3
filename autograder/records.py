"""What is known of a graded submission: plain data that crosses processes and is kept in a journal.

The journal is the truth of a run: one row a submission, replaced as a whole. Gradebook, CSV files
and report are made from it, so a run that was killed anywhere is completed by the next one.
"""

from __future__ import annotations

import dataclasses
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.exam import CheckResult, Example

OUTCOMES = ("passed", "partial", "failed", "error", "timeout", "crashed", "missing")
FLAGS = ("timeout", "crashed", "memory", "processes", "output", "edited", "suspicious")


Pages = Mapping[str, str]  # what a submission is shown by: a folder of the results to a file's text


@dataclass(frozen=True)
class Task:
    """A submission to grade: what the executor sends to a worker.

    `content` is the notebook's bytes, or None with `problem` saying why it could not be read; an
    empty problem then means that nothing was handed in.
    """

    student: str
    assignment: str
    fingerprint: str
    seed: str
    content: bytes | None
    problem: str = ""
    jailed: bool = True
    book: str = ""  # the site's address, as `feedback.render` takes it

    @property
    def key(self) -> tuple[str, str]:
        """Whose it is."""
        return self.student, self.assignment


@dataclass
class CellRecord:
    """One graded cell: a row of `cells.csv`.

    Attributes:
        cell: its grade_id, `test_<function>`.
        outcome: one of `OUTCOMES`.
        misconception: the short name, or empty; `hint` and `link` explain it.
        message: one line that the student reads.
        checks: what was looked at and whether it passed.
        example: the first example that went wrong (not kept in the journal).
        answer: the student's own code of the answer (not kept in the journal).
        given: functions of earlier exercises that the exam gave in place of the student's.
    """

    cell: str
    score: float
    max_score: float
    outcome: str
    misconception: str = ""
    hint: str = ""
    link: str = ""
    message: str = ""
    checks: list[CheckResult] = field(default_factory=list)
    example: Example | None = None
    answer: str = ""
    given: list[str] = field(default_factory=list)


@dataclass
class ShownCell:
    """A code cell of the notebook as it ran, for the feedback (not kept in the journal).

    Attributes:
        source: the student's code.
        outputs: dicts with `stream` and `text`, or with `data`: media type to text (base64 for
            images).
        error: what ended it, one line, or empty.
    """

    source: str
    outputs: list[dict[str, Any]]
    error: str = ""


@dataclass
class Record:
    """One submission: a row of `grades.csv` and its cells.

    Attributes:
        student: the folder's name as it is; `display_id` makes it printable.
        fingerprint: of the notebook, the assignment and its exam; equal means nothing changed.
        status: graded, missing or unreadable.
        flags: some of `FLAGS`.
        language: the notebook's, `en` or `zh`.
        seed: what the hidden inputs were drawn from.
        notes: lines for the log (why it is suspicious or unreadable).
        seconds: wall-clock time it took.
    """

    student: str
    assignment: str
    fingerprint: str
    status: str
    max_score: float
    flags: list[str] = field(default_factory=list)
    cells: list[CellRecord] = field(default_factory=list)
    language: str = "en"
    seed: str = ""
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0
    shown: list[ShownCell] = field(default_factory=list)

    @property
    def score(self) -> float:
        """The automatic score: the sum over the cells."""
        return sum(cell.score for cell in self.cells)


def display_id(student: str) -> str:
    """The student's id as files and databases can hold it.

    Control characters and bytes that are no UTF-8 are backslash-escaped.
    """
    printable = "".join(
        letter if letter.isprintable() or letter == " " else _escaped(letter) for letter in student
    )
    return printable or "?"


def _escaped(letter: str) -> str:
    code = ord(letter)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that was no UTF-8, as Python's file names carry it
        return f"\\x{code - 0xDC00:02x}"
    return letter.encode("unicode_escape").decode()


class Journal:
    """The records of one `--out` folder, in SQLite. Only the writer opens it."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS record (student BLOB, assignment TEXT, fingerprint TEXT,"
            " content TEXT, entered INTEGER DEFAULT 0, PRIMARY KEY (student, assignment))"
        )

    def fingerprints(self) -> dict[tuple[str, str], str]:
        """What is in it: the fingerprint of each (student, assignment)."""
        rows = self._db.execute("SELECT student, assignment, fingerprint FROM record")
        return {(_text(student), assignment): print_ for student, assignment, print_ in rows}

    def put(self, records: Iterable[Record]) -> None:
        """Keep these records, each in the place of an older one, all of them or none."""
        rows = [
            (_bytes(each.student), each.assignment, each.fingerprint, _to_json(each))
            for each in records
        ]
        with self._db:
            self._db.executemany("INSERT OR REPLACE INTO record VALUES (?, ?, ?, ?, 0)", rows)

    def mark_entered(self, records: Iterable[Record]) -> None:
        """Note that these records stand in the gradebook."""
        keys = [(_bytes(each.student), each.assignment) for each in records]
        with self._db:
            self._db.executemany(
                "UPDATE record SET entered = 1 WHERE student = ? AND assignment = ?", keys
            )

    def records(self) -> Iterator[tuple[Record, bool]]:
        """Every record, by student and assignment, and whether the gradebook has it."""
        with closing(self._db.cursor()) as cursor:
            cursor.execute("SELECT content, entered FROM record ORDER BY student, assignment")
            for content, entered in cursor:
                yield _from_json(content), bool(entered)

    def close(self) -> None:
        """Close the file."""
        self._db.close()


def _bytes(student: str) -> bytes:
    return student.encode("utf-8", "surrogateescape")


def _text(student: bytes) -> str:
    return student.decode("utf-8", "surrogateescape")


def _to_json(record: Record) -> str:
    cells = [dataclasses.replace(cell, example=None, answer="") for cell in record.cells]
    plain = dataclasses.replace(record, cells=cells, shown=[])
    return json.dumps(dataclasses.asdict(plain))  # ASCII only: lone surrogates survive


def _from_json(content: str) -> Record:
    plain = json.loads(content)
    plain["cells"] = [
        CellRecord(**{**cell, "checks": [CheckResult(**check) for check in cell["checks"]]})
        for cell in plain["cells"]
    ]
    return Record(**plain)
