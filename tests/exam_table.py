"""The table of the exams in `docs/exams.md`: `make exam-table` (some minutes).

What every exam is made of, and how many wrong answers are seen: by our visible tests, by our hidden
exams, and by what other courses show (`visible_checks`). Wrong answers are the named misconceptions
and the automatic mutants of the solutions. Networks are left out: training one has no mutants.
"""

import contextlib
import copy
import io
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import visible_checks
from rich.progress import track
from test_exams import ALL, QUICK, ROOT, SEEDS, cells, held, right_answers, solutions
from test_mutants import mutants

from autograder import checks
from autograder.exam import Check, Exam, Probe

FROZEN = ROOT / "tests/frozen/exams.json"
PAGE = ROOT / "docs/exams.md"
COURSES = ("D2L", "CS231n", "Coursera")

Answer = Callable[..., Any]
Row = dict[str, Any]


def count(assignment: str, exam: Exam) -> Row:
    """Count what an exam is made of, and who sees which wrong answers."""
    row: Row = {
        "assignment": assignment,
        "function": exam.function,
        "checks": len(exam.checks(np.random.default_rng([0]))) + exam.same_again,
        "misconceptions": len(exam.misconceptions),
        "right": len(right_answers(assignment, exam.function)),
    }
    if (assignment, exam) not in QUICK:
        return row
    bare = replace(exam, misconceptions=())  # nobody asks for their names here
    spoilt = [mutant(assignment, exam, each) for each in sources(assignment, exam)]
    killed = [answer for answer in spoilt if fails(bare, answer)]
    known = [each.wrong for each in exam.misconceptions]
    wrong = known + killed
    values = [answer for answer in wrong if fails(plain(bare), answer)]
    row |= {
        "mutants": len(spoilt),
        "killed": len(killed),
        "wrong": len(wrong),
        "exam": sum(fails(bare, answer) for answer in wrong),
        "visible": sum(seen_by_ours(assignment, exam, answer) for answer in wrong),
        "values": len(values),
        "ours": sum(seen_by_ours(assignment, exam, answer) for answer in values),
    }
    for course in COURSES:
        noticed, stopped = (
            [seen_by(course, exam, answer, asserted) for answer in values]
            for asserted in (False, True)
        )
        if None not in noticed:
            row[course] = [sum(noticed), sum(stopped)]
    return row


def sources(assignment: str, exam: Exam) -> list[str]:
    """The mutants of a solution, as sources."""
    return list(mutants(cells(assignment, "solution")[exam.function]).values())


def mutant(assignment: str, exam: Exam, source: str) -> Answer:
    """The function that a spoilt source defines."""
    namespace = dict(solutions(assignment))
    exec(source, namespace)
    return namespace[exam.function]


def plain(exam: Exam) -> Exam:
    """The exam without what only ours asks for: refusals, dtypes, and inputs left alone."""

    def only_values(rng: np.random.Generator) -> list[Check | Probe]:
        return [
            each
            for each in exam.checks(rng)
            if isinstance(each, Check) and not each.raises and not each.dtype
        ]

    return replace(exam, checks=only_values, same_again=False)


def fails(exam: Exam, answer: Answer) -> bool:
    """Whether an answer loses points, with any of a few seeds."""
    with np.errstate(all="ignore"):
        return any(held(exam, copy.deepcopy(answer), seed).share < 1 for seed in SEEDS)


def seen_by_ours(assignment: str, exam: Exam, answer: Answer) -> bool:
    """Whether the visible test of the notebook fails."""
    names = {"compare": checks.compare, "must_raise": checks.must_raise}
    namespace = {**solutions(assignment), **names}
    wrong = copy.deepcopy(answer)

    def answered(*args: Any, **kwargs: Any) -> Any:  # `compare` asks a function for its name
        return wrong(*args, **kwargs)

    answered.__name__ = exam.function
    namespace[exam.function] = answered
    try:
        with contextlib.redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
            exec(cells(assignment, "grade")[exam.cell], namespace)
    except Exception:
        return True
    return False


def seen_by(course: str, exam: Exam, answer: Answer, asserted: bool) -> bool | None:
    """Whether a course shows that an answer is wrong; None when it has no check for it.

    Args:
        course: whose checks.
        exam: the exercise.
        answer: a wrong answer.
        asserted: ask only for what stops the notebook: an assertion that fails, or any exception.
    """
    asked = [
        each
        for each in visible_checks.ALL
        if (each.course, each.function) == (course, exam.function)
    ]
    return any(_seen(each, exam, answer, asserted) for each in asked) if asked else None


