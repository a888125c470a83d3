"""What grading costs with nothing around it: `python -m tests.bench.bare ASSIGNMENT SUBMISSIONS`.

Runs each notebook's code by `exec` and holds the hidden exams in the same process, one process a
core. No isolation, no limits, no gradebook, no feedback: how fast grading could be at all.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from autograder import course, submission
from autograder.exam import LocalStudent, hold
from autograder.exams import common  # noqa: F401 - SciPy, which every process needs


def main(name: str, submitted: Path) -> None:
    """Run and examine every submission in a folder; print what each earned."""
    students = sorted(folder.name for folder in submitted.iterdir())
    with tempfile.TemporaryDirectory() as helpers:
        lay_helpers(name, Path(helpers))
        sys.path.insert(0, helpers)
        with ProcessPoolExecutor(len(os.sched_getaffinity(0))) as executor:
            shares = executor.map(partial(examine, name, submitted), students, chunksize=8)
            for student, share in zip(students, shares, strict=True):
                print(student, share)


def lay_helpers(name: str, folder: Path) -> None:
    """What lies beside a notebook in the sandbox: it draws no pictures, whose cost is not ours."""
    for file, content in course.load(name).helpers["en"].items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_bytes(content)


def examine(name: str, submitted: Path, student: str) -> float:
    """Run one notebook, and hold its exams; what it earned, in shares."""
    assignment = course.load(name)
    content = (submitted / student / name / f"{name}.ipynb").read_bytes()
    namespace: dict[str, Any] = {}
    share = 0.0
    for step in submission.read(content, assignment).steps:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(Exception):
            exec(step.source, namespace)
        if step.kind == "test":
            exam = assignment.exam(step.grade_id)
            if all(callable(namespace.get(each)) for each in exam.functions):
                with contextlib.redirect_stdout(io.StringIO()):
                    share += hold(exam, LocalStudent(namespace), [1], "en").share
    return share


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
