"""Examine one submission: run its cells in the sandbox, hold the exams outside, return a record.

This is what a worker process does; it opens no gradebook and writes no file. A loop or crash costs
the exercise that needs it: the student's process is forked anew, the cells are replayed, and it
goes on.
"""

from __future__ import annotations

import hashlib
import itertools
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from autograder import course, feedback, graded, scan, submission, worker
from autograder.comparison import text
from autograder.course import Assignment, CourseCell
from autograder.exam import Exam, Limits, Lost, Reply, Result, Value, hold
from autograder.records import CellRecord, Pages, Record, ShownCell, Task
from autograder.sandbox import Sandbox, SandboxedStudent, SandboxUnavailable
from autograder.submission import Step, Submission, Unreadable

MAX_SHOWN = 10 * 2**20  # characters of output kept of a submission


def examine(task: Task) -> tuple[Record, Pages]:
    """Grade one submission; its record, and what it is shown by.

    Raises:
        SandboxUnavailable: this machine cannot run student code. Nothing that was handed in raises.
    """
    record = grade(task)
    pages = _pages(task, record)
    cells = [replace(cell, example=None, answer="") for cell in record.cells]
    return replace(record, cells=cells, shown=[]), pages


def crashed(task: Task) -> tuple[Record, Pages]:
    """What stands for a submission that took a worker down, twice."""
    record = _unmarked(task, course.load(task.assignment), "graded")
    record.flags = ["crashed"]
    for cell in record.cells:
        cell.outcome = "crashed"
    return record, _pages(task, record)


def _pages(task: Task, record: Record) -> Pages:
    pages = {"feedback": feedback.render(record, task.book)}
    if record.status != "missing":
        pages["autograded"] = graded.graded_text(task.content, record)
    return pages


def grade(task: Task) -> Record:
    """Grade one submission, in a sandbox that is made anew when it breaks."""
    began = time.monotonic()
    assignment = course.load(task.assignment)
    if task.content is None:
        record = _unmarked(task, assignment, "unreadable" if task.problem else "missing")
        record.notes = [task.problem] if task.problem else []
        return record
    try:
        read = submission.read(task.content, assignment)
    except Unreadable as reason:
        record = _unmarked(task, assignment, "unreadable")
        record.notes = [str(reason)]
        return record
    try:
        record = _examined(task, assignment, read)
    except SandboxUnavailable:
        record = _second_try(task, assignment, read)
    record.seconds = time.monotonic() - began
    return record


def _second_try(task: Task, assignment: Assignment, read: Submission) -> Record:
    """In a new sandbox: whatever broke the first, it had other submissions before.

    Raises:
        SandboxUnavailable: not even a new sandbox starts. One that breaks again is the submission's
            doing, and ends nobody else's grading.
    """
    with worker.sandbox(task.jailed):
        pass
    try:
        return _examined(task, assignment, read)
    except SandboxUnavailable:
        return crashed(task)[0]


def _unmarked(task: Task, assignment: Assignment, status: str) -> Record:
    cells = [CellRecord(cell.grade_id, 0.0, cell.points, "missing") for cell in assignment.tests]
    return Record(
        task.student, task.assignment, task.fingerprint, status, assignment.max_score, cells=cells
    )


def _examined(task: Task, assignment: Assignment, read: Submission) -> Record:
    suspicious = scan.suspicious(scan.Code(read.code("answer", "own")))
    code = scan.Code(read.code("locked", "answer", "own"))  # `np` is imported in a locked cell
    with worker.sandbox(task.jailed) as sandbox:
        session = _Session(sandbox, assignment, read, task.seed, code)
        session.work()
    flags = session.flags
    flags |= {"edited"} if read.edited else set()
    flags |= {"suspicious"} if suspicious else set()
    answers = _answers(read)
    cells = []
    for cell in assignment.tests:
        exam = assignment.exam(cell.grade_id)
        result = session.results[cell.grade_id]
        refused = scan.refused_call(code, exam.functions, result.given)
        if refused:
            result = _refused(refused, read.language)
        answer = "\n\n".join(answers[name] for name in exam.functions if name in answers)
        cells.append(_cell_record(cell, result, answer))
    return Record(
        student=task.student,
        assignment=task.assignment,
        fingerprint=task.fingerprint,
        status="graded",
        max_score=assignment.max_score,
        flags=sorted(flags),
        cells=cells,
        language=read.language,
        seed=task.seed,
        notes=read.notes + suspicious,
        shown=session.shown,
    )


def _answers(read: Submission) -> dict[str, str]:
    return {step.grade_id: step.source for step in read.steps if step.kind == "answer"}


def _refused(path: str, language: str) -> Result:
    message = text(
        f"{path} does what the exercise is about: write it yourself",
        f"{path} 做的正是这道题要你写的事：请自己写",
        language,
    )
    return Result(outcome="failed", message=message)


