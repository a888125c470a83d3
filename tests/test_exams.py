"""The hidden exams: right answers pass however written, wrong ones never, and are told why."""

import copy
import importlib
import pickle
import re
import types
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from myst_nb.core.read import read_myst_markdown_notebook

from autograder import bilingual, exams
from autograder.comparison import difference
from autograder.exam import Check, LocalStudent, Probe, hold

ROOT = Path(__file__).parents[1]
SEEDS = range(3)

# The contract: the spec's table of exercises. `predict` is examined together with `train`.
SPEC = {
    "dense_to_conv": ["dense_params", "conv_params", "memory_bytes", "dense2d", "corr2d_as_dense"],
    "cross_correlation": ["corr2d", "convolve2d", "conv_layer", "corr1d", "corr3d"],
    "padding_stride": ["output_size", "pad2d", "same_padding", "corr2d_strided"],
    "channels": ["corr2d_multi_in", "corr2d_multi_in_out", "conv1x1", "conv2d"],
    "learning": ["conv2d_backward", "learn_kernel"],
    "fast_convolution": ["im2col", "conv2d_im2col"],
    "digits": ["relu", "max_pool2d", "cross_entropy", "train"],
}
MAIN = {"corr2d", "corr2d_strided", "conv2d", "conv2d_backward", "learn_kernel", "im2col"}
CHAPTERS = [
    "why_not_dense",
    "two_principles",
    "cross_correlation",
    "dimensions",
    "padding_stride",
    "channels",
    "learning",
    "fast_convolution",
    "digits",
]

ALL = [(name, exam) for name in exams.ASSIGNMENTS for exam in exams.load(name)]
# What trains a network takes its time; it has tests of its own.
QUICK = [(name, exam) for name, exam in ALL if exam.function != "train"]


def each(pairs):
    return pytest.mark.parametrize(
        ("assignment", "exam"), pairs, ids=[f"{name}-{exam.function}" for name, exam in pairs]
    )


every_exam = each(ALL)
every_quick_exam = each(QUICK)


@cache
def cells(assignment, kind):
    """The code cells of a source by grade_id; `kind` is the nbgrader mark that is set."""
    source = (ROOT / "solutions" / f"{assignment}.md").read_text(encoding="utf-8")
    notebook = read_myst_markdown_notebook(bilingual.keep(source, "en"))
    marks = [(cell.metadata.get("nbgrader", {}), cell.source) for cell in notebook.cells]
    return {mark["grade_id"]: source for mark, source in marks if mark.get(kind)}


@cache
def solutions(assignment):
    """What the solution cells define, and the helpers they need."""
    helpers = cells(assignment, "locked").get("setup", "")
    namespace = {}
    exec(re.sub(r"^from checks import .*$", "", helpers, flags=re.MULTILINE), namespace)
    for source in cells(assignment, "solution").values():
        exec(source, namespace)
    return namespace


def right_answers(assignment, function):
    return importlib.import_module(f"right_answers.{assignment}").ANSWERS[function]


def questions(exam, seed, *, refusals=True):
    """The cases that an exam asks, check by check."""
    checks = exam.checks(np.random.default_rng([seed]))
    checks = [each for each in checks if isinstance(each, Check)]
    return [each.cases for each in checks if refusals or not each.raises]


def without_probes(exam):
    """The exam without its races, which a busy machine may lose."""

    def checks(rng):
        return [check for check in exam.checks(rng) if not isinstance(check, Probe)]

    return replace(exam, checks=checks)


def held(exam, answer, seed, language="en"):
    return hold(without_probes(exam), LocalStudent({exam.function: answer}), [seed], language)


# ---- structure -------------------------------------------------------------------------------


def test_every_function_of_the_spec_has_its_exam():
    assert {
        name: [exam.function for exam in exams.load(name)] for name in exams.ASSIGNMENTS
    } == SPEC


def test_one_assignment_imports_one_exam():
    assert isinstance(exams, types.ModuleType)
    with pytest.raises(KeyError):
        exams.load("no_such_assignment")


@every_exam
def test_texts_are_complete_in_both_languages(assignment, exam):
    texts = [check.about for check in exam.checks(np.random.default_rng([0]))]
    texts += [each.hint for each in exam.misconceptions]
    for text in texts:
        assert text.keys() == {"en", "zh"}
        assert not re.search(r"[\u3000-\u9fff\uff01-\uff60]", text["en"])
        assert re.search(r"[\u4e00-\u9fff]", text["zh"])
        assert "  " not in text["en"] + text["zh"]
    for each_one in exam.misconceptions:
        assert each_one.hint["en"].endswith((".", "?", ".)"))
        assert each_one.hint["zh"].endswith(("。", "？", "。）"))


