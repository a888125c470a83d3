"""What an exam is made of, and how one is held.

An exam asks a student's function questions (`Case`), compares the answers with an oracle, and turns
what it saw into points, an outcome, a message and, where the answers fit one, the name of a known
misconception. It never runs student code: a `Student` does, and only values come back.
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from autograder.comparison import coarsest, difference, text
from autograder.protocol import contents

Text = Mapping[str, str]  # {"en": ..., "zh": ...}
Value = Any  # a number, an array, None, or a tuple or dict of values: what `protocol` can carry


@dataclass(frozen=True)
class Limits:
    """Wall-clock limits in seconds; an exam may set its own."""

    cell: float = 10.0
    call: float = 5.0
    exercise: float = 15.0
    submission: float = 120.0


@dataclass(frozen=True)
class Case:
    """One question: the arguments of one call. Make it with `case(...)`."""

    args: tuple[Value, ...]
    kwargs: Mapping[str, Value] = field(default_factory=dict)


def case(*args: Value, **kwargs: Value) -> Case:
    """The call `f(*args, **kwargs)` as a question."""
    return Case(args, kwargs)


@dataclass(frozen=True)
class Check:
    """A property of the answer and the cases that show it; it passes when every case does.

    Attributes:
        about: what is looked at, in words a student reads ("kernels that are not square").
        cases: the questions.
        weight: its share of the points, relative to the other checks.
        dtype: whether the result's dtype counts too (any integer type serves for an integer one).
        raises: whether every case must raise ValueError. Such a check earns nothing until a value
            check passes.
        part: which item of a returned tuple is looked at, if not all of it.
    """

    about: Text
    cases: Sequence[Case]
    weight: float = 1.0
    dtype: bool = False
    raises: bool = False
    part: int | None = None


@dataclass(frozen=True)
class Verdict:
    """What a probe found: the share of its points that is earned (0 to 1), and why not all.

    `misconception` is the one that the probe recognised itself, since it alone saw the answers.
    """

    share: float
    message: Text | None = None
    misconception: Misconception | None = None


@dataclass(frozen=True)
class Probe:
    """A check that is no list of cases, but calls the student's functions itself: a race, say.

    `run(call)` gets `call(function, *args, **kwargs)`, which returns the answer or raises
    `StudentError`.
    """

    about: Text
    run: Callable[[Callable[..., Value]], Verdict]
    weight: float = 1.0


@dataclass(frozen=True)
class Misconception:
    """A known wrong way: `wrong` answers as someone who holds it would.

    Attributes:
        name: short, in English, with hyphens (`flipped-kernel`).
        wrong: the wrong implementation, with the function's own signature.
        hint: explains the idea that went wrong without giving the answer.
        link: the chapter's section, as `chapter.html#anchor`.
    """

    name: str
    wrong: Callable[..., Value]
    hint: Text
    link: str = ""


@dataclass(frozen=True)
class Exam:
    """The hidden exam of one exercise.

    Attributes:
        function: the student's function that is asked.
        oracle: the truth, written independently of the solution (SciPy, enumeration, ...).
        checks: the exam's checks, drawn anew from a seeded generator.
        misconceptions: known wrong ways, the more specific first.
        needs: every function that the student must define for it (`train` and `predict`).
        same_again: whether calls must be pure (inputs unchanged, no views, same answer twice); adds
            a check.
        tolerance: largest error relative to the largest expected value, if not the default of the
            dtype.
    """

    function: str
    oracle: Callable[..., Value]
    checks: Callable[[np.random.Generator], Sequence[Check | Probe]]
    misconceptions: Sequence[Misconception] = ()
    needs: tuple[str, ...] = ()
    same_again: bool = True
    tolerance: float | None = None
    limits: Limits = Limits()

    @property
    def cell(self) -> str:
        """The grade_id of the cell that grades it."""
        return f"test_{(self.needs or (self.function,))[0]}"

    @property
    def functions(self) -> tuple[str, ...]:
        """The functions (and grade_ids of the answer cells) that it needs."""
        return self.needs or (self.function,)


@dataclass
class Reply:
    """What came back from one call.

    Attributes:
        value: the returned value; meaningless where `error` is set.
        error: the exception's class names, the most derived first; empty where a value came back.
        detail: the exception's message, or why the value was refused.
        changed: whether the call changed its arguments.
        view: whether the result shares memory with an argument.
    """

    value: Value = None
    error: tuple[str, ...] = ()
    detail: str = ""
    changed: bool = False
    view: bool = False


class StudentError(Exception):
    """The student's function raised, or returned what is no value."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.detail)
        self.reply = reply


