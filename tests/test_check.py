"""`python -m autograder check NOTEBOOK`: a student's own check, and the visible tests' words."""

from __future__ import annotations

import shutil
import subprocess
import sys

import numpy as np
import pytest

from autograder import EXERCISES, checks
from tests.sample_class import make

NAME = "cross_correlation"


def check(folder, student: str, language: str = "en") -> subprocess.CompletedProcess[str]:
    """Check the notebook of one of the sample class, with `checks.py` beside it."""
    path = folder / f"{NAME}.ipynb"
    path.write_text(make.notebook(make.answers(NAME)[student]), encoding="utf-8")
    shutil.copy(EXERCISES / language / NAME / "checks.py", folder)
    return run(path)


def run(path) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "autograder", "check", str(path)]
    return subprocess.run(words, capture_output=True, text=True, check=False)


def test_a_right_notebook(tmp_path):
    done = check(tmp_path, "loops")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("✓") == 5
    assert "5/5" in done.stdout


def test_a_mistake_is_named_beside_expected_and_got(tmp_path):
    done = check(tmp_path, "flipped_kernel")
    assert done.returncode == 1
    assert "flipped-kernel" in done.stdout
    assert "expected" in done.stdout
    assert "got" in done.stdout


def test_an_untouched_notebook_in_chinese(tmp_path):
    released = EXERCISES / "zh" / NAME
    shutil.copytree(released, tmp_path / NAME)
    done = run(tmp_path / NAME / f"{NAME}.ipynb")
    assert done.returncode == 1
    assert done.stdout.count("还没有写") == 5
    assert "0/5" in done.stdout


@pytest.mark.parametrize("text", [None, "{nope", '{"cells": []}'])
def test_what_is_no_notebook_of_the_course(tmp_path, text):
    path = tmp_path / "x.ipynb"
    if text is not None:
        path.write_text(text)
    done = run(path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert str(path) in done.stderr


# ---- compare and must_raise --------------------------------------------------------------------


def double(x):
    return x * 2


def test_right_and_wrong_values(capsys):
    checks.compare(double, np.arange(3), expected=[0, 2, 4])
    assert "right: double(array[3])" in capsys.readouterr().out
    with pytest.raises(AssertionError, match=r"1 of 3 numbers differ, the first at \[2\]"):
        checks.compare(double, np.arange(3), expected=[0, 2, 5])


@pytest.mark.parametrize(
    ("value", "expected", "words"),
    [
        ([1, 2], [1, 2], "an array is expected, got list"),
        (np.ones(3), [1, 1], r"shape \(2,\) is expected, got \(3,\)"),
        (3.0, 3, "an int is expected"),
        (None, 3, "a number is expected, got NoneType"),
        (1, (1, 2), "a tuple of 2 is expected"),
        (np.full((2, 2), np.nan), np.ones((2, 2)), "4 of 4"),
    ],
)
def test_what_is_said(value, expected, words):
    with pytest.raises(AssertionError, match=words):
        checks.compare(lambda: value, expected=expected)


def test_tuples_and_lists_serve_for_each_other():
    checks.compare(lambda: [(1, 1), [0, 1]], expected=((1, 1), (0, 1)))


def test_inputs_are_copies():
    def spoil(x):
        x[:] = 0
        return x

    given = np.ones(2)
    checks.compare(spoil, given, expected=[0.0, 0.0])
    assert given.tolist() == [1, 1]


def test_must_raise():
    def refuse(error):
        raise error

    checks.must_raise(ValueError, refuse, ValueError("no"))
    with pytest.raises(AssertionError, match="nothing was raised"):
        checks.must_raise(ValueError, double, 1)
    with pytest.raises(AssertionError, match="raised KeyError"):
        checks.must_raise(ValueError, refuse, KeyError("x"))
    with pytest.raises(NotImplementedError):
        checks.must_raise(ValueError, refuse, NotImplementedError())


def test_a_known_mistake_is_recognised_whatever_its_dtype(monkeypatch):
    key = checks.digest("double", (np.arange(2),), {}, np.array([0.0, 3.0]))
    monkeypatch.setattr(checks, "MISTAKES", {key: "double/tripled"})
    monkeypatch.setattr(checks, "HINTS", {"double/tripled": "Twice, not thrice."})

    def double(x):
        return (x * 3).astype(np.float32)

    with pytest.raises(AssertionError, match="Looks like tripled: Twice, not thrice"):
        checks.compare(double, np.arange(2), expected=[0, 2])
