"""Measure grading against stock nbgrader, in turn, on the same class: `make bench-grading`.

Four figures, all for the same notebooks:

- stock: `nbgrader autograde`, as released: visible tests only, which is less than ours does;
- ours: `python -m autograder grade`, all cores: sandbox, hidden exams, gradebook, feedback;
- bare: the answers and the hidden exams in one process per core, with `exec` and nothing else;
- a single submission from a cold start, both ways.

Endless loops are left out: each costs stock 30 s and ours 5 to 10, and would only flatter us.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Annotated, Any

import nbformat
import typer

from autograder import (
    SOLUTIONS,
    course,
    examiner,
    feedback,
    graded,
    grading,
    sandbox,
    submission,
    worker,
)
from autograder.exam import LocalStudent, hold
from autograder.gradebook import Book
from autograder.records import Journal
from autograder.release import checks_text, notebook_of
from tests.sample_class import make

NAME = "cross_correlation"
CONFIG = """
c = get_config()
c.CourseDirectory.root = {root!r}
c.CourseDirectory.db_url = "sqlite:///{root}/gradebook.db"
c.ClearSolutions.code_stub = {{"python": "raise NotImplementedError"}}
c.ExecutePreprocessor.timeout = 30
"""


def main(
    submissions: Annotated[int, typer.Option(help="How many.")] = 200,
    stock: Annotated[int, typer.Option(help="How many stock gets; all when 0.")] = 0,
) -> None:
    """Run everything in turn and print a table."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        names = lay_class(root / "submitted", submissions)
        stock_names = names[: stock or len(names)]
        single = lay_single(root / "single", names[0], root / "submitted")
        lay_helpers(root / "helpers")
        with_stock = stock_course(root / "course")

        ours = timed(lambda: run_ours(root / "submitted", root / "out", "--workers", cores()))
        bare = timed(lambda: run_bare(root / "submitted", names))
        one = timed(lambda: run_ours(single, root / "one"))
        theirs = timed(lambda: run_stock(with_stock, root / "submitted", stock_names))
        stock_one = timed(lambda: run_stock(with_stock, single, [names[0]]))

        per_stock, per_ours = theirs / len(stock_names), ours / len(names)
        print(f"{len(names)} submissions of {NAME}, {cores()} cores; stock got {len(stock_names)}")
        print(f"stock nbgrader   {theirs:8.1f} s   {per_stock * 1e3:8.1f} ms a submission")
        print(f"ours             {ours:8.1f} s   {per_ours * 1e3:8.1f} ms a submission")
        print(f"bare             {bare:8.1f} s   {bare / len(names) * 1e3:8.1f} ms a submission")
        print(f"ours is {per_stock / per_ours:.0f} times as fast as stock (goal 50, least 20)")
        print(f"ours takes {ours / bare:.1f} times as long as bare (goal 3)")
        print(
            f"one submission from a cold start: stock {stock_one:.1f} s, ours {one:.1f} s (goal 3)"
        )
        print("where ours spends its time, one worker, ms a submission:")
        for part, seconds in where(root / "submitted", names[:40]):
            print(f"  {part:32} {seconds / 40 * 1e3:8.1f}")


def cores() -> int:
    """How many there are for us."""
    return len(os.sched_getaffinity(0))


def timed(action: Callable[[], None]) -> float:
    """Wall-clock seconds."""
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def lay_class(folder: Path, count: int) -> list[str]:
    """`count` submissions of the sample class that end by themselves and are notebooks."""
    loops = {"endless_cell", "endless_function"}
    files = {
        student: file
        for student, file in make.answers(NAME).items()
        if file.suffix == ".py" and file.stem not in loops
    }
    notebooks = [make.notebook(file) for file in files.values()]
    names = [f"student-{number:04}" for number in range(count)]
    for number, name in enumerate(names):
        place = folder / name / NAME / f"{NAME}.ipynb"
        place.parent.mkdir(parents=True)
        # Each differs a little, so that nothing can be remembered from one to the next.
        text = json.loads(notebooks[number % len(notebooks)])
        text["metadata"]["student"] = name
        place.write_text(json.dumps(text), encoding="utf-8")
        (place.parent / "checks.py").write_text(
            checks_text(SOLUTIONS / f"{NAME}.md", "en"), encoding="utf-8"
        )
    return names


def lay_helpers(folder: Path) -> None:
    """What lies beside a notebook in the sandbox: it draws no pictures, whose cost is not ours."""
    for name, content in course.load(NAME).helpers["en"].items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def lay_single(folder: Path, name: str, submitted: Path) -> Path:
    """A folder with one submission."""
    (folder / name).parent.mkdir(parents=True)
    (folder / name).symlink_to(submitted / name)
    return copied(folder / name)


def copied(link: Path) -> Path:
    """The link's folder, with a copy of what it points to in its place."""
    target = link.resolve()
    link.unlink()
    subprocess.run(["cp", "-r", str(target), str(link)], check=True)
    return link.parent


# ---- stock nbgrader ----------------------------------------------------------------------------