class Lost(Exception):  # noqa: N818 - the process is lost; nobody's error
    """The student's process is gone or was ended, for a `reason`: timeout, crashed, memory."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Student(Protocol):
    """Whoever answers: a sandboxed process when grading, a namespace in the tests of exams."""

    def call(self, function: str, args: tuple[Value, ...], kwargs: Mapping[str, Value]) -> Reply:
        """Call one function of the student; raises `Lost`."""

    def answers(self, function: str, cases: Sequence[Case]) -> Iterator[Reply]:
        """The answers to these questions, one after the other; may raise `Lost` at any of them."""


class LocalStudent:
    """Answers from functions of this very process: for solutions and misconceptions only."""

    def __init__(self, functions: Mapping[str, Callable[..., Value]]) -> None:
        self.functions = functions

    def call(self, function: str, args: tuple[Value, ...], kwargs: Mapping[str, Value]) -> Reply:
        """Call `function` with copies of the arguments."""
        args, kwargs = _copied((args, dict(kwargs)))
        before = contents((args, kwargs))
        try:
            value = self.functions[function](*args, **kwargs)
        except Exception as error:
            names = tuple(kind.__name__ for kind in type(error).__mro__[:-2])
            return Reply(error=names, detail=str(error))
        arrays = [each for each in (*args, *kwargs.values()) if isinstance(each, np.ndarray)]
        results = value if isinstance(value, tuple) else (value,)
        view = any(
            isinstance(result, np.ndarray) and np.may_share_memory(result, array)
            for result in results
            for array in arrays
        )
        changed = contents((args, kwargs)) != before
        return Reply(value=_copied(value), changed=changed, view=view)

    def answers(self, function: str, cases: Sequence[Case]) -> Iterator[Reply]:
        """Call `function` for each case."""
        return (self.call(function, each.args, each.kwargs) for each in cases)


def _copied(value: Value) -> Value:
    """A deep copy of what an exam deals with; `copy.deepcopy` takes ten times as long."""
    if isinstance(value, np.ndarray):
        return value.copy(order="K")
    if isinstance(value, tuple | list):
        return type(value)(map(_copied, value))
    if isinstance(value, dict):
        return {key: _copied(each) for key, each in value.items()}
    return value


@dataclass
class CheckResult:
    """One check of the exam as the student may read it."""

    about: str
    passed: bool
    message: str = ""


@dataclass
class Example:
    """The first case that went wrong: what was asked, what is right, what came back."""

    function: str
    args: tuple[Value, ...]
    kwargs: Mapping[str, Value]
    expected: Value
    got: Value


@dataclass
class Result:
    """What an exam found. `share` of the points is earned, 0 to 1."""

    share: float = 0.0
    outcome: str = "missing"  # passed, partial, failed, error, timeout, crashed, missing
    misconception: str = ""
    hint: str = ""
    link: str = ""
    message: str = ""
    checks: list[CheckResult] = field(default_factory=list)
    example: Example | None = None
    flags: set[str] = field(default_factory=set)
    given: tuple[str, ...] = ()  # earlier exercises' functions that were not the student's own


@dataclass
class _Seen:
    """One case, the truth (or ValueError) and what the student answered."""

    case: Case
    check: Check
    expected: Value
    reply: Reply
    wrong: str  # why it is wrong, in the student's language; "" when right


NOT_WRITTEN = ("not written yet", "还没有写")
VALUE_ERROR = object()  # stands for "must raise ValueError" among the expected values


def hold(exam: Exam, student: Student, seed: Sequence[int], language: str) -> Result:
    """Hold `exam` with `student` on inputs drawn from `seed`; the same seed asks the same.

    Never raises for what the student's functions do: a lost process ends the exam, and what
    passed until then counts.
    """
    checks = list(exam.checks(np.random.default_rng(seed)))
    answers = _Answers(exam, student, checks)
    results: list[CheckResult] = []
    seen: list[_Seen] = []
    earned: list[tuple[Check | Probe, float]] = []
    lost, told = "", None  # why the student's process is gone; what a probe recognised
    raised: list[bool] = []  # whether a probe ended with an exception of the student's
    for check in checks:
        if lost:
            passed, message = 0.0, text("not reached", "没有检查到", language)
        else:
            try:
                if isinstance(check, Probe):
                    passed, message, named, error = _run_probe(check, student, language)
                    told = told or named
                    raised.append(error)
                else:
                    fresh = list(_ask(exam, check, answers.of(check), language))
                    seen += fresh
                    message = next((each.wrong for each in fresh if each.wrong), "")
                    passed = float(not message)
            except Lost as reason:
                lost = reason.reason
                passed, message = 0.0, _lost_message(lost, exam, language)
        earned.append((check, passed))
        results.append(CheckResult(check.about[language], passed >= 1, message))
    if exam.same_again and seen:
        message = "" if lost else _impurity(exam, student, seen, language)
        if lost:
            message = text("not reached", "没有检查到", language)
        pure = Check(PURE, ())
        earned.append((pure, float(not message)))
        results.append(CheckResult(PURE[language], not message, message))
    return _sum_up(exam, results, earned, seen, lost, told, raised, language)


PURE: Text = {
    "en": "inputs stay as they were, the result is new, and the same question gets the same answer",
    "zh": "输入保持原样，结果是新数组，同样的问题得到同样的答案",
}


class _Answers:
    """Asks the questions of neighbouring checks in one go: every turn of talk costs time.

    The truth is worked out before the first answer is read, while the student's process works too.
    """

    def __init__(self, exam: Exam, student: Student, checks: Sequence[Check | Probe]) -> None:
        self._exam, self._student, self._checks = exam, student, checks
        self._running: Iterator[tuple[Value, Reply]] = iter(())
        self._asked = 0  # checks whose questions have been asked

    def of(self, check: Check) -> Iterator[tuple[Value, Reply]]:
        """The truth and the answers to one check's questions; checks must come in their order."""
        here = next(i for i, each in enumerate(self._checks) if each is check)
        if here >= self._asked:
            run: list[Check] = []
            for each in self._checks[here:]:
                if isinstance(each, Probe):
                    break
                run.append(each)
            cases = [case for each in run for case in each.cases]
            replies = self._student.answers(self._exam.function, cases)
            truths = [_truth(self._exam, each, case) for each in run for case in each.cases]
            self._running = zip(truths, replies, strict=True)
            self._asked = here + len(run)
        return itertools.islice(self._running, len(check.cases))


