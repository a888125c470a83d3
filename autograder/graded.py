"""The graded notebook, as nbgrader wants it in `autograded/<student>/<assignment>/`.

It shows what was handed in as it was graded: the student's cells with what they put out in the
sandbox, the course's own text in every cell that is not the student's to write, and under each
test what the exam found. nbgrader's formgrader shows it inside the instructor's own Jupyter server,
so no output that acts is kept; the student's Markdown is made harmless where it is rendered.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from autograder import course, outputs, words
from autograder.course import Assignment, CourseCell
from autograder.feedback import points
from autograder.records import CellRecord, Record, ShownCell
from autograder.submission import Cell, Unreadable, handed_in

MAX_NOTEBOOK = 4_000_000  # characters that come from the student
MAX_OUTPUTS = 100  # of one cell

Json = dict[str, Any]


def graded_notebook(content: bytes | None, record: Record) -> Json:
    """The notebook of format 4.5 that shows how a submission was graded.

    Args:
        content: what was handed in; None when it could not be read.
        record: what the examiner found in it, with the outputs that it saw.

    Returns:
        A notebook with every graded cell of the assignment, once. What there is no room for is
        cut, and says so.
    """
    layout = _Layout(course.load(record.assignment), record)
    try:
        cells = handed_in(content) if content is not None else []
    except Unreadable:
        cells = []
    if record.status != "graded":
        layout.say("\n\n".join([layout.words[record.status], *record.notes[:1]]))
    last = {cell.grade_id: number for number, cell in enumerate(cells) if cell.is_code}
    for number, cell in enumerate(cells):
        layout.add(cell, counts=last.get(cell.grade_id) == number)
    layout.add_missing()
    return {
        "cells": layout.cells,
        "metadata": {
            "course": {"assignment": record.assignment, "language": record.language},
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def graded_text(content: bytes | None, record: Record) -> str:
    """`graded_notebook` as the text of a file."""
    return json.dumps(graded_notebook(content, record), ensure_ascii=False) + "\n"


class _Layout:
    """The cells of the graded notebook, one after the other."""

    def __init__(self, assignment: Assignment, record: Record) -> None:
        self.cells: list[Json] = []
        self.words = words.feedback_words(record.language)
        self._assignment, self._record = assignment, record
        self._results = {cell.cell: cell for cell in record.cells}
        self._shown = iter(record.shown)  # the student's code cells, in the order of the notebook
        self._placed: set[str] = set()
        self._room = MAX_NOTEBOOK

    def add(self, cell: Cell, *, counts: bool) -> None:
        """Add a cell of the submission; `counts` is False for an answer given anew below."""
        known = self._assignment.by_id.get(cell.grade_id)
        if known is not None and known.kind != "answer":
            self._place(known)
        elif cell.is_code and (cell.source.strip() or known is not None):
            shown = next(self._shown, ShownCell(cell.source, []))
            mine = known if counts else None
            self._code(self._cut(cell.source), list(self._outputs(shown)), mine)
        elif cell.is_markdown and known is None:
            self.say(self._cut(cell.source))
        elif cell.source.strip():  # a raw cell may hold anything, so it is shown as it stands
            self.say(_as_block(self._cut(cell.source)))

    def add_missing(self) -> None:
        """Add the course's cells that were not handed in, so that each can be looked at."""
        for known in self._assignment.cells:
            self._place(known)

    def say(self, text: str) -> None:
        """Add a cell of Markdown."""
        self.cells.append({"cell_type": "markdown", "metadata": {}, "source": text})
        self.cells[-1]["id"] = f"cell-{len(self.cells):04}"

    def _place(self, known: CourseCell) -> None:
        """Add a cell of the course with the course's own text, unless it is there already."""
        if known.grade_id in self._placed:
            return
        if known.cell_type != "code":
            self._placed.add(known.grade_id)
            self.say(known.source)
            self._mark(known)
        elif known.kind == "answer":
            nothing = words.pick(words.OUTCOMES["missing"], self._record.language)
            self._code(f"# {nothing}", [], known)
        else:
            result = self._results.get(known.grade_id)
            verdict = [_stream("stdout", self._verdict(result))] if result else []
            self._code(known.source, verdict, known)

    def _code(self, source: str, shown: list[Json], known: CourseCell | None) -> None:
        self.cells.append(
            {
                "cell_type": "code",
                "execution_count": None,
                "id": f"cell-{len(self.cells) + 1:04}",
                "metadata": {},
                "outputs": shown,
                "source": source,
            }
        )
        if known is not None:
            self._placed.add(known.grade_id)
            self._mark(known)

    def _mark(self, known: CourseCell) -> None:
        """Give the last cell the course's metadata: those that were handed in say nothing."""
        metadata: Json = {"deletable": False, "nbgrader": dict(known.marks)}
        if known.kind != "answer":
            metadata["editable"] = False
        self.cells[-1] |= {"id": known.grade_id, "metadata": metadata}

    def _verdict(self, result: CellRecord) -> str:
        """What an exam found, in the words that the student reads."""
        outcome = words.pick(words.OUTCOMES[result.outcome], self._record.language)
        head = f"{points(result.score)} / {points(result.max_score)} {self.words['points']}"
        lines = [f"{head}{self.words['colon']}{outcome}", result.message, result.hint]
        for check in result.checks:
            lines.append(f"{'✓' if check.passed else '✗'} {check.about}")
            if check.message and check.message not in result.message:
                lines.append(f"    {check.message}")
        return outputs.tame("\n".join(line for line in lines if line) + "\n")

    # ---- what comes from the student ---------------------------------------------------------

    def _outputs(self, shown: ShownCell) -> Iterator[Json]:
        traced = False
        for each in shown.outputs[:MAX_OUTPUTS]:
            text, data = each.get("text"), each.get("data")
            if isinstance(text, str) and each.get("stream") == "traceback":
                traced = True
                lines = self._cut(outputs.plain(text, self.words)).split("\n")
                name, _, value = shown.error.partition(": ")
                yield {"output_type": "error", "ename": name, "evalue": value, "traceback": lines}
            elif isinstance(text, str):
                name = "stderr" if each.get("stream") == "stderr" else "stdout"
                yield _stream(name, self._cut(outputs.plain(text, self.words)))
            elif isinstance(data, dict):
                yield self._displayed(data)
        if shown.error and not traced:
            error = f"{self.words['stopped']}{self.words['colon']}{shown.error}\n"
            yield _stream("stderr", error)

    def _displayed(self, data: Json) -> Json:
        """A rich output: pictures that are pictures, HTML without what acts, text."""
        kept = {}
        for kind in ("image/png", "image/jpeg"):
            picture = outputs.image(kind, data[kind]) if kind in data else ""
            if 0 < len(picture) <= self._room:
                self._room -= len(picture)
                kept[kind] = picture.partition(",")[2]
        table = str(outputs.html(data.get("text/html")))
        if 0 < len(table) <= self._room:
            self._room -= len(table)
            kept["text/html"] = table
        if not kept:
            text = data.get("text/plain")
            text = text if isinstance(text, str) else self.words["bad_image"]
            kept["text/plain"] = self._cut(outputs.plain(text, self.words))
        return {"output_type": "display_data", "data": kept, "metadata": {}}

    def _cut(self, text: str) -> str:
        """As much of a text as there is room for."""
        if len(text) <= self._room:
            self._room -= len(text)
            return text
        kept, self._room = text[: self._room], 0
        return f"{kept}\n# {self.words['left_out']}"


def _stream(name: str, text: str) -> Json:
    return {"output_type": "stream", "name": name, "text": text}


def _as_block(text: str) -> str:
    """A text as a block of code in Markdown."""
    return "\n".join(f"    {line}" for line in text.splitlines())
