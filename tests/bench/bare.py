"""What grading costs with nothing around it: `python -m tests.bench.bare ASSIGNMENT SUBMISSIONS`.

Runs each notebook's code by `exec` and holds the hidden exams in the same process, one process a
core. No isolation, no limits, no gradebook, no feedback: how fast grading could be at all.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from autograder import course, submission
from autograder.exam import LocalStudent, hold
from autograder.exams import common  # noqa: F401 - SciPy, which every process needs


def main(name: str, submitted: Path) -> None:
    """Run and examine every submission in a folder."""
    students = sorted(folder.name for folder in submitted.iterdir())
    sys.path.insert(0, str(submitted.parent / "helpers"))
    with ProcessPoolExecutor(len(os.sched_getaffinity(0))) as executor:
        list(executor.map(partial(examine, name, submitted), students, chunksize=8))


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