def _truth(exam: Exam, check: Check, case: Case) -> Value:
    if check.raises:
        return VALUE_ERROR
    return exam.oracle(*_copied(case.args), **_copied(dict(case.kwargs)))


def _ask(
    exam: Exam, check: Check, answers: Iterator[tuple[Value, Reply]], language: str
) -> Iterator[_Seen]:
    for each, (expected, reply) in zip(check.cases, answers, strict=True):
        if check.raises:
            wrong = _not_refused(reply, language)
        else:
            wrong = _error_message(reply, language) or difference(
                *_looked_at(check, expected, reply.value),
                language,
                dtype=check.dtype,
                tolerance=_tolerance(exam, each, expected, reply.value),
            )
        yield _Seen(each, check, expected, reply, wrong)


def _looked_at(check: Check, expected: Value, got: Value) -> tuple[Value, Value]:
    """The part of two answers that a check is about; all of them where they are not alike."""
    alike = isinstance(got, tuple | list) and isinstance(expected, tuple | list)
    if check.part is None or not alike or len(got) != len(expected):
        return expected, got
    return expected[check.part], got[check.part]


def _tolerance(exam: Exam, case: Case, *values: Value) -> float:
    """The exam's, or that of the coarsest dtype in question and answers.

    A float64 result of float32 inputs may have been computed in float32: NumPy's FFT does so.
    """
    if exam.tolerance is not None:
        return exam.tolerance
    return coarsest(*values, *case.args, *case.kwargs.values())


