"""Measure grading against stock nbgrader, in turn, on the same class: `make bench-grading`.

Four figures, all for the same notebooks:

- stock: `nbgrader autograde`, as released: visible tests only, which is less than ours does;
- ours: `python -m autograder grade`, all cores: sandbox, hidden exams, gradebook, feedback;
- bare: the answers and the hidden exams in one process per core, with `exec` and nothing else;
- a single submission from a cold start, both ways.

All are commands, timed from their start to their end. Endless loops are left out: each costs stock
30 s and ours 5 to 10, and would only flatter us.

`--write` freezes the figures in `tests/frozen/grading_bench.json` and writes `docs/grading.md` from
them.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Annotated, Any

import nbformat
import typer

from autograder import (
    ROOT,
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
from autograder.gradebook import Book
from autograder.records import Journal
from autograder.release import checks_text, notebook_of
from tests.bench.convolution import machine
from tests.sample_class import make

NAME = "cross_correlation"
FROZEN = ROOT / "tests/frozen/grading_bench.json"
PAGE = ROOT / "docs/grading.md"
COMMAND = "make bench-grading WRITE=--write"
ROUNDS = 3
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
    write: Annotated[bool, typer.Option("--write", help=f"Write docs/{PAGE.name}.")] = False,
) -> None:
    """Run everything in turn and print a table."""
    figures = measure(submissions, stock)
    text = page(figures)
    print(text)
    if write:
        FROZEN.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
        PAGE.write_text(text, encoding="utf-8")


def measure(submissions: int, stock: int) -> dict[str, Any]:
    """Run everything in turn; seconds, and milliseconds of each part."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        submitted, single = root / "submitted", root / "single"
        names = lay_class(submitted, submissions)
        lay(single, submitted, names[:1])
        with_stock = stock_course(root / "course")
        stock_names = names[: stock or len(names)]
        spent: dict[str, list[float]] = defaultdict(list)
        for turn in range(ROUNDS):  # what else the machine does meets all of them
            out = root / f"out-{turn}"
            spent["ours"].append(timed(run_ours, submitted, out))
            spent["bare"].append(timed(run_bare, submitted))
            spent["one"].append(timed(run_ours, single, out / "one"))
            lay(with_stock / "submitted", submitted, stock_names[turn::ROUNDS])
            spent["stock"].append(timed(nbgrader, with_stock, "autograde", NAME, "--force"))
            lay(with_stock / "submitted", single, names[:1])
            spent["stock_one"].append(timed(nbgrader, with_stock, "autograde", NAME, "--force"))
        return {
            "machine": machine(),
            "versions": {name: version(name) for name in ("nbgrader", "nbconvert", "numpy")},
            "cores": cores(),
            "rounds": ROUNDS,
            "submissions": len(names),
            **{name: median(times) for name, times in spent.items()},
            "stock_submissions": len(stock_names),
            "stock": sum(spent["stock"]),
            "parts": dict(where(submitted, names[:40])),
        }


def page(figures: dict[str, Any]) -> str:
    """The figures as `docs/grading.md` shows them."""
    count = figures["submissions"]
    each = {name: figures[name] / count * 1e3 for name in ("ours", "bare")}
    each["stock"] = figures["stock"] / figures["stock_submissions"] * 1e3
    on = f"{figures['cores']} cores of {figures['machine']}"
    versions = ", ".join(f"{name} {which}" for name, which in figures["versions"].items())
    rows = "\n".join(
        f"| {what} | {figures[name]:.1f} | {each[name]:.1f} |"
        for name, what in (
            ("stock", f"stock `nbgrader autograde`, {figures['stock_submissions']} submissions"),
            ("ours", f"`python -m autograder grade`, {count} submissions"),
            ("bare", f"the same answers and exams with no isolation at all, {count} submissions"),
        )
    )
    parts = "\n".join(f"| {part} | {time:.1f} |" for part, time in figures["parts"].items())
    return f"""# Benchmarks: grading

Generated by `{COMMAND}`; do not edit.

{NAME}, a class made of the sample answers that end by themselves, on {on},
with {versions}. The commands ran in turn, {figures["rounds"]} times, each
timed from its start to its end; the medians are shown, and for stock, which got a part of the class
in each turn, the sum. Stock nbgrader runs the visible tests in one process; ours runs the hidden
exams in sandboxes, enters the gradebook and writes a feedback page for each. *Bare* runs each
notebook by `exec` and holds the hidden exams in one process per core, and writes nothing.

| | s | ms a submission |
|---|--:|--:|
{rows}

- Ours is **{each["stock"] / each["ours"]:.0f} times** as fast as stock (goal 50, least 20).
- Ours takes **{each["ours"] / each["bare"]:.1f} times** as long as bare (goal 3).
- One submission from a cold start: ours {figures["one"]:.1f} s (goal 3), stock
  {figures["stock_one"]:.1f} s.

## Where ours spends its time

One worker, its sandbox warm.

| | ms a submission |
|---|--:|
{parts}
"""


def cores() -> int:
    """How many there are for us."""
    return len(os.sched_getaffinity(0))


def timed(action: Callable[..., object], *args: object) -> float:
    """Wall-clock seconds."""
    began = time.perf_counter()
    action(*args)
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


def lay(folder: Path, submitted: Path, names: list[str]) -> None:
    """Have these submissions in a folder, and no others."""
    shutil.rmtree(folder, ignore_errors=True)
    for name in names:
        shutil.copytree(submitted / name, folder / name)


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


def run_ours(submitted: Path, out: Path) -> None:
    """`python -m autograder grade`."""
    words = ["grade", NAME, "--submissions", submitted, "--out", out]
    subprocess.run(
        [sys.executable, "-m", "autograder", *map(str, words)], check=True, capture_output=True
    )


def run_bare(submitted: Path) -> str:
    """The answers and the exams, with no isolation at all, on all cores: a command, like ours."""
    words = [sys.executable, "-m", "tests.bench.bare", NAME, str(submitted)]
    return subprocess.run(words, check=True, cwd=ROOT, capture_output=True, text=True).stdout


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
    """Milliseconds a submission of each part, in this process with one worker."""
    spent: dict[str, float] = defaultdict(float)
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
    spent["the rest"] = total - sum(spent.values())
    spent["all"] = total
    yield from ((part, seconds / len(names) * 1e3) for part, seconds in spent.items())


def counted(function: Callable[..., Any], part: str, spent: dict[str, float]) -> Callable[..., Any]:
    """The function, adding its time to `spent`."""

    def wrapper(*args: Any, **kwargs: Any) -> Any:
        began = time.perf_counter()
        try:
            return function(*args, **kwargs)
        finally:
            spent[part] += time.perf_counter() - began

    return wrapper


if __name__ == "__main__":
    typer.run(main)
