"""Every notebook gets a row, whatever it is: `broken/notebooks.py` has them all, in one class."""

import csv
import os
import sqlite3
import time
from contextlib import closing

import pytest
from broken.notebooks import ASSIGNMENT, BROKEN, NAMES, POINTS, Handed, lay

from autograder import course, grading, submission
from autograder.submission import Unreadable

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The folder with the results of everybody."""
    folder = tmp_path_factory.mktemp("broken")
    submissions, out = folder / "submissions", folder / "out"
    for name in BROKEN:
        lay(name, submissions)
    for name in NAMES:
        place = submissions / os.fsdecode(name) / ASSIGNMENT
        place.mkdir(parents=True)
        (place / f"{ASSIGNMENT}.ipynb").write_bytes(Handed().content())
    (submissions / ".ipynb_checkpoints").mkdir()
    (submissions / "a file beside the students").write_text("")
    summary = grading.grade(submissions, out, [ASSIGNMENT], workers=2)
    assert summary.graded == len(BROKEN) + len(NAMES)
    return out


@pytest.fixture(scope="module")
def rows(graded):
    return {row["student_id"]: row for row in table(graded / "grades.csv")}


@pytest.fixture(scope="module")
def cells(graded):
    return {(row["student_id"], row["cell"]): row for row in table(graded / "cells.csv")}


def table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", BROKEN)
def test_broken_notebook(name, rows, cells):
    wanted, row = BROKEN[name], rows[name]
    mine = {key[1]: cell for key, cell in cells.items() if key[0] == name}
    found = [f"{key}: {cell['outcome']} {cell['message']}" for key, cell in mine.items()]
    assert row["status"] == wanted.status, found
    assert (float(row["score"]), row["max_score"]) == (wanted.score, "10"), found
    assert row["flags"] == wanted.flags, found
    assert mine.keys() == {f"test_{function}" for function in POINTS}
    for function, points in POINTS.items():
        assert float(mine[f"test_{function}"]["max_score"]) == points
    if wanted.status != "graded":
        assert {cell["outcome"] for cell in mine.values()} == {"missing"}


@pytest.mark.parametrize("name", NAMES.values())
def test_a_name_is_only_a_name(name, rows, cells):
    row = rows[name]
    assert (row["status"], row["score"], row["flags"]) == ("graded", "10", "")
    assert cells[name, "test_corr2d"]["outcome"] == "passed"


def test_there_is_one_row_for_each(rows, cells):
    assert rows.keys() == {*BROKEN, *NAMES.values()}
    assert len(cells) == len(rows) * len(POINTS)


def test_there_is_a_page_for_each(graded):
    for name in (*map(os.fsencode, BROKEN), *NAMES):
        path = graded / "feedback" / os.fsdecode(name) / ASSIGNMENT / f"{ASSIGNMENT}.html"
        page = path.read_text(encoding="utf-8")
        assert page.rstrip().endswith("</html>")
        assert "<script" not in page
        assert len(page.encode()) <= 5_000_000


def test_the_gradebook_has_all_but_the_missing(graded, rows):
    with closing(sqlite3.connect(graded / "gradebook.db")) as book:
        found = {name for (name,) in book.execute("SELECT student_id FROM submitted_assignment")}
        score = "SELECT SUM(auto_score) FROM grade"
        assert book.execute(score).fetchone()[0] == sum(
            float(row["score"]) for row in rows.values()
        )
    assert found == {name for name, row in rows.items() if row["status"] != "missing"}


def test_nothing_was_made_elsewhere(graded):
    """A name such as `..` or `$(...)` is no path and no command."""
    here = {path.name for path in graded.parent.iterdir()}
    assert here == {"submissions", "out"}
    feedback = {os.fsencode(path.name) for path in (graded / "feedback").iterdir()}
    assert feedback == {*map(os.fsencode, BROKEN), *NAMES}


def test_the_same_again_grades_nothing(graded):
    before = (graded / "grades.csv").read_bytes()
    summary = grading.grade(graded.parent / "submissions", graded, [ASSIGNMENT], workers=2)
    assert (summary.graded, summary.unchanged) == (0, len(BROKEN) + len(NAMES))
    assert (graded / "grades.csv").read_bytes() == before


def test_reading_takes_bounded_memory(monkeypatch):
    """A file of lists in lists grows fortyfold; 256 MB of it would take the machine down."""
    content = b'{"cells": [' + b"[[]]," * 4_000_000 + b"1]}"
    monkeypatch.setattr(submission, "MAX_MEMORY", 100 * 2**20)
    began = time.monotonic()
    with pytest.raises(Unreadable, match="memory"):
        submission.read(content, course.load(ASSIGNMENT))
    assert time.monotonic() - began < 30
    assert len(bytearray(200 * 2**20))  # the bound is gone again