def _not_refused(reply: Reply, language: str) -> str:
    if "ValueError" in reply.error:
        return ""
    if reply.error:
        return text(
            f"a ValueError is expected here, {reply.error[0]} was raised",
            f"这里应当抛出 ValueError，实际抛出的是 {reply.error[0]}",
            language,
        )
    return text(
        "a ValueError is expected here, nothing was raised",
        "这里应当抛出 ValueError，实际没有抛出异常",
        language,
    )


def _error_message(reply: Reply, language: str) -> str:
    if not reply.error:
        return ""
    if "NotImplementedError" in reply.error:
        return text(*NOT_WRITTEN, language)
    detail = f"{reply.error[0]}: {reply.detail}".rstrip(": ")
    return text(f"raised {detail}", f"抛出了 {detail}", language)


def _run_probe(
    probe: Probe, student: Student, language: str
) -> tuple[float, str, Misconception | None, bool]:
    """The share that is earned, the message, what was recognised, whether an exception ended it."""

    def call(function: str, *args: Value, **kwargs: Value) -> Value:
        reply = student.call(function, args, kwargs)
        if reply.error:
            raise StudentError(reply)
        return reply.value

    try:
        verdict = probe.run(call)
    except StudentError as error:
        return 0.0, _error_message(error.reply, language), None, True
    message = verdict.message[language] if verdict.message else ""
    return verdict.share, message, verdict.misconception, False


def _impurity(exam: Exam, student: Student, seen: list[_Seen], language: str) -> str:
    """Why the function is not pure, or "" when nothing speaks against it."""
    asked = [each for each in seen if each.expected is not VALUE_ERROR]
    if any(each.reply.changed for each in asked):
        return text("the function changes its input", "函数改动了它的输入", language)
    if any(each.reply.view for each in asked):
        return text(
            "the result is a view of an input: changing one changes the other",
            "结果是输入的视图：改动其中一个，另一个也会变",
            language,
        )
    for first in asked[:1]:
        try:
            again = student.call(exam.function, first.case.args, first.case.kwargs)
        except Lost as lost:
            return _lost_message(lost.reason, exam, language)
        same = again.error == first.reply.error and not difference(
            first.reply.value, again.value, "en", dtype=True
        )
        if not same:
            return text(
                "the same question got another answer the second time",
                "同样的问题第二次得到了不同的答案",
                language,
            )
    return ""


def _lost_message(reason: str, exam: Exam, language: str) -> str:
    seconds = f"{exam.limits.call:g}"
    messages = {
        "timeout": (
            f"no answer within {seconds} s: an endless loop?",
            f"{seconds} 秒内没有答案：死循环？",
        ),
        "memory": ("stopped: more memory than allowed", "已停止：内存超出限额"),
        "processes": ("stopped: more processes than allowed", "已停止：进程数超出限额"),
        "output": ("stopped: more output than allowed", "已停止：输出超出限额"),
    }
    return text(*messages.get(reason, ("the process crashed", "进程崩溃了")), language)


