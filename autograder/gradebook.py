"""The gradebook of nbgrader, written in batches: one transaction for many submissions.

The tables and their meaning are nbgrader's, and its formgrader and commands go on working on them;
only the number of times that the database is crossed is ours. Manual scores, comments, extra credit
and penalties belong to the instructor and are never changed.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import json
import sys
import types
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from autograder import ROOT
from autograder.course import Assignment as CourseAssignment
from autograder.errors import UsageError
from autograder.records import Record, display_id


def _nbgrader_api() -> types.ModuleType:
    """Import `nbgrader.api` without what it does not need here.

    nbgrader/__init__.py brings in a web server, its `auth` a web client, its `utils` setuptools and
    jsonschema: two seconds before a single submission is looked at. The first two are left out
    while `api` is imported, the third is read when something of it is used. A whole
    `import nbgrader` afterwards works as ever.
    """
    if "nbgrader" in sys.modules:
        return importlib.import_module("nbgrader.api")
    spec = importlib.util.find_spec("nbgrader")
    assert spec is not None
    package, auth = types.ModuleType("nbgrader"), types.ModuleType("nbgrader.auth")
    package.__path__ = list(spec.submodule_search_locations or ())
    auth.Authenticator = object  # type: ignore[attr-defined]  # named in an annotation
    sys.modules |= {"nbgrader": package, "nbgrader.auth": auth}
    sys.modules["nbgrader.utils"] = package.utils = _lazy("nbgrader.utils")  # type: ignore[attr-defined]
    try:
        return importlib.import_module("nbgrader.api")
    finally:
        for name in ("nbgrader", "nbgrader.auth", "nbgrader.utils"):
            del sys.modules[name]


def _lazy(name: str) -> types.ModuleType:
    """A module that is read when something of it is used."""
    spec = importlib.util.find_spec(name)
    assert spec is not None
    assert spec.loader is not None
    loader = importlib.util.LazyLoader(spec.loader)
    spec.loader = loader
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


api: Any = _nbgrader_api()


KERNELSPEC = json.dumps({"display_name": "Python 3", "language": "python", "name": "python3"})


def use_alembic_as_library() -> None:
    """Let nbgrader learn the version of its tables without a program.

    It asks a program called `alembic` on the PATH for it, which takes half a second and is not
    found when the environment is not activated; the library knows as well.
    """
    from alembic.script import ScriptDirectory

    tables = ScriptDirectory(str(Path(api.__file__).parent / "alembic"))
    api.get_alembic_version = tables.get_current_head


class Book:
    """An open gradebook. Use as a context manager; only the writer has one."""

    def __init__(self, url: str) -> None:
        """Open the gradebook at an SQLAlchemy URL, made anew where there is none.

        Raises:
            UsageError: it cannot be opened.
        """
        use_alembic_as_library()
        try:
            self._gradebook = api.Gradebook(url)
        except (SQLAlchemyError, ImportError) as error:
            reason = str(error).splitlines()[0]
            raise UsageError(f"the gradebook {url} cannot be opened: {reason}") from None
        self._cells: dict[str, dict[str, str]] = {}  # assignment -> cell name -> id
        self._notebooks: dict[str, str] = {}  # assignment -> id of its notebook

    def __enter__(self) -> Book:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._gradebook.close()
        self._gradebook.engine.dispose()

    def add_assignment(self, assignment: CourseAssignment) -> None:
        """Enter an assignment as nbgrader's generate_assignment does, or bring it up to date."""
        book, name = self._gradebook, assignment.name
        book.update_or_create_assignment(name)
        notebook = book.update_or_create_notebook(name, name, kernelspec=KERNELSPEC)
        for cell in assignment.cells:
            about: dict[str, Any] = {"cell_type": cell.cell_type}
            if cell.kind == "test":
                book.update_or_create_grade_cell(
                    cell.grade_id, name, name, max_score=cell.points, **about
                )
            elif cell.kind == "answer":
                book.update_or_create_solution_cell(cell.grade_id, name, name)
            book.update_or_create_source_cell(
                cell.grade_id,
                name,
                name,
                locked=bool(cell.marks.get("locked")),
                source=cell.source,
                checksum=cell.checksum,
                **about,
            )
        self._notebooks[name] = notebook.id
        rows = book.db.execute(
            select(api.BaseCell.name, api.BaseCell.id).where(
                api.BaseCell.notebook_id == notebook.id
            )
        )
        self._cells[name] = dict(rows.all())
        book.db.commit()

    def enter(self, records: Sequence[Record]) -> None:
        """Enter what the examiner found, in one transaction. Entering it twice changes nothing."""
        with self._gradebook.engine.begin() as db:
            for assignment in {record.assignment for record in records}:
                batch = [record for record in records if record.assignment == assignment]
                self._enter_assignment(db, assignment, batch)

    def _enter_assignment(self, db: Connection, assignment: str, records: list[Record]) -> None:
        by_student = {display_id(record.student): record for record in records}
        _add_students(db, by_student)
        (assignment_id,) = db.execute(
            select(api.Assignment.id).where(api.Assignment.name == assignment)
        ).one()
        notebooks = self._submissions(db, assignment, assignment_id, by_student)
        cells = self._cells[assignment]
        self._enter_grades(db, cells, notebooks, by_student)
        self._enter_comments(db, cells, notebooks, by_student)

    def _submissions(
        self, db: Connection, assignment: str, assignment_id: str, records: dict[str, Record]
    ) -> dict[str, str]:
        """The id of each student's submitted notebook; new submissions are added."""
        query = (
            select(api.SubmittedAssignment.student_id, api.SubmittedNotebook.id)
            .join(
                api.SubmittedNotebook,
                api.SubmittedNotebook.assignment_id == api.SubmittedAssignment.id,
            )
            .where(api.SubmittedAssignment.assignment_id == assignment_id)
            .where(api.SubmittedAssignment.student_id.in_(records))
        )
        found: dict[str, str] = dict(db.execute(query).all())
        handed_in = {name for name, record in records.items() if record.status != "missing"}
        new = sorted(handed_in - found.keys())
        if new:
            ids = {student: (api.new_uuid(), api.new_uuid()) for student in new}
            db.execute(
                insert(api.SubmittedAssignment.__table__),
                [
                    {"id": ids[name][0], "assignment_id": assignment_id, "student_id": name}
                    for name in new
                ],
            )
            db.execute(
                insert(api.SubmittedNotebook.__table__),
                [
                    {
                        "id": ids[name][1],
                        "assignment_id": ids[name][0],
                        "notebook_id": self._notebooks[assignment],
                        "flagged": False,
                    }
                    for name in new
                ],
            )
            found |= {name: ids[name][1] for name in new}
        return found

    def _enter_grades(
        self,
        db: Connection,
        cells: dict[str, str],
        notebooks: dict[str, str],
        records: dict[str, Record],
    ) -> None:
        query = select(
            api.Grade.notebook_id,
            api.Grade.cell_id,
            api.Grade.id,
            api.Grade.auto_score,
            api.Grade.manual_score,
        ).where(api.Grade.notebook_id.in_(notebooks.values()))
        known = {(row.notebook_id, row.cell_id): row for row in db.execute(query)}
        new, changed = [], []
        for student, notebook in notebooks.items():
            for cell in records[student].cells:
                old = known.get((notebook, cells[cell.cell]))
                if old is None:
                    new.append(
                        {
                            "id": api.new_uuid(),
                            "notebook_id": notebook,
                            "cell_id": cells[cell.cell],
                            "auto_score": cell.score,
                            "needs_manual_grade": False,
                        }
                    )
                elif old.auto_score != cell.score:
                    # As nbgrader has it: a manual score stands, but wants another look.
                    look = old.manual_score is not None
                    changed.append((old.id, cell.score, look))
        if new:
            db.execute(insert(api.Grade.__table__), new)
        for id_, score, look in changed:
            table = api.Grade.__table__
            db.execute(
                update(table)
                .where(table.c.id == id_)
                .values(auto_score=score, needs_manual_grade=look)
            )

    def _enter_comments(
        self,
        db: Connection,
        cells: dict[str, str],
        notebooks: dict[str, str],
        records: dict[str, Record],
    ) -> None:
        """The message of each exercise as the automatic comment of its answer cell."""
        query = select(
            api.Comment.notebook_id, api.Comment.cell_id, api.Comment.id, api.Comment.auto_comment
        ).where(api.Comment.notebook_id.in_(notebooks.values()))
        known = {(row.notebook_id, row.cell_id): row for row in db.execute(query)}
        new, table = [], api.Comment.__table__
        for student, notebook in notebooks.items():
            for cell in records[student].cells:
                answer = cells.get(cell.cell.removeprefix("test_"), cells[cell.cell])
                words = " ".join(filter(None, (cell.message, cell.hint))) or None
                old = known.get((notebook, answer))
                if old is None:
                    new.append(
                        {
                            "id": api.new_uuid(),
                            "notebook_id": notebook,
                            "cell_id": answer,
                            "auto_comment": words,
                        }
                    )
                elif old.auto_comment != words:
                    db.execute(update(table).where(table.c.id == old.id).values(auto_comment=words))
        if new:
            db.execute(insert(table), new)

    def stamp(self, times: Iterable[tuple[str, str, str]]) -> None:
        """Note when submissions were handed in: student, assignment and time, as nbgrader has it.

        Without it, formgrader takes a submission that has a timestamp.txt for one not graded yet.
        """
        submitted = api.SubmittedAssignment.__table__
        query = select(
            submitted.c.student_id, api.Assignment.name, submitted.c.id, submitted.c.timestamp
        ).join(api.Assignment, api.Assignment.id == submitted.c.assignment_id)
        with self._gradebook.engine.begin() as db:
            known = {(row.student_id, row.name): row for row in db.execute(query)}
            for student, assignment, text in times:
                row = known.get((student, assignment))
                with contextlib.suppress(Exception):  # a student may have written anything there
                    time = api.utils.parse_utc(text)
                    if row is not None and row.timestamp != time:
                        change = update(submitted).where(submitted.c.id == row.id)
                        db.execute(change.values(timestamp=time))

    def scores(self) -> dict[tuple[str, str], float]:
        """The score of each (student, assignment) as nbgrader exports it, penalties taken off."""
        grade, notebook = api.Grade.__table__, api.SubmittedNotebook.__table__
        points = (
            select(notebook.c.assignment_id, func.sum(_score(grade)).label("points"))
            .join(grade, grade.c.notebook_id == notebook.c.id)
            .group_by(notebook.c.assignment_id)
            .subquery()
        )
        penalties = (
            select(
                notebook.c.assignment_id,
                func.coalesce(func.sum(notebook.c.late_submission_penalty), 0.0).label("penalty"),
            )
            .group_by(notebook.c.assignment_id)
            .subquery()
        )
        submitted = api.SubmittedAssignment.__table__
        query = (
            select(
                submitted.c.student_id, api.Assignment.name, points.c.points, penalties.c.penalty
            )
            .join(api.Assignment, api.Assignment.id == submitted.c.assignment_id)
            .join(points, points.c.assignment_id == submitted.c.id)
            .join(penalties, penalties.c.assignment_id == submitted.c.id)
        )
        with self._gradebook.engine.connect() as db:
            return {
                (student, assignment): max(0.0, points - penalty)
                for student, assignment, points, penalty in db.execute(query)
            }

    def cell_scores(self) -> dict[tuple[str, str, str], float]:
        """The score of each (student, assignment, cell), as it stands in the gradebook."""
        query = (
            select(
                api.SubmittedAssignment.student_id,
                api.Assignment.name,
                api.BaseCell.name,
                _score(api.Grade.__table__),
            )
            .join(api.SubmittedNotebook, api.SubmittedNotebook.id == api.Grade.notebook_id)
            .join(
                api.SubmittedAssignment,
                api.SubmittedAssignment.id == api.SubmittedNotebook.assignment_id,
            )
            .join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id)
            .join(api.BaseCell, api.BaseCell.id == api.Grade.cell_id)
        )
        with self._gradebook.engine.connect() as db:
            return {(a, b, c): score for a, b, c, score in db.execute(query)}