def _cell_record(cell: CourseCell, result: Result, answer: str) -> CellRecord:
    return CellRecord(
        cell=cell.grade_id,
        score=round(cell.points * result.share, 4),
        max_score=cell.points,
        outcome=result.outcome,
        misconception=result.misconception,
        hint=result.hint,
        link=result.link,
        message=_one_line(result.message),
        checks=result.checks,
        example=result.example,
        answer=answer,
        given=list(result.given),
    )


def _one_line(message: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in " ".join(message.split()))[
        :500
    ]


# ---- one submission ----------------------------------------------------------------------------


@dataclass
class _Session:
    """The run of one notebook: its student process, replayed when it is lost."""

    sandbox: Sandbox
    assignment: Assignment
    read: Submission
    seed: str
    code: scan.Code
    results: dict[str, Result] = field(default_factory=dict)
    shown: list[ShownCell] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)
    _student: SandboxedStudent | None = None
    _harmful: dict[int, str] = field(default_factory=dict)  # steps that are not replayed, and why
    _errors: dict[str, str] = field(default_factory=dict)  # answer cell -> what ended it
    _done: int = 0  # steps taken
    _left: int = MAX_SHOWN
    _used: frozenset[str] = frozenset()  # the names that the student's cells look up

    def work(self) -> None:
        """Take every step, and hold every exam once."""
        theirs = (step for step in self.read.steps if step.kind in ("answer", "own"))
        self._used = frozenset().union(*(scan.used(step.source) for step in theirs))
        limits = [exam.limits for exam in self.assignment.exams]
        self.limits = Limits(
            submission=max(each.submission for each in limits),
            cell=max(each.cell for each in limits),
        )
        self.deadline = time.monotonic() + self.limits.submission
        try:
            postponed = [
                step for number, step in enumerate(self.read.steps) if self._take(number, step)
            ]
            for step in postponed:
                self._examine(step, last=True)
        finally:
            self._end()

    def _take(self, number: int, step: Step) -> bool:
        """Take one step of the notebook; whether it is a test that must wait for its function."""
        waits = False
        if step.kind == "test":
            waits = self._comes_later(number, step) or not self._examine(step, last=False)
        if step.kind != "test" or self._runs_after(step):
            self._run(number, step)
        self._done = number + 1
        return waits

    def _comes_later(self, number: int, step: Step) -> bool:
        """Whether an answer that this test needs stands behind it: moved there, or once more."""
        needed = self.assignment.exam(step.grade_id).functions
        behind = self.read.steps[number + 1 :]
        return any(each.kind == "answer" and each.grade_id in needed for each in behind)

    def _runs_after(self, step: Step) -> bool:
        """Whether a visible test runs: where the student's cells use a name that it defines."""
        if self._used.isdisjoint(_defined(step.source)):
            return False
        result = self.results.get(step.grade_id)
        return result is not None and result.outcome not in ("timeout", "crashed")

    def _run(self, number: int, step: Step) -> None:
        try:
            student = self._present()
            student.limits = self.limits
            student.deadline = self.deadline
            answer = student.run(step.source)
            error = ": ".join(
                filter(None, (*_first(answer.get("error")), str(answer.get("detail", ""))))
            )
        except Lost as lost:
            answer, error = {}, lost.reason
            self._harmful[number] = lost.reason
            self._end()
        if step.kind == "answer":
            self._errors.pop(step.grade_id, None)
            if error:
                self._errors[step.grade_id] = error
        if step.kind in ("answer", "own"):
            self._show(step, answer.get("outputs", ()), error)

    def _show(self, step: Step, outputs: object, error: str) -> None:
        kept = []
        for each in outputs if isinstance(outputs, tuple) else ():
            size = len(str(each)) if isinstance(each, dict) else self._left + 1
            if size > self._left:
                self.flags.add("output")
                continue
            self._left -= size
            kept.append(each)
        self.shown.append(ShownCell(step.source, kept, _one_line(error)))

    def _present(self) -> SandboxedStudent:
        """The student's process, forked and brought to this place of the notebook if need be.

        Raises:
            Lost: a cell that ran before does not run again, or the submission's time is up.
        """
        if time.monotonic() > self.deadline:
            raise Lost("timeout")
        if self._student is None:
            self._student = self.sandbox.student()
            self._student.deadline = self.deadline
            self._student.lay(self.assignment.helpers[self.read.language])
            for number, step in enumerate(self.read.steps[: self._done]):
                if number in self._harmful or (step.kind == "test" and not self._runs_after(step)):
                    continue
                try:
                    self._student.limits = self.limits
                    self._student.run(step.source)
                except Lost as lost:  # it ran the first time: a cell that differs each time
                    self._harmful[number] = lost.reason
                    self._end()
                    return self._present()
        return self._student

    def _examine(self, step: Step, *, last: bool) -> bool:
        """Hold the exam of a test cell; False when its functions are not there yet."""
        exam = self.assignment.exam(step.grade_id)
        try:
            if not self._ready(exam).has(exam.functions):
                if last:
                    self.results[step.grade_id] = self._absent(exam.functions)
                return False
            result = self._helped(exam, self._held(exam))
        except Lost as lost:
            outcome = "timeout" if lost.reason == "timeout" else "crashed"
            message = text(
                f"the notebook was stopped: {lost.reason}",
                f"整份作业被中止：{lost.reason}",
                self.read.language,
            )
            if time.monotonic() > self.deadline:
                message = text(
                    "the notebook's time was up", "整份作业的时间用完了", self.read.language
                )
            result = Result(outcome=outcome, message=message, flags={lost.reason})
        self.results[step.grade_id] = result
        self.flags |= result.flags
        return True

    def _ready(self, exam: Exam) -> SandboxedStudent:
        student = self._present()
        student.limits = exam.limits
        student.deadline = min(self.deadline, time.monotonic() + exam.limits.exercise)
        return student

    def _held(self, exam: Exam, given: tuple[str, ...] = ()) -> Result:
        """Hold an exam, with right functions in the place of those that are `given`."""
        student = self._ready(exam)
        student.give(given, self._right_answer)
        seed = _numbers(self.seed, exam.cell)
        try:
            result = hold(exam, student, seed, self.read.language)
        finally:
            student.give((), self._right_answer)
            if student.lost:
                self._end()
        return replace(result, given=given)

    def _helped(self, exam: Exam, own: Result) -> Result:
        """What an answer earns when a mistake in an earlier exercise costs it nothing.

        Held once more, with right functions where the student's are not: the better of the two
        counts, for whoever builds on a convention of their own must not lose by it. Of two that are
        alike the second tells more: what goes wrong there is this answer's own mistake.
        """
        weak = self._weak(exam, own)
        if not weak:
            return own
        try:
            worker.assistant(self.sandbox).prepare(self.assignment)
            helped = self._held(exam, weak)
        except Lost:  # no time is left for it
            return own
        if self._refused(exam):
            return helped
        return max(helped, own, key=lambda each: (each.share, bool(each.misconception)))

    def _right_answer(
        self, function: str, args: tuple[Value, ...], kwargs: Mapping[str, Value], seconds: float
    ) -> Reply:
        assistant = worker.assistant(self.sandbox)
        return assistant.answer(self.assignment, function, args, kwargs, seconds)

    def _weak(self, exam: Exam, result: Result) -> tuple[str, ...]:
        """The earlier functions, not right, that an answer builds on which is not right either."""
        if result.outcome == "passed" and not self._refused(exam):
            return ()
        earlier = itertools.takewhile(lambda each: each is not exam, self.assignment.exams)
        wrong = {name for each in earlier for name in each.functions if not self._is_right(each)}
        return tuple(sorted(wrong & scan.reached(self.code, exam.functions))) if wrong else ()

    def _is_right(self, exam: Exam) -> bool:
        result = self.results.get(exam.cell)
        return result is not None and result.outcome == "passed" and not self._refused(exam)

    def _refused(self, exam: Exam) -> bool:
        return bool(scan.refused_call(self.code, exam.functions))

    def _absent(self, functions: Sequence[str]) -> Result:
        """The result of an exercise whose function is not there, after the last cell."""
        language = self.read.language
        for name in functions:
            error = self._errors.get(name, "")
            if error in ("timeout", "crashed", "memory", "processes", "output"):
                outcome = "timeout" if error == "timeout" else "crashed"
                message = text(
                    f"the cell of {name} was stopped: {error}",
                    f"{name} 所在的单元格被中止：{error}",
                    language,
                )
                return Result(outcome=outcome, message=message)
            if error:
                message = text(
                    f"the cell of {name} does not run: {error}",
                    f"{name} 所在的单元格运行出错：{error}",
                    language,
                )
                return Result(outcome="error", message=message)
        named = ", ".join(functions)
        message = text(f"{named} is not defined", f"没有定义 {named}", language)
        return Result(outcome="missing", message=message)

    def _end(self) -> None:
        if self._student is not None:
            self.flags |= self._student.flags
            self._student.end()
            self._student = None


_defined = cache(scan.defined)  # the course's few tests, again and again


def _first(names: object) -> tuple[str, ...]:
    return names[:1] if isinstance(names, tuple) else ()


def _numbers(seed: str, cell: str) -> list[int]:
    """The seed of one exam, from the submission's, so that no exam depends on another's draws."""
    digest = hashlib.sha256(f"{seed}/{cell}".encode()).digest()
    return [int.from_bytes(digest[i : i + 4], "big") for i in range(0, 32, 4)]