def _sum_up(
    exam: Exam,
    results: list[CheckResult],
    earned: list[tuple[Check | Probe, float]],
    seen: list[_Seen],
    lost: str,
    told: Misconception | None,
    raised: list[bool],
    language: str,
) -> Result:
    is_value = [
        check.about is not PURE and not getattr(check, "raises", False) for check, _ in earned
    ]
    any_value = any(share > 0 for (_, share), value in zip(earned, is_value, strict=True) if value)
    total = sum(check.weight for check, _ in earned)
    share = sum(check.weight * share for check, share in earned) / total if any_value else 0.0
    result = Result(share=share, checks=results)
    if lost:
        result.flags.add(lost)
    if share >= 1:
        result.share, result.outcome = 1.0, "passed"
        return result
    result.outcome = _outcome(share, lost, seen, raised)
    if seen and all("NotImplementedError" in each.reply.error for each in seen):
        result.message, result.checks = text(*NOT_WRITTEN, language), []
        return result
    failed = next(each for each in results if not each.passed)
    parts = (failed.about, failed.message)
    result.message = text("{}: {}", "{}：{}", language).format(*parts)
    wrong = next((each for each in seen if each.wrong), None)
    if wrong and not wrong.reply.error and wrong.expected is not VALUE_ERROR:
        shown = _looked_at(wrong.check, wrong.expected, wrong.reply.value)
        result.example = Example(exam.function, wrong.case.args, wrong.case.kwargs, *shown)
    named = recognise(exam, seen) or told
    if named:
        result.misconception, result.hint, result.link = (
            named.name,
            named.hint[language],
            named.link,
        )
    return result


def _outcome(share: float, lost: str, seen: list[_Seen], raised: list[bool]) -> str:
    if lost:
        return "timeout" if lost == "timeout" else "crashed"
    if share > 0:
        return "partial"
    errors = [bool(each.reply.error) for each in seen if each.expected is not VALUE_ERROR] + raised
    return "error" if errors and all(errors) else "failed"


def recognise(exam: Exam, seen: Sequence[_Seen]) -> Misconception | None:
    """The misconception that fits: where it goes wrong, the student went wrong the same way."""
    right = [_is_right(exam, each, each.reply) for each in seen]
    return next((each for each in exam.misconceptions if _fits(exam, each, seen, right)), None)


def _fits(
    exam: Exam, candidate: Misconception, seen: Sequence[_Seen], right: Sequence[bool]
) -> bool:
    # A copy, so that a misconception that keeps state starts anew.
    wrong = LocalStudent({exam.function: copy.deepcopy(candidate.wrong)})
    best, agrees, wrong_elsewhere = 4, False, False
    for each, is_right in zip(seen, right, strict=True):
        reply = wrong.call(exam.function, each.case.args, each.case.kwargs)
        strength = _strength(each, reply)
        if _is_right(exam, each, reply):
            wrong_elsewhere |= bool(each.wrong) and strength == 0
        elif strength <= best:
            # 3 and 3.0 are the same number, and only one of them is a size.
            alike = not is_right and _same_mistake(exam, each, reply)
            agrees = alike and (agrees or strength < best)
            best = strength
            if best == 0 and not agrees:
                return False
    # What is no mistake of plain values cannot be behind plain values that are wrong.
    return agrees and not (best and wrong_elsewhere)


def _strength(seen: _Seen, reply: Reply) -> int:
    """How much a misconception's mistake tells; 0 tells most, and only the most telling count.

    Whoever flips the kernel may truncate besides, fail in another way where the flip makes it fail,
    and may or may not refuse what is too large: plain values speak first.
    """
    if seen.expected is VALUE_ERROR:
        return 3
    if reply.error:
        return 2
    return int(seen.check.dtype)


def _is_right(exam: Exam, seen: _Seen, reply: Reply) -> bool:
    if seen.expected is VALUE_ERROR:
        return "ValueError" in reply.error
    return not (
        reply.error
        or reply.view
        or _differ(exam, seen, seen.expected, reply.value)
        or reply.changed
    )


def _differ(exam: Exam, seen: _Seen, expected: Value, got: Value) -> str:
    return difference(
        *_looked_at(seen.check, expected, got),
        "en",
        dtype=seen.check.dtype,
        tolerance=_tolerance(exam, seen.case, expected, got),
    )


def _same_mistake(exam: Exam, seen: _Seen, reply: Reply) -> bool:
    student = seen.reply
    if student.error or reply.error:
        return student.error[:1] == reply.error[:1]
    return (
        student.changed == reply.changed
        and student.view == reply.view
        and not _differ(exam, seen, reply.value, student.value)
    )
