"""Release the exercises: `solutions/<assignment>.md` to `exercises/<language>/<assignment>/`.

One language at a time is kept of the source, read as a notebook, and sent through nbgrader's own
generate_assignment, which takes the solutions out. Beside each notebook lies `checks.py`, with the
hints that known mistakes earn on the visible examples. Two releases are byte-identical.
"""

from __future__ import annotations

import contextlib
import io
import json
import pprint
import re
import sys
import tempfile
import types
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from myst_nb.core.read import read_myst_markdown_notebook
from nbgrader.apps import NbGraderAPI
from traitlets.config import Config

from autograder import EXERCISES, SOLUTIONS, checks, exams
from autograder.bilingual import LANGUAGES, keep, problems
from autograder.errors import UsageError
from autograder.exam import LocalStudent
from autograder.gradebook import use_alembic_as_library

GENERATED = (
    "generated from solutions/{name}.md by `python -m autograder release`; edit that instead"
)


class ReleaseError(UsageError):
    """A source cannot be released; the message says which, where and why."""


def release(
    solutions: Path = SOLUTIONS,
    exercises: Path = EXERCISES,
    progress: Callable[[str], None] = lambda step: None,
) -> list[Path]:
    """Build `exercises` from `solutions`; the folders of the assignments that were written.

    All or nothing: the new folder takes the old one's place when everything is built.

    Raises:
        ReleaseError: a source is missing, incomplete or wrong.
    """
    sources = sorted(solutions.glob("*.md"))
    if not sources:
        raise ReleaseError(f"{solutions} holds no sources: <assignment>.md is expected there")
    for source in sources:
        found = problems(source.read_text(encoding="utf-8"))
        if found:
            raise ReleaseError(f"{source}: " + "; ".join(found))
    exercises.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=exercises.parent, prefix=".release-") as folder:
        built = Path(folder, "exercises")
        for source in sources:
            for language in LANGUAGES:
                progress(f"{source.stem} ({language})")
                _release_one(source, language, built / language / source.stem, Path(folder))
        old = Path(folder, "old")
        if exercises.exists():
            exercises.rename(old)
        built.rename(exercises)
    return sorted(path for path in exercises.glob("*/*") if path.is_dir())


def notebook_of(source: Path, language: str) -> nbformat.NotebookNode:
    """The full notebook, solutions and all, in one language, as nbgrader's source wants it."""
    text = keep(source.read_text(encoding="utf-8"), language)
    notebook: nbformat.NotebookNode = read_myst_markdown_notebook(text)
    notebook.metadata = nbformat.from_dict(
        {
            "course": {"assignment": source.stem, "language": language},
            "generated": GENERATED.format(name=source.stem),
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for number, cell in enumerate(notebook.cells):
        cell.metadata.pop("lang", None)
        cell.id = cell.metadata.get("nbgrader", {}).get("grade_id", f"cell-{number:02}")
    return notebook


def _release_one(source: Path, language: str, target: Path, folder: Path) -> None:
    course = Path(tempfile.mkdtemp(dir=folder))
    name = source.stem
    written = course / "source" / name / f"{name}.ipynb"
    written.parent.mkdir(parents=True)
    nbformat.write(notebook_of(source, language), written)
    use_alembic_as_library()
    result = NbGraderAPI(config=_config(course)).generate_assignment(name)
    if not result["success"]:
        raise ReleaseError(f"{source} ({language}): nbgrader says: {result['log'][-2000:]}")
    released = nbformat.read(course / "release" / name / f"{name}.ipynb", as_version=4)
    released.metadata.pop("celltoolbar", None)
    target.mkdir(parents=True)
    (target / f"{name}.ipynb").write_text(
        json.dumps(released, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8"
    )
    (target / "checks.py").write_text(checks_text(source, language), encoding="utf-8")


def _config(course: Path) -> Config:
    config = Config()
    config.CourseDirectory.root = str(course)
    config.CourseDirectory.db_url = f"sqlite:///{course / 'gradebook.db'}"
    config.ClearSolutions.code_stub = {"python": "raise NotImplementedError"}
    return config


# ---- hints on the visible examples -------------------------------------------------------------


def checks_text(source: Path, language: str) -> str:
    """`checks.py` with the language and the hints filled in."""
    text = Path(checks.__file__).read_text(encoding="utf-8")
    mistakes, hints = _hints(source, language)
    for name, table in (("LANGUAGE", language), ("MISTAKES", mistakes), ("HINTS", hints)):
        blank = re.compile(rf"^{name}\b.*$", re.MULTILINE)
        if len(blank.findall(text)) != 1:
            raise ReleaseError(f"autograder/checks.py does not define {name} in one line")
        filled = f"{name} = {pprint.pformat(table, width=100)}"
        text = blank.sub(lambda match, filled=filled: filled, text)  # type: ignore[misc]
    return f"# {GENERATED.format(name=source.stem)}\n{text}"


def _hints(source: Path, language: str) -> tuple[dict[str, str], dict[str, str]]:
    """What each misconception answers to the visible examples, where that is wrong, and hints."""
    mistakes: dict[str, str] = {}
    hints: dict[str, str] = {}
    known = exams.load(source.stem) if source.stem in exams.ASSIGNMENTS else ()
    misconceptions = {exam.function: exam.misconceptions for exam in known}
    for name, args, kwargs, expected in _examples(source, source.stat().st_mtime_ns):
        for each in misconceptions.get(name, ()):
            reply = LocalStudent({name: each.wrong}).call(name, args, kwargs)
            key = checks.digest(name, args, kwargs, reply.value)
            if not reply.error and key != checks.digest(name, args, kwargs, expected):
                mistakes.setdefault(key, f"{name}/{each.name}")
                hints[f"{name}/{each.name}"] = each.hint[language]
    return mistakes, hints


Example = tuple[str, tuple[Any, ...], dict[str, Any], Any]


@cache
def _examples(source: Path, modified: int) -> list[Example]:
    """What the visible tests ask: run the notebook with its solutions, and listen."""
    asked: list[Example] = []
    listener = types.ModuleType("checks")
    listener.compare = (  # type: ignore[attr-defined]
        lambda f, *args, expected, **kwargs: asked.append((f.__name__, args, kwargs, expected))
    )
    listener.must_raise = lambda *args, **kwargs: None  # type: ignore[attr-defined]
    namespace: dict[str, Any] = {}
    before = sys.modules.get("checks")
    sys.modules["checks"] = listener
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            for cell in notebook_of(source, "en").cells:
                if cell.cell_type == "code":
                    exec(compile(cell.source, f"{source.name}:{cell.id}", "exec"), namespace)
    finally:
        sys.modules.pop("checks")
        if before is not None:
            sys.modules["checks"] = before
    return asked
