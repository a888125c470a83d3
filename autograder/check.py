"""A student's own check: run the notebook from a clean start, and say which visible tests pass.

No sandbox and no exam: it is the student's own code on the student's own machine, as in Jupyter.
"""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from rich.console import Console

from autograder.comparison import text
from autograder.errors import UsageError

CELL_LIMIT = 60  # seconds
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def check_notebook(path: Path) -> bool:
    """Run the notebook at `path`, print a line for every exercise; whether all tests pass.

    Raises:
        UsageError: there is no such notebook, it cannot be read, or it holds no tests.
    """
    notebook = _read(path)
    language = notebook.metadata.get("course", {}).get("language", "en")
    tests = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    if not tests:
        raise UsageError(f"{path} holds no test cells: is it one of the course's notebooks?")
    client = NotebookClient(
        notebook,
        timeout=CELL_LIMIT,
        allow_errors=True,
        resources={"metadata": {"path": str(path.absolute().parent)}},
    )
    stopped = ""
    try:
        with Console(stderr=True).status(text("running", "运行中", language)):
            client.execute()
    except CellTimeoutError:
        stopped = text(
            f"a cell ran for more than {CELL_LIMIT} s: an endless loop?",
            f"有一个单元格运行超过 {CELL_LIMIT} 秒：死循环？",
            language,
        )
    except DeadKernelError:
        stopped = text("Python crashed", "Python 崩溃了", language)
    console = Console(highlight=False, soft_wrap=True)
    passed = [_say(console, cell, stopped, language) for cell in tests]
    summary = f"{sum(passed)}/{len(passed)}"
    console.print(text(f"{summary} exercises pass", f"{summary} 道题通过", language), style="bold")
    return all(passed)


def _read(path: Path) -> nbformat.NotebookNode:
    try:
        return nbformat.read(path, as_version=4)  # type: ignore[no-any-return]
    except FileNotFoundError:
        raise UsageError(f"there is no notebook {path}") from None
    except Exception as error:  # nbformat raises what its parsers raise
        reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise UsageError(f"{path} cannot be read as a notebook: {reason}") from None


def _say(console: Console, cell: nbformat.NotebookNode, stopped: str, language: str) -> bool:
    name = cell.metadata.nbgrader.grade_id.removeprefix("test_")
    errors = [output for output in cell.outputs if output.output_type == "error"]
    if cell.execution_count is not None and not errors and not (stopped and not cell.outputs):
        console.print(f"[green]✓[/] {name}")
        return True
    reason = stopped or text("not run", "没有运行", language)
    if errors:
        reason = errors[0].evalue or errors[0].ename
        if errors[0].ename == "NotImplementedError":
            reason = text("not written yet", "还没有写", language)
    console.print(f"[red]✗[/] {name}")
    for line in _COLOURS.sub("", reason).splitlines():
        console.print(f"    {line}", markup=False)
    return False