def _score(grade: Any) -> Any:
    """`Grade.score` of nbgrader: manual before automatic, extra credit on top of either."""
    return func.coalesce(grade.c.manual_score, grade.c.auto_score, 0.0) + func.coalesce(
        grade.c.extra_credit, 0.0
    )


def _add_students(db: Connection, students: Iterable[str]) -> None:
    names = set(students)
    found = {
        name for (name,) in db.execute(select(api.Student.id).where(api.Student.id.in_(names)))
    }
    new = [{"id": name} for name in sorted(names - found)]
    if new:
        db.execute(insert(api.Student.__table__), new)


# ---- nbgrader in the folder ----------------------------------------------------------------------

CONFIG = """\
# nbgrader's commands and its formgrader work in this folder: see nbgrader_config.py of the course.
# Written once by `python -m autograder grade`, and yours from then on.
try:
    from autograder import ROOT
except ImportError as error:  # nbgrader would go on without this file, and run student code itself
    raise SystemExit(f"{{__file__}}: {{error}}; nbgrader must run in the course's environment")

c = get_config()
load_subconfig(str(ROOT / "nbgrader_config.py"))
c.CourseDirectory.submitted_directory = {submissions!r}
"""


def lay_config(out: Path, submissions: Path) -> None:
    """Make a folder with results one that nbgrader knows, unless it is one already."""
    path = out / "nbgrader_config.py"
    if not path.exists() and out.resolve() != ROOT:
        path.write_text(CONFIG.format(submissions=str(submissions.absolute())), encoding="utf-8")
