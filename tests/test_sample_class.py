"""The sample class: how it is made, and that everyone gets the grade that `expected.toml` says."""

import csv
import hashlib
import json
import os
import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import nbformat
import pytest
from sample_class.make import ASSIGNMENTS, answers, expected, make, parts

from autograder import ROOT

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def sample_class(tmp_path_factory):
    out = tmp_path_factory.mktemp("class")
    make(out)
    return out


def run(*words, **environment):
    """Run a module as a person would, from the repository's root."""
    return subprocess.run(
        [sys.executable, "-m", *map(str, words)],
        cwd=ROOT,
        env={**os.environ, **environment},
        text=True,
        capture_output=True,
    )


def digests(folder):
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


# ---- what must come out, as rows of the two CSV files --------------------------------------------


def expected_cells(assignment, student):
    """Exercise -> (score, points, outcome, misconception)."""
    points = expected()["points"][assignment]
    table = expected()[assignment].get(student)
    if table is None or table.get("status", "graded") != "graded":
        return {name: (0, worth, "missing", "") for name, worth in points.items()}
    rows = {}
    for name, worth in points.items():
        share, outcome, misconception, _ = table.get(name, ["1/1", "passed", "", ""])
        rows[name] = (float(worth * Fraction(share)), worth, outcome, misconception)
    return rows


def expected_grade(assignment, student):
    """(score, max_score, status, flags)."""
    cells = expected_cells(assignment, student).values()
    table = expected()[assignment].get(student, {"status": "missing"})
    score, points = (sum(cell[i] for cell in cells) for i in range(2))
    return score, points, table.get("status", "graded"), table.get("flags", "")


def students():
    return sorted({student for assignment in ASSIGNMENTS for student in answers(assignment)})


def differences(wanted, got):
    """Both are key -> (score, points, words ...); scores are written with 4 decimals."""
    lines = [f"{key}: not expected" for key in got.keys() - wanted.keys()]
    for key, want in wanted.items():
        have = got.get(key)
        if have is None or have[:2] != pytest.approx(want[:2], abs=1e-3) or have[2:] != want[2:]:
            lines.append(f"{key}: expected {want}, got {have}")
    return lines


# ---- the class -----------------------------------------------------------------------------------


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_every_answer_has_its_expectation_and_the_reverse(assignment):
    assert len(answers(assignment)) >= 16
    assert list(answers(assignment)) == sorted(expected()[assignment])
    for table in expected()[assignment].values():
        known = {"why", "status", "flags", *expected()["points"][assignment]}
        assert set(table) <= known
        assert "why" in table or any(isinstance(row, list) for row in table.values())


def test_the_class_is_the_same_each_time(sample_class, tmp_path):
    make(tmp_path)
    assert digests(tmp_path) == digests(sample_class)


def test_notebooks_are_valid_and_hold_what_was_written(sample_class):
    for assignment in ASSIGNMENTS:
        for student, file in answers(assignment).items():
            path = sample_class / student / assignment / f"{assignment}.ipynb"
            if file.suffix == ".ipynb":
                assert path.read_bytes() == file.read_bytes()
                continue
            notebook = nbformat.read(path, as_version=4)
            nbformat.validate(notebook)
            sources = {
                cell.metadata.get("nbgrader", {}).get("grade_id", cell.id): cell.source
                for cell in notebook.cells
            }
            for name, form, source in parts(file)[1]:
                if form == "deleted":
                    assert name not in sources
                elif form != "kept":
                    assert source in ([sources[name]] if name else sources.values())


def test_the_stub_is_the_released_notebook(sample_class):
    for assignment in ASSIGNMENTS:
        path = Path(assignment, f"{assignment}.ipynb")
        released = json.loads((ROOT / "exercises" / "en" / path).read_text(encoding="utf-8"))
        assert json.loads((sample_class / "stub" / path).read_text(encoding="utf-8")) == released


def test_copies_without_those_who_never_end(tmp_path):
    done = run("tests.sample_class.make", "--out", tmp_path, "--copies", 3, "--without-loops")
    assert done.returncode == 0, done.stderr
    names = {path.name for path in tmp_path.iterdir()}
    assert {"loops", "loops 2", "loops 3"} <= names
    # endless_cell and endless_function stand in both assignments.
    assert len(names) == 3 * (len(students()) - 2)
    assert not any("endless" in name for name in names)


def test_a_missing_release_is_said_in_one_sentence(tmp_path):
    done = run("tests.sample_class.make", "--out", tmp_path / "out", "--exercises", tmp_path)
    assert done.returncode == 2
    assert "are the exercises released?" in done.stderr
    assert len(done.stderr.splitlines()) == 1


# ---- its grades ----------------------------------------------------------------------------------


def test_everyone_scores_what_is_expected(sample_class, tmp_path):
    out = tmp_path / "graded"
    done = run(
        *("autograder", "grade", *ASSIGNMENTS, "--submissions", sample_class, "--out", out),
        COURSE_SECRET="the sample class",
    )
    assert done.returncode == 0, done.stderr
    with (out / "grades.csv").open(encoding="utf-8", newline="") as file:
        grades = list(csv.DictReader(file))
    with (out / "cells.csv").open(encoding="utf-8", newline="") as file:
        cells = list(csv.DictReader(file))

    wanted = {
        (student, assignment): expected_grade(assignment, student)
        for student in students()
        for assignment in ASSIGNMENTS
    }
    got = {
        (row["student_id"], row["assignment"]): (
            *(float(row["score"]), float(row["max_score"])),
            *(row["status"], row["flags"]),
        )
        for row in grades
    }
    assert len(got) == len(grades)
    wrong = differences(wanted, got)

    wanted = {
        (student, assignment, f"test_{name}"): row
        for student in students()
        for assignment in ASSIGNMENTS
        for name, row in expected_cells(assignment, student).items()
    }
    got = {
        (row["student_id"], row["assignment"], row["cell"]): (
            *(float(row["score"]), float(row["max_score"])),
            *(row["outcome"], row["misconception"]),
        )
        for row in cells
    }
    assert len(got) == len(cells)
    wrong += differences(wanted, got)
    wrong += messages_that_say_too_little(cells)
    assert not wrong, "\n".join(wrong)


def messages_that_say_too_little(cells):
    """Who lost points reads why, in the notebook's language; a refused call is named."""
    refused = {
        ("cross_correlation", "test_convolve2d"): "scipy.signal.convolve2d",
        ("cross_correlation", "test_corr1d"): "numpy.correlate",
        ("cross_correlation", "test_corr3d"): "scipy.ndimage",
        ("padding_stride", "test_corr2d_strided"): "scipy.signal.correlate2d",
    }
    for row in cells:
        student, assignment, message = row["student_id"], row["assignment"], row["message"]
        file = answers(assignment).get(student)
        if row["outcome"] == "passed" or file is None or file.suffix == ".ipynb":
            continue
        place = f"{student}, {assignment}, {row['cell']}: {message!r}"
        chinese = parts(file)[0].get("language") == "zh"
        if not message or bool(CHINESE.search(message)) != chinese:
            yield f"{place} is not a message in the notebook's language"
        named = refused.get((assignment, row["cell"])) if student == "library_calls" else None
        if named and named not in message:
            yield f"{place} does not name {named}"