def stock_course(root: Path) -> Path:
    """An nbgrader course with the assignment generated from the same source."""
    source = root / "source" / NAME / f"{NAME}.ipynb"
    source.parent.mkdir(parents=True)
    nbformat.write(notebook_of(SOLUTIONS / f"{NAME}.md", "en"), source)
    (source.parent / "checks.py").write_text(
        checks_text(SOLUTIONS / f"{NAME}.md", "en"), encoding="utf-8"
    )
    (root / "nbgrader_config.py").write_text(CONFIG.format(root=str(root)), encoding="utf-8")
    nbgrader(root, "generate_assignment", NAME)
    return root


def run_stock(root: Path, submitted: Path, names: list[str]) -> None:
    """`nbgrader autograde` over these students."""
    for name in names:
        target = root / "submitted" / name
        target.parent.mkdir(exist_ok=True)
        if not target.exists():
            subprocess.run(["cp", "-r", str(submitted / name), str(target)], check=True)
    students = [f"--student={names[0]}"] if len(names) == 1 else []
    nbgrader(root, "autograde", NAME, "--force", *students)


def nbgrader(root: Path, *words: str) -> None:
    """Run nbgrader; it ends with 1 where a notebook fails, which is no failure of ours."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    subprocess.run(
        [sys.executable, "-m", "nbgrader", *words],
        cwd=root,
        env={**os.environ, "PATH": path},
        check=False,
        capture_output=True,
    )


# ---- ours --------------------------------------------------------------------------------------


def run_ours(submitted: Path, out: Path, *more: object) -> None:
    """`python -m autograder grade`."""
    words = ["grade", NAME, "--submissions", submitted, "--out", out, *more]
    subprocess.run(
        [sys.executable, "-m", "autograder", *map(str, words)], check=True, capture_output=True
    )


def run_bare(submitted: Path, names: list[str]) -> None:
    """The answers and the exams, with no isolation at all, on all cores."""
    with ProcessPoolExecutor(cores()) as executor:
        list(executor.map(bare, [submitted] * len(names), names, chunksize=8))


def bare(submitted: Path, name: str) -> float:
    """Run one notebook's code by `exec`, and hold the exams in this process."""
    assignment = course.load(NAME)
    content = (submitted / name / NAME / f"{NAME}.ipynb").read_bytes()
    namespace: dict[str, Any] = {}
    share = 0.0
    helpers = str(submitted.parent / "helpers")
    if helpers not in sys.path:
        sys.path.insert(0, helpers)
    for step in submission.read(content, assignment).steps:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(Exception):
            exec(step.source, namespace)
        if step.kind == "test":
            exam = assignment.exam(step.grade_id)
            if all(callable(namespace.get(each)) for each in exam.functions):
                with contextlib.redirect_stdout(io.StringIO()):
                    share += hold(exam, LocalStudent(namespace), [1], "en").share
    return share


PARTS: tuple[tuple[str, object, str], ...] = (
    ("read the notebook", submission, "read"),
    ("fork a jailed student", sandbox.Sandbox, "student"),
    ("run cells (student)", sandbox.SandboxedStudent, "run"),
    ("hold exams (both sides)", examiner, "hold"),
    ("end the student", sandbox.Sandbox, "end_student"),
    ("feedback page", feedback, "render"),
    ("notebook for formgrader", graded, "graded_text"),
    ("journal", Journal, "put"),
    ("gradebook", Book, "enter"),
)


def where(submitted: Path, names: list[str]) -> Iterator[tuple[str, float]]:
    """Wall-clock seconds of each part, in this process with one worker."""
    spent: Counter[str] = Counter()
    originals = [(owner, name, getattr(owner, name)) for _, owner, name in PARTS]
    for part, owner, name in PARTS:
        setattr(owner, name, counted(getattr(owner, name), part, spent))
    try:
        with tempfile.TemporaryDirectory() as folder:
            journal = Journal(Path(folder, "journal.db"))
            with Book(f"sqlite:///{folder}/gradebook.db") as book:
                book.add_assignment(course.load(NAME))
                places = [(submitted, name, NAME) for name in names]
                tasks = list(map(grading.task_at, places))
                examiner.examine(tasks[0])  # warms the sandbox up
                spent.clear()
                began = time.perf_counter()
                records = [examiner.examine(task)[0] for task in tasks]
                journal.put(records)
                book.enter(records)
                total = time.perf_counter() - began
            journal.close()
    finally:
        for owner, name, original in originals:
            setattr(owner, name, original)
        worker.discard_sandbox()
    yield from spent.items()
    yield "the rest", total - sum(spent.values())
    yield "all", total


def counted(function: Callable[..., Any], part: str, spent: Counter[str]) -> Callable[..., Any]:
    """The function, adding its time to `spent`."""

    def wrapper(*args: Any, **kwargs: Any) -> Any:
        began = time.perf_counter()
        try:
            return function(*args, **kwargs)
        finally:
            spent[part] += time.perf_counter() - began  # type: ignore[assignment]

    return wrapper


if __name__ == "__main__":
    typer.run(main)
