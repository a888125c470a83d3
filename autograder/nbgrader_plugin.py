"""What nbgrader's own commands use of this course; `nbgrader_config.py` names it.

`nbgrader autograde` reads a submission twice: once to sanitize it, once to run it. Here the first
reading grades: the examiner gets the bytes that were handed in, its scores go into the gradebook,
and what nbgrader reads the second time is the graded notebook. Nothing of a student's runs in
nbgrader's own process.
"""

from __future__ import annotations

import atexit
from pathlib import Path
from typing import Any

import nbformat
import nh3
from nbconvert.exporters import NotebookExporter
from nbconvert.filters import markdown2html
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.converters import base as converters
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import AssignLatePenalties, NbGraderPreprocessor

from autograder import course, examiner, worker
from autograder.gradebook import Book
from autograder.graded import graded_notebook
from autograder.grading import Place, task_at
from autograder.records import display_id

atexit.register(worker.discard_sandbox)  # it stays warm from one submission to the next


class AnyNotebook(NotebookExporter):
    """Reads no submission: a file that is no notebook would end here, and its grade with it."""

    def from_filename(self, filename: str, resources: Any = None, **kw: Any) -> Any:
        """The notebook of a file, or an empty one where `Examine` reads the file itself."""
        base: Any = super()
        converter: Any = self.parent
        if converter._sanitizing:
            return base.from_notebook_node(nbformat.v4.new_notebook(), resources=resources, **kw)
        return base.from_filename(filename, resources=resources, **kw)


class Examine(NbGraderPreprocessor):  # type: ignore[misc]
    """Grades a submission; in the place of everything that nbgrader sanitizes, runs and saves."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Hand the submission to the examiner, enter what it found, lay out the graded notebook.

        Raises:
            NbGraderException: it lies where it cannot be graded.
            SandboxUnavailable: this machine cannot run student code.
        """
        task = task_at(self._place(resources["nbgrader"]))
        record = examiner.grade(task)
        with Book(resources["nbgrader"]["db_url"]) as book:
            book.add_assignment(course.load(task.assignment))
            book.enter([record])
        for note in record.notes:
            self.log.warning("%s, %s: %s", record.student, record.assignment, display_id(note))
        return nbformat.from_dict(graded_notebook(task.content, record)), resources

    def _place(self, about: dict[str, str]) -> Place:
        courses = self.parent.parent.coursedir
        student, name = about["student"], about["assignment"]
        folder = Path(courses.format_path(courses.submitted_directory, student, name))
        if folder.parts[-2:] != (student, name):
            raise NbGraderException(
                "CourseDirectory.directory_structure must be nbgrader's own: "
                "{nbgrader_step}/{student_id}/{assignment_id}"
            )
        if display_id(student) != student:
            raise NbGraderException(
                f"the folder of {display_id(student)} has control characters in its name: rename "
                "it, or use `python -m autograder grade`, which can cope"
            )
        return folder.parents[1], student, name


class KeepPenalties(AssignLatePenalties):  # type: ignore[misc]
    """Late penalties as nbgrader assigns them; where it knows no dates, one given by hand stays."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Assign the penalty of a submission that has a timestamp to an assignment with a date."""
        about = resources["nbgrader"]
        with Gradebook(about["db_url"]) as book:
            submission = book.find_submission(about["assignment"], about["student"])
            known = submission.timestamp is not None and submission.duedate is not None
        return super().preprocess(nb, resources) if known else (nb, resources)


# ---- what is shown -------------------------------------------------------------------------------

_ATTRIBUTES = {**nh3.ALLOWED_ATTRIBUTES, "a": {"href"}, "img": {"src", "alt"}}


def harmless_markdown(source: str) -> str:
    """Markdown as HTML that does nothing and asks for nothing.

    nbgrader's pages render a student's Markdown inside the instructor's own Jupyter server.
    """
    cleaned: str = nh3.clean(
        markdown2html(source),
        attributes=_ATTRIBUTES,
        attribute_filter=_kept_attribute,
        url_schemes={"http", "https", "data"},
    )
    return cleaned


def _kept_attribute(tag: str, name: str, value: str) -> str | None:
    if name == "src":
        return value if value.startswith(("data:image/png", "data:image/jpeg")) else None
    if name == "href":
        return value if value.startswith(("http://", "https://", "#")) else None
    return value


# ---- what is copied ------------------------------------------------------------------------------

_all_files = converters.find_all_files


def _own_files(path: str, exclude: list[str] | None = None) -> list[str]:
    """The files that nbgrader copies on, without what is no file or lies somewhere else.

    It copies what lies beside a notebook and follows links: a link to the gradebook would end up in
    the student's feedback, a broken one would end the grading of that student.
    """
    folder = Path(path)
    if folder.is_symlink() or folder.parent.is_symlink():
        return []
    files = map(Path, _all_files(path, exclude))
    return [str(each) for each in files if each.is_file() and not each.is_symlink()]


converters.find_all_files = _own_files
