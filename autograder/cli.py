"""The commands: each parses its words, calls one function, and says what happened.

Exit status: 0 done, 1 a student's check found something wrong, 2 wrong use.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder.errors import UsageError

# Each command imports what it needs when it runs: `grade` must not wait for Sphinx's parser.

app = typer.Typer(
    help="Release the exercises, grade what is handed in, report.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
screen = Console(stderr=True)

UNSAFE = """--unsafe-no-sandbox: student code now runs with all of your rights. It can read and
change your files, the gradebook and the other students' work, use the network, and forge its
score. Do this only with code that you trust as your own."""

Out = Annotated[Path, typer.Option("--out", help="The folder with (or for) the results.")]


class Format(StrEnum):
    """What `export` can write."""

    csv = "csv"
    canvas = "canvas"
    moodle = "moodle"


@app.command()
def release() -> None:
    """Build exercises/ from solutions/."""
    from autograder import release as releasing

    with screen.status("releasing") as status:
        folders = releasing.release(progress=lambda step: status.update(f"releasing {step}"))
    print(f"{len(folders)} notebooks in {folders[0].parents[1]}")


@app.command()
def grade(
    submissions: Annotated[
        Path, typer.Option(help="Holds <student>/<assignment>/<assignment>.ipynb.")
    ],
    out: Out,
    assignments: Annotated[
        list[str] | None, typer.Argument(help="Which assignments; all when none is named.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; one a core by default.")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(help="Address of a Dask scheduler, to use its cluster.")
    ] = None,
    db: Annotated[
        str | None, typer.Option(help="SQLAlchemy URL of the gradebook; OUT/gradebook.db.")
    ] = None,
    regrade: Annotated[bool, typer.Option("--regrade", help="Also what has not changed.")] = False,
    book: Annotated[
        str,
        typer.Option(help="Address or folder of the course's site: feedback links to it."),
    ] = "",
    unsafe: Annotated[
        bool, typer.Option("--unsafe-no-sandbox", help="Run student code unprotected.")
    ] = False,
) -> None:
    """Grade a folder of submissions; only what is new or changed since the last run."""
    from autograder import worker

    if not scheduler:
        worker.start_server()
    from autograder import grading

    if unsafe:
        screen.print(UNSAFE, style="bold red")
    with _stoppable(), _bar("grading") as progress:
        summary = grading.grade(
            submissions,
            out,
            assignments or (),
            workers=workers,
            scheduler=scheduler,
            db=db,
            regrade=regrade,
            jailed=not unsafe,
            book=book,
            progress=progress,
        )
    print(
        f"graded {summary.graded} submissions in {summary.seconds:.1f} s, "
        f"{summary.unchanged} unchanged: {out / 'grades.csv'}"
    )
    if summary.unexamined:
        print(
            f"autograder: {summary.unexamined} submissions could not be examined, by no fault of "
            f"theirs: see {out / 'grade.log'}; the next run tries them again",
            file=sys.stderr,
        )


@app.command()
def report(out: Out) -> None:
    """Write the class report: OUT/report.html."""
    from autograder.report import write_report

    print(write_report(out))


@app.command()
def export(
    out: Out,
    format: Annotated[Format, typer.Option(help="What reads it.")] = Format.csv,  # noqa: A002
) -> None:
    """Write the grades as a learning management system reads them."""
    from autograder.export import export as write_export

    print(write_export(out, format.value))


@app.command()
def check(
    notebook: Annotated[Path, typer.Argument(help="Your notebook.")],
) -> None:
    """Check your own notebook: the visible tests, from a clean start; status 1 when one fails."""
    from autograder.check import check_notebook

    if not check_notebook(notebook):
        raise typer.Exit(1)


@contextmanager
def _stoppable() -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        print("autograder: stopped; the same command goes on from here", file=sys.stderr)
        raise typer.Exit(130) from None


@contextmanager
def _bar(what: str) -> Iterator[Callable[[int, int], None]]:
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=screen, transient=True) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def main() -> None:
    """Run a command; one clear sentence and status 2 for what cannot be done."""
    from autograder.sandbox import SandboxUnavailable

    try:
        app()
    except (UsageError, SandboxUnavailable) as error:
        print(f"autograder: {error}", file=sys.stderr)
        sys.exit(2)