def _seen(check: visible_checks.Visible, exam: Exam, answer: Answer, asserted: bool) -> bool:
    try:
        with np.errstate(all="ignore"):
            passes = check.passes(copy.deepcopy(answer), exam.oracle)
    except Exception:
        return True
    return not passes and (check.asserted or not asserted)


# ---- the page ------------------------------------------------------------------------------------


HEAD = """# The exams, in figures

Generated by `make exam-table`; do not edit.

## What they are made of

A *wrong answer* is a named misconception, or a mutant of the solution: one operator, constant,
index, axis or condition changed, automatically. Mutants that are not killed here are no mistakes:
`tests/test_mutants.py` lists each with the reason, and they don't count. Each right answer, however
written, gets full points; each misconception is recognised by its own name (`tests/test_exams.py`).
The exam's column is full because of both: a survivor would fail those tests. The visible
test is the one in the notebook; the hidden exam is held with three seeds.
"""

OTHERS = """
## Beside other courses

The same wrong answers, before the checks that other courses let a student see. To be fair to them,
only answers that return wrong *values* for valid input count here: what fails to refuse nonsense,
changes its input or gets a dtype wrong is ours alone to ask. Each check was written down from its
inputs and its criterion, with its source, in `tests/visible_checks.py`; answers get the arrays in
the layout they are used to. The first number counts answers whose output differs from what the
course shows, for a reader who compares; in brackets, those that stop the notebook: an assertion, or
an exception. CS231n prints relative errors and asserts nothing; D2L prints results.
"""

NONE = """
No visible check in any of the three: {}.
"""


def share(part: int, whole: int) -> str:
    """A count with its percentage."""
    return f"{part} of {whole} ({100 * part / whole:.0f} %)"


def total(rows: list[Row], key: str) -> int:
    """A column's sum."""
    return sum(row.get(key, 0) for row in rows)


def exams_table(rows: list[Row]) -> Iterator[str]:
    """What each exam is made of, and what it and the visible test see."""
    columns = (
        "checks | misconceptions | right answers | mutants killed | visible test sees | exam sees"
    )
    yield f"| function | {columns} |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    quick = [row for row in rows if "mutants" in row]
    for row in rows:
        made = f"{row['checks']} | {row['misconceptions']} | {row['right']}"
        seen = "– | – | –"
        if row in quick:
            seen = f"{row['killed']} of {row['mutants']} | " + " | ".join(
                share(row[by], row["wrong"]) for by in ("visible", "exam")
            )
        yield f"| `{row['function']}` | {made} | {seen} |"
    made = " | ".join(str(total(rows, key)) for key in ("checks", "misconceptions", "right"))
    seen = " | ".join(share(total(rows, by), total(rows, "wrong")) for by in ("visible", "exam"))
    yield f"| all | {made} | {total(rows, 'killed')} of {total(rows, 'mutants')} | {seen} |"


def others_table(rows: list[Row]) -> Iterator[str]:
    """How the checks of other courses do; a sum is over the functions that a course checks."""
    yield "| function | wrong values | our visible test | " + " | ".join(COURSES) + " |"
    yield "|---|--:|--:|" + "--:|" * len(COURSES)
    for row in rows:
        found = [f"{row[each][0]} ({row[each][1]})" if each in row else "none" for each in COURSES]
        cells = [str(row["values"]), str(row["ours"]), *found]
        yield f"| `{row['function']}` | " + " | ".join(cells) + " |"
    for course in COURSES:
        asked = [row for row in rows if course in row]
        noticed, stopped = (sum(row[course][i] for row in asked) for i in range(2))
        values, ours = total(asked, "values"), total(asked, "ours")
        cells = ["" for _ in COURSES]
        cells[COURSES.index(course)] = (
            f"{100 * noticed / values:.0f} % ({100 * stopped / values:.0f} %)"
        )
        yield (
            f"| where {course} checks | {values} | {100 * ours / values:.0f} % | "
            + " | ".join(cells)
            + " |"
        )


def page(rows: list[Row]) -> str:
    """The page in Markdown."""
    asked = [row for row in rows if any(course in row for course in COURSES)]
    rest = ", ".join(f"`{row['function']}`" for row in rows if row not in asked)
    tables = [HEAD, *exams_table(rows), OTHERS, *others_table(asked), NONE.format(rest)]
    return "\n".join(tables)


def main() -> None:
    """Count, and write the page."""
    checks._draw = lambda *_: None  # nobody looks at the pictures
    rows = [count(*each) for each in track(ALL, "wrong answers", console=None)]
    FROZEN.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(rows), encoding="utf-8")
    print(f"{PAGE.relative_to(Path.cwd())} is written")


if __name__ == "__main__":
    sys.exit(main())
