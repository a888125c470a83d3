"""A class that hands in, made from small files: `python -m tests.sample_class.make --out DIR`.

`<assignment>/<name>.py` is what one student wrote. The cells look as they will in the notebook,
magics and mistakes included:

    # What is special about it, in a line or more.
    # student: =1+1             the student's id, if not the file's name
    # language: zh              the notebook's language, if not English
    # rest: loops               answers not given here are those of that file, if not the stubs

    # %% corr2d                 the source of the cell with this grade_id
    # %% corr2d [deleted]       that cell is gone
    # %% corr2d [kept]          that cell is as it would be anyway; own cells may follow
    # %%                        a code cell of the student's own, put behind the cell before
    # %% [markdown]             and one with text

`<name>.ipynb` is handed in byte by byte. What everyone must score, and why, is in `expected.toml`.
"""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any

import typer

from autograder import EXERCISES

HERE = Path(__file__).parent
ASSIGNMENTS = ("cross_correlation", "padding_stride")
MARK = re.compile(r"^# %%[ ]*(?P<name>\w*)[ ]*(?:\[(?P<form>\w+)\])?$", re.MULTILINE)
HEAD = re.compile(r"^# (student|language|rest): (.+)$", re.MULTILINE)

Cell = dict[str, Any]


def expected() -> dict[str, dict[str, dict[str, Any]]]:
    """What each student must score: assignment, student, then what `expected.toml` explains."""
    return tomllib.loads((HERE / "expected.toml").read_text(encoding="utf-8"))


def answers(assignment: str) -> dict[str, Path]:
    """The files of one assignment by the student's id, in order."""
    files = [*HERE.glob(f"{assignment}/*.py"), *HERE.glob(f"{assignment}/*.ipynb")]
    return dict(sorted((_student(file), file) for file in files))


def _student(file: Path) -> str:
    return file.stem if file.suffix == ".ipynb" else parts(file)[0].get("student", file.stem)


def parts(file: Path) -> tuple[dict[str, str], list[tuple[str, str, str]]]:
    """What an answer file says: its head, and (grade_id, form, source) of every mark."""
    head, *rest = MARK.split(file.read_text(encoding="utf-8"))
    marks = list(zip(rest[0::3], rest[1::3], rest[2::3], strict=True))
    return dict(HEAD.findall(head)), [
        (name, form or "", source.strip("\n")) for name, form, source in marks
    ]


def notebook(file: Path, exercises: Path = EXERCISES) -> str:
    """The notebook that a student hands in: the released one with the cells of `file` in it."""
    assignment = file.parent.name
    head, marks = parts(file)
    if "rest" in head:
        given = {"", *(name for name, form, _ in marks if form != "kept")}
        theirs = parts(file.with_name(f"{head['rest']}.py"))[1]
        marks = [mark for mark in theirs if mark[0] not in given] + marks
    released = exercises / head.get("language", "en") / assignment / f"{assignment}.ipynb"
    document = json.loads(released.read_text(encoding="utf-8"))
    document["cells"] = _filled_in(document["cells"], marks, file)
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _filled_in(cells: list[Cell], marks: list[tuple[str, str, str]], file: Path) -> list[Cell]:
    places = {cell["metadata"].get("nbgrader", {}).get("grade_id"): cell for cell in cells}
    deleted: list[Cell] = []
    before = cells[0]
    for number, (name, form, source) in enumerate(marks):
        if not name:
            own = _own_cell(f"own-{number:02}", form or "code", source)
            cells.insert(cells.index(before) + 1, own)
            before = own
            continue
        if name not in places:
            raise ValueError(f"{file}: there is no cell {name}")
        before = places[name]
        if form == "deleted":
            deleted.append(before)
        elif form != "kept":
            before["source"] = source
    return [cell for cell in cells if cell not in deleted]


def _own_cell(name: str, cell_type: str, source: str) -> Cell:
    cell: Cell = {"cell_type": cell_type, "id": name, "metadata": {}, "source": source}
    return cell if cell_type == "markdown" else {**cell, "execution_count": None, "outputs": []}


def make(
    out: Path,
    copies: int = 1,
    without_loops: bool = False,
    exercises: Path = EXERCISES,
) -> int:
    """Write `out/<student>/<assignment>/<assignment>.ipynb`; the number of notebooks."""
    written = 0
    for assignment in ASSIGNMENTS:
        scores = expected()[assignment]
        for student, file in answers(assignment).items():
            if without_loops and "timeout" in scores[student].get("flags", ""):
                continue
            content = (
                file.read_bytes()
                if file.suffix == ".ipynb"
                else notebook(file, exercises).encode("utf-8")
            )
            for copy in range(1, copies + 1):
                name = student if copy == 1 else f"{student} {copy}"
                target = out / name / assignment / f"{assignment}.ipynb"
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
                written += 1
    return written


def main(
    out: Annotated[Path, typer.Option(help="where the students' folders go")],
    copies: Annotated[int, typer.Option(min=1, help="how often each student is there")] = 1,
    without_loops: Annotated[
        bool, typer.Option("--without-loops", help="leave out whoever never ends")
    ] = False,
    exercises: Annotated[Path, typer.Option(help="the released notebooks")] = EXERCISES,
) -> None:
    """Make the sample class: a folder a student, in nbgrader's layout."""
    try:
        written = make(out, copies, without_loops, exercises)
    except OSError as error:
        typer.echo(f"{error.filename}: {error.strerror}; are the exercises released?", err=True)
        raise typer.Exit(2) from None
    typer.echo(f"{written} notebooks of {len(list(out.iterdir()))} students in {out}")


if __name__ == "__main__":
    typer.run(main)
