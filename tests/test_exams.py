"""The hidden exams: right answers pass however written, wrong ones never, and are told why."""

import copy
import importlib
import pickle
import re
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from myst_nb.core.read import read_myst_markdown_notebook

from autograder import bilingual, exams
from autograder.comparison import difference
from autograder.exam import Check, LocalStudent, Probe, hold
from autograder.exams.common import pair

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
MAIN = {"corr2d", "corr2d_strided", "conv2d", "conv2d_backward", "learn_kernel", "im2col", "train"}
ALL = [(name, exam) for name in exams.ASSIGNMENTS for exam in exams.load(name)]
# What trains a network takes its time; it has tests of its own.
QUICK = [(name, exam) for name, exam in ALL if exam.function != "train"]


def each(pairs):
    return pytest.mark.parametrize(
        ("assignment", "exam"), pairs, ids=[f"{name}-{exam.function}" for name, exam in pairs]
    )


def exam_of(assignment, function):
    return next(exam for name, exam in ALL if (name, exam.function) == (assignment, function))


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
    code = (
        "import sys; from autograder import exams; exams.load('padding_stride'); "
        "print(*(each for each in exams.ASSIGNMENTS if f'autograder.exams.{each}' in sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["padding_stride"]


def test_an_unknown_assignment_is_an_error():
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


@every_exam
def test_links_lead_to_sections_of_the_book(assignment, exam):
    for known in exam.misconceptions:
        chapter, _, label = known.link.partition(".html#")
        source = (ROOT / "book" / f"{chapter}.md").read_text(encoding="utf-8")
        assert f"\n({label})=\n" in source, known.link


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
    assert (result.share, result.outcome, result.misconception) == (0.0, "error", "")
    assert (result.message, result.checks) == ("not written yet", [])  # once, and not a check


def test_two_mistakes_at_once_are_named_by_the_greater():
    """A kernel that is flipped, in a result that is float64 whatever comes in."""
    flipped = next(
        each.wrong
        for each in exam_of("cross_correlation", "corr2d").misconceptions
        if each.name == "flipped-kernel"
    )

    def both(X, K):
        return flipped(X, K).astype(float)

    result = held(exam_of("cross_correlation", "corr2d"), both, 0)
    assert result.misconception == "flipped-kernel"


def test_a_mistake_in_refusing_does_not_explain_wrong_values():
    exam = exam_of("cross_correlation", "corr2d")
    unguarded = next(
        each.wrong for each in exam.misconceptions if each.name == "kernel-too-large-accepted"
    )

    def answer(X, K):
        return unguarded(X, K) ** 3

    assert held(exam, unguarded, 0).misconception == "kernel-too-large-accepted"
    assert held(exam, answer, 0).misconception == ""


def test_the_right_number_of_the_wrong_kind_is_no_misconception_of_the_refusing():
    exam = exam_of("padding_stride", "output_size")
    unguarded = next(
        each.wrong for each in exam.misconceptions if each.name == "kernel-too-large-accepted"
    )
    assert held(exam, unguarded, 0).misconception == "kernel-too-large-accepted"


def test_part_of_a_tuple_earns_its_part():
    exam = exam_of("learning", "conv2d_backward")
    right = solutions("learning")["conv2d_backward"]

    def only_bias(*args, **kwargs):
        dX, dweight, dbias = right(*args, **kwargs)
        return dX + 1, dweight + 1, dbias

    def alone(*args, **kwargs):
        return right(*args, **kwargs)[2]

    assert 0 < held(exam, only_bias, 0).share < 0.5
    assert held(exam, alone, 0).share == 0


# ---- oracles ---------------------------------------------------------------------------------


def test_oracles_know_the_notes():
    image, kernel = np.arange(9).reshape(3, 3), np.array([[0, 1], [2, 3]])
    told = {
        ("cross_correlation", "corr2d"): ((image, kernel), [[19, 25], [37, 43]]),
        ("cross_correlation", "convolve2d"): ((image, kernel), [[5, 11], [23, 29]]),
        ("cross_correlation", "corr1d"): (
            (np.arange(7), np.array([1, 2])),
            [2, 5, 8, 11, 14, 17],
        ),
        ("padding_stride", "corr2d_strided"): ((image, kernel, (3, 2), 1), [[0, 8], [6, 8]]),
        ("channels", "corr2d_multi_in"): (
            (np.stack([image, image + 1]), np.stack([kernel, kernel + 1])),
            [[56, 72], [104, 120]],
        ),
        ("dense_to_conv", "dense_params"): ((36_000_000, 100), 3_600_000_100),
        ("padding_stride", "output_size"): ((7, 3, 0, 2), 3),
    }
    for (assignment, function), (args, expected) in told.items():
        np.testing.assert_array_equal(exam_of(assignment, function).oracle(*args), expected)


@pytest.mark.parametrize("axes", [1, 2, 3])
def test_correlation_agrees_with_scipy_signal(axes):
    from scipy.signal import correlate

    from autograder.exams import common

    rng = np.random.default_rng(axes)
    for _ in range(5):
        kernel = rng.integers(1, 5, axes)
        X, K = rng.normal(size=kernel + rng.integers(0, 4, axes)), rng.normal(size=kernel)
        np.testing.assert_allclose(common.correlate(X, K), correlate(X, K, "valid"), atol=1e-12)


def conv2d_by_scipy(X, weight, bias=None, stride=1, padding=0):
    from scipy.signal import correlate2d

    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    Y = np.array(
        [
            [
                sum(correlate2d(x, w, "valid") for x, w in zip(image, kernel, strict=True))
                for kernel in weight
            ]
            for image in padded
        ]
    )[:, :, ::sh, ::sw]
    return Y if bias is None else Y + bias[:, None, None]


def learned_by_scipy(X, Y, kernel_size, lr, steps):
    from scipy.signal import correlate2d

    kernel, losses = np.zeros(kernel_size), []
    for _ in range(steps):
        error = correlate2d(X.astype(float), kernel, "valid") - Y
        losses.append((error**2).mean())
        kernel = kernel - lr * 2 / error.size * correlate2d(X.astype(float), error, "valid")
    return kernel, np.array(losses)


def entropy_by_scipy(logits, labels):
    from scipy.special import log_softmax

    return -log_softmax(logits.astype(float), axis=1)[np.arange(len(labels)), labels].mean()


def pooled_by_scipy(X, kernel_size, stride=None):
    from scipy.ndimage import maximum_filter

    (kh, kw), (sh, sw) = kernel_size, pair(kernel_size if stride is None else stride)
    corner = (0, 0, -(kh // 2), -(kw // 2))  # SciPy centres its windows
    everywhere = maximum_filter(X, (1, 1, kh, kw), origin=corner, mode="nearest")
    return everywhere[:, :, : X.shape[2] - kh + 1 : sh, : X.shape[3] - kw + 1 : sw]


SCIPY = {
    "conv2d": conv2d_by_scipy,
    "conv2d_im2col": conv2d_by_scipy,
    "learn_kernel": learned_by_scipy,
    "cross_entropy": entropy_by_scipy,
    "max_pool2d": pooled_by_scipy,
}


@pytest.mark.parametrize("function", SCIPY)
def test_oracles_that_are_not_scipy_agree_with_it(function):
    by_scipy = SCIPY[function]
    exam = next(exam for _, exam in ALL if exam.function == function)
    for cases in questions(exam, 3, refusals=False):
        for each in cases:
            found, expected = (f(*each.args, **each.kwargs) for f in (exam.oracle, by_scipy))
            if not isinstance(found, tuple):
                found, expected = (found,), (expected,)
            for one, other in zip(found, expected, strict=True):
                scale = np.abs(other).max() + 1e-9
                np.testing.assert_allclose(one / scale, other / scale, atol=2e-4, rtol=0)


def test_gradients_agree_with_differences():
    """The layer is linear in each input, so a step of any length in any direction is exact."""
    rng = np.random.default_rng(0)
    exam = exam_of("learning", "conv2d_backward")
    for cases in questions(exam, 3, refusals=False):
        for each in cases:
            dY, X, weight = (array.astype(float) for array in each.args[:3])
            inputs, gradients = (
                (X, weight, np.zeros(len(weight))),
                exam.oracle(*each.args, **each.kwargs),
            )

            def loss(*inputs, dY=dY, steps=each.kwargs):
                return (dY * conv2d_by_scipy(*inputs, **steps)).sum()

            for which in range(3):
                direction = rng.normal(size=inputs[which].shape)
                moved = [*inputs[:which], inputs[which] + direction, *inputs[which + 1 :]]
                slope = (gradients[which] * direction).sum()
                scale = float(np.abs(gradients[which]).max()) * direction.size
                assert loss(*moved) - loss(*inputs) == pytest.approx(slope, abs=1e-6 * scale)


# ---- a race and a training -------------------------------------------------------------------


def only_probes(exam):
    def checks(rng):
        return [check for check in exam.checks(rng) if isinstance(check, Probe)]

    return replace(exam, checks=checks)


def test_the_solution_wins_the_race_and_loops_lose_it():
    from right_answers.channels import conv_naive

    exam = only_probes(exam_of("fast_convolution", "conv2d_im2col"))
    solution = solutions("fast_convolution")["conv2d_im2col"]
    for answer, share in ((solution, 1), (conv_naive, 0), (lambda X, weight: X, 0)):
        result = hold(exam, LocalStudent({"conv2d_im2col": answer}), [0], "en")
        assert result.share == share, result.message


def test_six_loops_are_right():
    from right_answers.channels import conv_fft

    from autograder.exams.fast_convolution import six_loops

    rng = np.random.default_rng(0)
    image, weight = rng.normal(size=(3, 6, 5)), rng.normal(size=(4, 3, 2, 3))
    np.testing.assert_allclose(six_loops(image, weight), conv_fft(image[None], weight)[0])


def trained(train, predict, seed=0):
    exam = exam_of("digits", "train")
    return hold(exam, LocalStudent({"train": train, "predict": predict}), [seed], "en")


def test_trained_solution_passes():
    functions = solutions("digits")
    assert trained(functions["train"], functions["predict"]).outcome == "passed"


@pytest.mark.parametrize("number", range(3))
def test_other_ways_to_recognise_digits_pass(number):
    train, predict = right_answers("digits", "train")[number]
    for seed in SEEDS[:2]:
        result = trained(train, predict, seed)
        assert result.outcome == "passed", result.message


@pytest.mark.parametrize("unwritten", ["train", "predict"])
def test_a_training_that_raises_is_an_error(unwritten):
    def raises(*args):
        raise NotImplementedError

    functions = {"train": lambda X, y, seed: {}, "predict": raises} | {unwritten: raises}
    result = trained(**functions)
    assert (result.outcome, result.share, result.misconception) == ("error", 0, "")


def test_wrong_networks_are_named():
    exam = exam_of("digits", "train")
    for known in exam.misconceptions:
        for seed in SEEDS:
            result = trained(**known.wrong(), seed=seed)
            assert (result.misconception, result.share < 1) == (known.name, True), result.message


@pytest.mark.parametrize(("spoilt", "share"), [(0.05, 1), (0.2, 2 / 3), (0.4, 1 / 3), (0.7, 0)])
def test_accuracy_earns_its_share(spoilt, share):
    train, predict = right_answers("digits", "train")[1]

    def predict_worse(params, X):
        labels = predict(params, X)
        labels[: int(spoilt * len(labels))] += 1
        return labels

    assert trained(train, predict_worse).share == pytest.approx(share)


def test_held_out_digits_are_not_in_the_notebook():
    from autograder.exams.digits import _digits

    setup = next(source for source in cells("digits", "locked").values() if "PACKED" in source)
    namespace = {}
    exec(f"import base64, zlib\nimport numpy as np\n{setup}", namespace)
    shipped = {picture.tobytes() for picture in namespace["pictures"]}
    assert len(shipped) > 400
    assert not shipped & {picture.tobytes() for picture in _digits()[0]}


def test_a_training_has_its_own_limits():
    limits = exam_of("digits", "train").limits
    assert (limits.call, limits.submission) == (60, 240)
    assert limits.exercise > limits.call