@every_exam
def test_misconceptions_are_many_and_well_named(assignment, exam):
    names = [each.name for each in exam.misconceptions]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) for name in names)
    assert len(names) >= (8 if exam.function in MAIN else 4)
    links = {each.link.partition("#")[0] for each in exam.misconceptions}
    assert links <= {f"{chapter}.html" for chapter in CHAPTERS}


def test_there_are_about_150_misconceptions():
    assert sum(len(exam.misconceptions) for _, exam in ALL) >= 150


# ---- questions -------------------------------------------------------------------------------


@every_exam
def test_same_seed_same_questions(assignment, exam):
    assert pickle.dumps(questions(exam, 1)) == pickle.dumps(questions(exam, 1))


@every_quick_exam
def test_other_seed_other_questions(assignment, exam):
    """Every check of values asks something new."""
    one, other = (questions(exam, seed, refusals=False) for seed in (1, 2))
    for first, second in zip(one, other, strict=True):
        assert pickle.dumps(first) != pickle.dumps(second)


@every_quick_exam
def test_few_questions(assignment, exam):
    for seed in SEEDS:
        assert sum(map(len, questions(exam, seed))) <= 34


# ---- right answers ---------------------------------------------------------------------------


@every_quick_exam
def test_solution_passes(assignment, exam):
    for seed in SEEDS:
        result = held(exam, solutions(assignment)[exam.function], seed)
        assert (result.share, result.outcome) == (1.0, "passed"), result.message


@every_quick_exam
def test_right_answers_pass_however_written(assignment, exam):
    answers = right_answers(assignment, exam.function)
    assert len(answers) >= 3
    for answer in answers:
        for seed in SEEDS:
            result = held(exam, answer, seed)
            assert (result.share, result.outcome) == (1.0, "passed"), (answer, result.message)


# ---- wrong answers ---------------------------------------------------------------------------


@every_quick_exam
def test_misconceptions_lose_points_and_are_named(assignment, exam):
    for seed in SEEDS[:2]:
        for known in exam.misconceptions:
            result = held(exam, copy.deepcopy(known.wrong), seed)
            assert result.share < 1, known.name
            assert result.misconception == known.name
            assert (result.hint, result.link) == (known.hint["en"], known.link)


def visible_examples(assignment, exam):
    """What the visible test of the notebook gives away: (args, kwargs, expected)."""
    seen = []

    def compare(function, *args, expected, **kwargs):
        seen.append((args, kwargs, expected))

    namespace = {**solutions(assignment), "compare": compare, "must_raise": lambda *a, **k: None}
    exec(cells(assignment, "grade")[exam.cell], namespace)
    return seen


def as_answer(expected):
    """A visible test writes arrays as lists."""
    if isinstance(expected, tuple):
        return tuple(as_answer(each) for each in expected)
    return np.array(expected) if isinstance(expected, list) else expected


@every_quick_exam
def test_visible_examples_alone_earn_at_most_a_quarter(assignment, exam):
    examples = visible_examples(assignment, exam)

    def constant(expected):
        return lambda *args, **kwargs: copy.deepcopy(expected)

    def looked_up(otherwise):
        def answer(*args, **kwargs):
            for known_args, known_kwargs, expected in examples:
                if not difference([*known_args, known_kwargs], [*args, kwargs], "en"):
                    return as_answer(expected)
            return otherwise()

        return answer

    def refuse():
        raise ValueError("not in my book")

    first = as_answer(examples[0][2])
    answers = [constant(as_answer(expected)) for _, _, expected in examples]
    answers += [looked_up(refuse), looked_up(lambda: copy.deepcopy(first))]
    for answer in answers:
        for seed in SEEDS:
            assert held(exam, answer, seed).share <= 0.25


@every_quick_exam
def test_refusing_everything_earns_nothing(assignment, exam):
    def refuse(*args, **kwargs):
        raise ValueError("no")

    for seed in SEEDS:
        result = held(exam, refuse, seed)
        assert (result.share, result.outcome) == (0.0, "error")


@every_quick_exam
def test_a_stub_is_no_misconception(assignment, exam):
    def stub(*args, **kwargs):
        raise NotImplementedError

    result = held(exam, stub, 0)
    assert (result.share, result.misconception) == (0.0, "")
