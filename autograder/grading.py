"""Grade a folder of submissions: find what is new, send it to workers, write down what they found.

Workers get bytes and return records; this process alone writes, and never runs student code.
Records go into the journal first and everything else is made from it, so that a run may be killed
anywhere.
"""

from __future__ import annotations

import csv
import fcntl
import hashlib
import hmac
import io
import itertools
import logging
import os
import secrets
import stat
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING
from urllib.parse import quote

from autograder import ROOT, course, worker
from autograder.errors import UsageError
from autograder.files import write_atomically
from autograder.records import Journal, Pages, Record, Task, display_id
from autograder.sandbox import SandboxUnavailable, check_sandbox
from autograder.submission import MAX_BYTES
from autograder.worker import examine

if TYPE_CHECKING:
    from autograder.gradebook import Book

BATCH = 100  # records to a transaction
WAITING = 4  # tasks per worker that are read ahead: not all notebooks are in memory at once

log = logging.getLogger("autograder")


@dataclass
class Summary:
    """What a run did."""

    graded: int
    unchanged: int
    unexamined: int  # our own fault; see the log
    seconds: float


def grade(
    submissions: Path,
    out: Path,
    assignments: Sequence[str] = (),
    *,
    workers: int | None = None,
    scheduler: str | None = None,
    db: str | None = None,
    regrade: bool = False,
    jailed: bool = True,
    book: str = "",
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Summary:
    """Grade `submissions/<student>/<assignment>/<assignment>.ipynb`, leave the results in `out`.

    Args:
        submissions: a folder in nbgrader's layout.
        out: gets grades.csv, cells.csv, feedback, gradebook.db and grade.log.
        assignments: their names; every released one when empty.
        workers: processes on this machine; all cores when None.
        scheduler: address of a Dask scheduler to use instead.
        db: SQLAlchemy URL of the gradebook, instead of `out/gradebook.db`.
        regrade: grade again what has not changed.
        jailed: False runs student code with all of this user's rights.
        book: where the feedback's links lead: the site's address, or its folder on this machine.
        progress: called with the number of submissions done and in all.

    Raises:
        UsageError: what was asked for cannot be done; nothing was written.
        SandboxUnavailable: this machine cannot run student code safely; nothing was written.
    """
    began = time.monotonic()
    names = _checked_assignments(assignments)
    site = _site(book, out)
    places = _find(submissions, names)
    if jailed and scheduler is None:
        check_sandbox()
    with _Out(out) as folder, _Workers(workers, scheduler, jailed) as pool:
        known = {} if regrade else folder.journal.fingerprints()
        tasks = (
            replace(task, jailed=jailed, book=site)
            for task in map(task_at, places)
            if known.get(task.key) != task.fingerprint
        )
        graded = pool.graded(tasks)  # the workers warm up while nbgrader is imported:
        from autograder.gradebook import Book, lay_config

        with Book(db or f"sqlite:///{out.absolute()}/gradebook.db") as grades:
            for name in names:
                grades.add_assignment(course.load(name))
            writer = _Writer(folder, grades, lambda done: progress(done, len(places)))
            for record, pages in graded:
                writer.take(record, pages)
            writer.finish()
            grades.stamp(_timestamps(places))
        lay_config(out, submissions)
        summary = Summary(
            graded=writer.taken,
            unchanged=len(places) - writer.taken,
            unexamined=writer.unexamined,
            seconds=time.monotonic() - began,
        )
        log.info("graded %d, unchanged %d", summary.graded, summary.unchanged)
    progress(len(places), len(places))
    return summary


def _checked_assignments(assignments: Sequence[str]) -> tuple[str, ...]:
    released = course.names()
    if not released:
        raise UsageError("no assignment is released: run `python -m autograder release` first")
    for name in assignments:
        if name not in released:
            raise UsageError(f"there is no assignment {name!r}; there are: {', '.join(released)}")
    return tuple(name for name in released if not assignments or name in assignments)


def _site(book: str, out: Path) -> str:
    """The site's address as a feedback page needs it: as it is, or the way to a folder."""
    if book and not book.startswith(("http://", "https://")):
        if not Path(book, "en").is_dir():
            raise UsageError(
                f"{book} is no address of the course's site, nor its folder, which holds en/ and "
                "zh/: --book https://example.org/course, say, or --book _build/site"
            )
        book = quote(os.path.relpath(book, out / "feedback" / "student" / "assignment"))
    if book:
        from autograder.feedback import is_address  # imports much else

        if not is_address(book):
            raise UsageError(f"{book} is no address that a page can link to")
    return book


# ---- what was handed in ------------------------------------------------------------------------

Place = tuple[Path, str, str]  # the submissions' folder, a student, an assignment


def _find(submissions: Path, assignments: Sequence[str]) -> list[Place]:
    """Every student's place for every assignment, whether or not something lies there."""
    try:
        students = sorted(
            entry.name
            for entry in os.scandir(submissions)
            if (entry.is_symlink() or entry.is_dir()) and entry.name not in _NO_STUDENTS
        )
    except FileNotFoundError:
        raise UsageError(
            f"there is no folder {submissions}: --submissions names the folder that holds "
            "<student>/<assignment>/<assignment>.ipynb"
        ) from None
    except OSError as error:
        raise UsageError(f"{submissions} cannot be read: {error.strerror}") from None
    places = [(submissions, student, name) for student in students for name in assignments]
    if not any(os.path.lexists(_path(place)) for place in places):
        raise UsageError(
            f"{submissions} holds no notebook of {', '.join(assignments)}: "
            "<student>/<assignment>/<assignment>.ipynb is expected there"
        )
    return places


_NO_STUDENTS = {".ipynb_checkpoints", ".git", "__MACOSX"}


def _path(place: Place) -> Path:
    submissions, student, assignment = place
    return submissions / student / assignment / f"{assignment}.ipynb"


def task_at(place: Place) -> Task:
    """What lies at a place, to be graded: its bytes, its fingerprint, its seed."""
    _, student, name = place
    content, problem = _read(place)
    stamp = course.load(name).stamp
    digest = hashlib.sha256(content if content is not None else problem.encode()).hexdigest()
    fingerprint = hashlib.sha256(f"{stamp}/{content is None}/{digest}".encode()).hexdigest()
    identity = "/".join((student, name, digest)).encode("utf-8", "surrogateescape")
    seed = hmac.new(_secret(), identity, "sha256").hexdigest()[:32]
    return Task(student, name, fingerprint, seed, content, problem)


def _read(place: Place, file_name: str = "") -> tuple[bytes | None, str]:
    """The bytes of a notebook, following no link; or None and what lies there instead."""
    submissions, *names = place
    names.append(file_name or f"{names[-1]}.ipynb")
    folder = os.open(submissions, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for name in names[:-1]:
            inner = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=folder)
            os.close(folder)
            folder = inner
        file = os.open(names[-1], os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    except FileNotFoundError:
        return None, ""
    except OSError as error:
        return None, f"what lies at the notebook's place cannot be read: {error.strerror}"
    finally:
        os.close(folder)
    about = os.fstat(file)
    if not stat.S_ISREG(about.st_mode):  # before it is opened: Python opens no folder
        os.close(file)
        return None, "what lies at the notebook's place is not a file"
    with os.fdopen(file, "rb") as opened:
        if about.st_size > MAX_BYTES:
            return None, f"the file is larger than {MAX_BYTES >> 20} MiB"
        return opened.read(MAX_BYTES + 1), ""


def _timestamps(places: Iterable[Place]) -> Iterator[tuple[str, str, str]]:
    """Student, assignment and time of every submission that nbgrader's exchange has stamped."""
    for place in places:
        content, _ = _read(place, "timestamp.txt")
        if content is not None and len(content) < 100:
            yield display_id(place[1]), place[2], content.decode(errors="replace").strip()


def _secret() -> bytes:
    """The secret that hidden inputs are seeded with: COURSE_SECRET, or a private file."""
    given = os.environ.get("COURSE_SECRET")
    if given:
        return given.encode()
    path = ROOT / ".course_secret"
    if not path.exists():
        write_atomically(path, secrets.token_hex(32))
        path.chmod(0o600)
    return path.read_bytes()


# ---- the workers -------------------------------------------------------------------------------


class _Workers:
    """An executor and what happens when one of its processes dies."""

    def __init__(self, workers: int | None, scheduler: str | None, jailed: bool) -> None:
        self._jailed = jailed
        self._workers = workers or len(os.sched_getaffinity(0))
        self._scheduler = scheduler
        self._running: dict[Future[tuple[Record, Pages]], Task] = {}
        self._executor = self._start(self._workers)

    def _start(self, workers: int) -> Executor:
        if self._scheduler:
            try:
                from distributed import Client

                client = Client(self._scheduler, timeout=10)
                self._workers = sum(client.nthreads().values()) or 1
                cluster: Executor = client.get_executor()
                return cluster
            except ImportError:
                raise UsageError("--scheduler needs Dask: pip install distributed") from None
            except (OSError, ValueError) as error:
                raise UsageError(f"no Dask scheduler at {self._scheduler}: {error}") from None
        worker.start_server()
        return ProcessPoolExecutor(
            workers,
            mp_context=get_context("forkserver"),
            initializer=worker.begin,
            initargs=(self._jailed,),
        )

    def __enter__(self) -> _Workers:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for future in self._running:  # Dask's executor has no cancel_futures
            future.cancel()
        self._executor.shutdown(wait=error is None)

    def graded(self, tasks: Iterable[Task]) -> Iterator[tuple[Record, Pages]]:
        """Grade the tasks, in whatever order they come back; the first are under way at once."""
        tasks = iter(tasks)
        self._feed(tasks)
        return self._graded(tasks)

    def _feed(self, tasks: Iterator[Task]) -> None:
        for task in itertools.islice(tasks, WAITING * self._workers - len(self._running)):
            self._running[self._submit(task)] = task

    def _graded(self, tasks: Iterator[Task]) -> Iterator[tuple[Record, Pages]]:
        running = self._running
        while running:
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                task = running.pop(future)
                error = future.exception()
                if error is None:
                    yield future.result()
                elif isinstance(error, BrokenProcessPool):
                    yield self._alone(task)
                elif isinstance(error, SandboxUnavailable):
                    raise error
                else:
                    yield _unexamined(task, error)
            self._feed(tasks)

    def _submit(self, task: Task) -> Future[tuple[Record, Pages]]:
        try:
            return self._executor.submit(examine, task)
        except BrokenProcessPool:
            self._executor = self._start(self._workers)
            return self._executor.submit(examine, task)

    def _alone(self, task: Task) -> tuple[Record, Pages]:
        """Grade a task that was under way when a worker died, in a process of its own."""
        with self._start(1) as executor:
            try:
                return executor.submit(examine, task).result()
            except BrokenProcessPool:
                return _crashed(task)


def _unexamined(task: Task, error: BaseException) -> tuple[Record, Pages]:
    """What stands for a submission that our own code stumbled over; the next run tries again."""
    record, pages = _crashed(replace(task, fingerprint=""))
    trace = "".join(traceback.format_exception(error))
    record.notes.append(f"the examiner failed, which is its fault and not the student's: {trace}")
    return record, pages


def _crashed(task: Task) -> tuple[Record, Pages]:
    from autograder.examiner import crashed  # seldom needed, and slow to import

    return crashed(task)


# ---- the writer --------------------------------------------------------------------------------


class _Out:
    """The folder that results go to: made, locked against a second run, and logged into."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> _Out:
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._lock = os.open(self.path / ".lock", os.O_CREAT | os.O_RDWR, 0o644)
        except OSError as error:
            raise UsageError(f"cannot write to {self.path}: {error.strerror}") from None
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._lock)
            raise UsageError(f"another run is grading into {self.path}: wait for it") from None
        self.journal = Journal(self.path / "journal.db")
        self._handler = logging.FileHandler(self.path / "grade.log", encoding="utf-8")
        self._handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        log.setLevel(logging.INFO)
        log.propagate = False
        log.addHandler(self._handler)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        log.removeHandler(self._handler)
        self._handler.close()
        self.journal.close()
        os.close(self._lock)


class _Writer:
    """Writes pages at once, records in batches, tables at the end."""

    def __init__(self, folder: _Out, book: Book, progress: Callable[[int], None]) -> None:
        self._folder, self._book, self._progress = folder, book, progress
        self._batch: list[Record] = []
        self.taken = 0
        self.unexamined = 0

    def take(self, record: Record, pages: Pages) -> None:
        """Keep a record and what the submission is shown by."""
        # The pages first: a record in the journal says that all of it is there.
        name = record.assignment
        for folder, student, ending in (
            ("feedback", record.student, "html"),
            ("autograded", display_id(record.student), "ipynb"),  # nbgrader looks for the id
        ):
            place = self._folder.path / folder / student / name / f"{name}.{ending}"
            if folder in pages:
                write_atomically(place, pages[folder])
            else:
                place.unlink(missing_ok=True)
        self._batch.append(record)
        self.taken += 1
        self.unexamined += not record.fingerprint
        self._progress(self.taken)
        _log(record)
        if len(self._batch) >= BATCH:
            self._flush()

    def _flush(self) -> None:
        self._folder.journal.put(self._batch)
        self._book.enter(self._batch)
        self._folder.journal.mark_entered(self._batch)
        self._batch = []

    def finish(self) -> None:
        """Enter what is left, also of an earlier run that was cut short, and write the tables."""
        self._flush()
        scores = self._book.scores()
        late: list[Record] = []
        for record, entered in self._folder.journal.records():
            there = (display_id(record.student), record.assignment) in scores
            if not entered or (record.status != "missing" and not there):
                late.append(record)
        for start in range(0, len(late), BATCH):
            self._book.enter(late[start : start + BATCH])
            self._folder.journal.mark_entered(late[start : start + BATCH])
        self._tables()

    def _tables(self) -> None:
        scores, cell_scores = self._book.scores(), self._book.cell_scores()
        grades, cells = io.StringIO(), io.StringIO()
        grade_rows, cell_rows = csv.writer(grades), csv.writer(cells)
        grade_rows.writerow("student_id assignment score max_score status flags".split())
        cell_rows.writerow(
            "student_id assignment cell score max_score outcome misconception message".split()
        )
        for record, _ in self._folder.journal.records():
            student, name = display_id(record.student), record.assignment
            score = _number(scores.get((student, name), record.score))
            limit = _number(record.max_score)
            flags = ";".join(record.flags)
            grade_rows.writerow((student, name, score, limit, record.status, flags))
            for cell in record.cells:
                score = _number(cell_scores.get((student, name, cell.cell), cell.score))
                what = (cell.outcome, cell.misconception, cell.message)
                cell_rows.writerow(
                    (student, name, cell.cell, score, _number(cell.max_score), *what)
                )
        write_atomically(self._folder.path / "cells.csv", cells.getvalue())
        write_atomically(self._folder.path / "grades.csv", grades.getvalue())


def _number(value: float) -> str:
    return f"{round(value, 4):g}"


def _log(record: Record) -> None:
    log.info(
        "%s %s: %s, %s of %s, flags %s, seed %s, %.2f s%s",
        display_id(record.student),
        record.assignment,
        record.status,
        _number(record.score),
        _number(record.max_score),
        ";".join(record.flags) or "none",
        record.seed or "none",
        record.seconds,
        "".join(f"\n    {display_id(note)}" for note in record.notes),
    )
