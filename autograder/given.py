"""Right answers to earlier exercises, for answers that call one of their own: what an exam gives.

A wrong `corr2d` must not cost the points of `conv_layer` that calls it. The course's solutions run
in the sandbox, in a process as jailed as a student's and apart from any: what they are asked comes
from student code, and may be as large or as endless as it likes.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping

from autograder import SOLUTIONS
from autograder.course import Assignment
from autograder.exam import Limits, Lost, Reply, Value
from autograder.sandbox import Sandbox, SandboxedStudent, SandboxUnavailable

_CELL = re.compile(
    r"^```\{code-cell\} python\n:nbgrader: \{grade_id: (\w+),[^\n]*\}\n\n(.*?)^```$", re.M | re.S
)


class Assistant:
    """Answers as the course's solutions do."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._process: SandboxedStudent | None = None
        self._assignment = ""

    def answer(
        self,
        assignment: Assignment,
        function: str,
        args: tuple[Value, ...],
        kwargs: Mapping[str, Value],
        seconds: float,
    ) -> Reply:
        """The right answer of one of the assignment's functions, in so many seconds.

        Raises:
            SandboxUnavailable: the container broke.
        """
        try:
            process = self.prepare(assignment)
            process.limits = Limits(call=max(0.0, seconds))
            return process.call(function, args, kwargs)
        except Lost as lost:
            return Reply(error=("RuntimeError",), detail=f"{function}: {lost.reason}")

    def prepare(self, assignment: Assignment) -> SandboxedStudent:
        """Be ready for questions about an assignment, while nobody waits for an answer."""
        if self._process is None or self._process.lost or self._assignment != assignment.name:
            if self._process is not None:
                self._process.end()
            self._process, self._assignment = self._sandbox.student(), assignment.name
            self._process.lay(assignment.helpers["en"])
            for source in solution(assignment):
                self._process.run(source)
        return self._process

    def close(self) -> None:
        """End its process."""
        if self._process is not None:
            with contextlib.suppress(SandboxUnavailable):
                self._process.end()
            self._process = None


def solution(assignment: Assignment) -> list[str]:
    """The code that answers an assignment: what is locked in it, and the solutions."""
    text = (SOLUTIONS / f"{assignment.name}.md").read_text(encoding="utf-8")
    answers = dict(_CELL.findall(text))
    return [
        answers[cell.grade_id]
        for cell in assignment.cells
        if cell.kind != "test" and cell.cell_type == "code"
    ]
