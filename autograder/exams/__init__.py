"""The hidden exams, one module an assignment."""

from importlib import import_module
from pathlib import Path

from autograder.exam import Exam

_HERE = Path(__file__).parent
_COURSE = (
    "dense_to_conv",
    "cross_correlation",
    "padding_stride",
    "channels",
    "learning",
    "fast_convolution",
    "digits",
)

#: The assignments that can be graded, in the course's order: those with an exam and a source.
ASSIGNMENTS: tuple[str, ...] = tuple(
    name
    for name in _COURSE
    if (_HERE / f"{name}.py").exists() and (_HERE.parents[1] / "solutions" / f"{name}.md").exists()
)


def load(assignment: str) -> tuple[Exam, ...]:
    """Import the exams of one assignment, in the order of its exercises.

    Raises:
        KeyError: there is no such assignment.
    """
    if assignment not in ASSIGNMENTS:
        raise KeyError(assignment)
    exams: tuple[Exam, ...] = import_module(f"autograder.exams.{assignment}").EXAMS
    return exams
