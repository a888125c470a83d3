"""The table of the exams, and what it says of other courses."""

import json

import exam_table
import numpy as np
import pytest
import visible_checks
from test_exams import ALL, exam_of, solutions

from autograder import checks

ROWS = json.loads(exam_table.FROZEN.read_text(encoding="utf-8"))
FUNCTIONS = {exam.function: (assignment, exam) for assignment, exam in ALL}
every_check = pytest.mark.parametrize(
    "check",
    visible_checks.ALL,
    ids=[f"{each.course}-{each.passes.__name__}" for each in visible_checks.ALL],
)


def test_the_page_is_what_the_figures_give():
    assert exam_table.PAGE.read_text(encoding="utf-8") == exam_table.page(ROWS)


def test_every_exam_has_its_row_and_sees_every_wrong_answer():
    assert [(row["assignment"], row["function"]) for row in ROWS] == [
        (assignment, exam.function) for assignment, exam in ALL
    ]
    assert all(row["exam"] == row["wrong"] > 0 for row in ROWS if "wrong" in row)


@pytest.mark.parametrize(
    ("assignment", "function"),
    [("channels", "conv1x1"), ("padding_stride", "pad2d"), ("digits", "max_pool2d")],
)
def test_a_part_of_the_figures_counted_anew(assignment, function, monkeypatch):
    """All of them take minutes: when this fails, run `make exam-table`."""
    monkeypatch.setattr(checks, "_draw", lambda *_: None)
    row = next(row for row in ROWS if row["function"] == function)
    assert exam_table.count(assignment, exam_of(assignment, function)) == row


@every_check
def test_right_answers_pass_the_checks_of_other_courses(check):
    """So the inputs are right, where a course's own numbers are expected."""
    assignment, exam = FUNCTIONS[check.function]
    for answer in (exam.oracle, solutions(assignment)[check.function]):
        assert check.passes(answer, exam.oracle)


@every_check
def test_the_checks_of_other_courses_can_fail(check):
    _, exam = FUNCTIONS[check.function]

    def off(*args, **kwargs):
        right = exam.oracle(*args, **kwargs)
        if isinstance(right, tuple):
            return tuple(each + 0.1 for each in right)
        return right + 0.1

    def shapeless(*args, **kwargs):
        return np.zeros((1,) * 7)

    assert not check.passes(off, exam.oracle) or not check.passes(shapeless, exam.oracle)
