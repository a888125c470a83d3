"""The exercise sources: complete in both languages, valid for nbgrader, and right.

The solutions are measured against SciPy, finite differences and enumeration, never themselves.
"""

import ast
import copy
import hashlib
import itertools
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
from markdown_it import MarkdownIt
from myst_nb.core.read import read_myst_markdown_notebook
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.preprocessors import ClearSolutions
from numpy.random import default_rng
from scipy.signal import correlate
from scipy.special import log_softmax

from autograder import bilingual, checks

matplotlib.use("agg")
ROOT = Path(__file__).parents[1]

# The contract: spec, table of exercises. An exercise of two answers is graded in one cell.
SPEC = {
    "dense_to_conv": [
        ["dense_params(n_in, n_out, bias=True)"],
        ["conv_params(c_in, c_out, kernel_size, bias=True)"],
        ["memory_bytes(n_params, dtype='float32')"],
        ["dense2d(X, W, U)"],
        ["corr2d_as_dense(K, input_shape)"],
    ],
    "cross_correlation": [
        ["corr2d(X, K)"],
        ["convolve2d(X, K)"],
        ["conv_layer(X, K, b)"],
        ["corr1d(x, k)"],
        ["corr3d(X, K)"],
    ],
    "padding_stride": [
        ["output_size(n, k, padding=0, stride=1, dilation=1)"],
        ["pad2d(X, padding)"],
        ["same_padding(kernel_size)"],
        ["corr2d_strided(X, K, stride=1, padding=0)"],
    ],
    "channels": [
        ["corr2d_multi_in(X, K)"],
        ["corr2d_multi_in_out(X, K)"],
        ["conv1x1(X, W)"],
        ["conv2d(X, weight, bias=None, stride=1, padding=0)"],
    ],
    "learning": [
        ["conv2d_backward(dY, X, weight, stride=1, padding=0)"],
        ["learn_kernel(X, Y, kernel_size, lr, steps)"],
    ],
    "fast_convolution": [
        ["im2col(X, kernel_size, stride=1, padding=0)"],
        ["conv2d_im2col(X, weight, bias=None, stride=1, padding=0)"],
    ],
    "digits": [
        ["relu(X)"],
        ["max_pool2d(X, kernel_size, stride=None)"],
        ["cross_entropy(logits, labels)"],
        ["train(X, y, seed)", "predict(params, X)"],
    ],
}
ASSIGNMENTS = sorted(SPEC)
every_assignment = pytest.mark.parametrize("assignment", ASSIGNMENTS)
every_language = pytest.mark.parametrize("language", bilingual.LANGUAGES)


def text_of(assignment):
    return (ROOT / "solutions" / f"{assignment}.md").read_text(encoding="utf-8")


@cache
def read(assignment, language):
    return read_myst_markdown_notebook(bilingual.keep(text_of(assignment), language))


def grade_id(cell):
    return cell.metadata.get("nbgrader", {}).get("grade_id", "")


def coded(notebook):
    """The code cells by grade_id."""
    return {grade_id(cell): cell for cell in notebook.cells if cell.cell_type == "code"}


def prompts(assignment, language):
    return [cell.source for cell in read(assignment, language).cells if cell.cell_type != "code"]


def function_name(signature):
    return signature.partition("(")[0]


def answers(assignment):
    return [function_name(each) for exercise in SPEC[assignment] for each in exercise]


def grading_cells(assignment):
    return [f"test_{function_name(exercise[0])}" for exercise in SPEC[assignment]]


def cleared(assignment):
    """The notebook as a student gets it, by nbgrader's own step."""
    stub = ClearSolutions(code_stub={"python": "raise NotImplementedError"})
    return stub.preprocess(copy.deepcopy(read(assignment, "en")), {})[0]


def execute(cells, namespace):
    for cell in cells:
        exec(compile(cell.source, grade_id(cell), "exec"), namespace)


@pytest.fixture(autouse=True)
def beside_the_notebook(monkeypatch):
    """`checks.py` can be imported, as where the notebook lies; figures are closed."""
    monkeypatch.setitem(sys.modules, "checks", checks)
    yield
    plt.close("all")


@cache
def solved(assignment):
    """What the whole notebook defines, run with its solutions and visible tests."""
    namespace = {}
    execute(coded(read(assignment, "en")).values(), namespace)
    return namespace


# ---- the sources as text ---------------------------------------------------------------------


def test_every_assignment_has_its_source():
    assert sorted(path.stem for path in (ROOT / "solutions").iterdir()) == ASSIGNMENTS


@every_assignment
def test_languages_stand_in_pairs(assignment):
    assert bilingual.problems(text_of(assignment)) == []


@every_assignment
def test_both_languages_have_the_same_cells(assignment):
    en, zh = (read(assignment, language).cells for language in bilingual.LANGUAGES)
    assert [cell.cell_type for cell in en] == [cell.cell_type for cell in zh]
    assert [c.source for c in en if c.cell_type == "code"] == [
        c.source for c in zh if c.cell_type == "code"
    ]


@every_assignment
def test_both_languages_say_the_same_formulas_and_names(assignment):
    def exact(prompt):
        """Formulas, code and links: what a translation leaves as it is."""
        prompt = re.sub(r"\\text\{[^}]*\}", "", prompt)
        return Counter(
            re.findall(r"\$\$.+?\$\$|\$.+?\$|`.+?`|\]\(\S+\)|</?\w+>", prompt, re.DOTALL)
        )

    for en, zh in zip(prompts(assignment, "en"), prompts(assignment, "zh"), strict=True):
        assert exact(en) == exact(zh)


@every_assignment
@every_language
def test_prompts_are_whole(assignment, language):
    """Each exercise tells its points, its shapes, its errors, a hint and where it comes from."""
    points, shapes, source = {
        "en": ("({} point", "**Shapes.**", "*From the notes: N"),
        "zh": ("（{} 分）", "**形状：**", "出自笔记：N"),
    }[language]
    by_heading = {p.splitlines()[0]: p for p in prompts(assignment, language)}
    cells = coded(read(assignment, language))
    for number, (exercise, test) in enumerate(
        zip(SPEC[assignment], grading_cells(assignment), strict=True), start=1
    ):
        start = f"## {number}. `{function_name(exercise[0])}`"
        (heading,) = [each for each in by_heading if each.startswith(start)]
        worth = cells[test].metadata.nbgrader.points
        for part in (points.format(worth), shapes, "**ValueError", "<details>", source):
            assert part in by_heading[heading]


@every_assignment
@every_language
def test_prompts_render(assignment, language):
    """No asterisk is left over, as where emphasis fails beside Chinese punctuation."""
    markdown = MarkdownIt().enable("table")
    for prompt in prompts(assignment, language):
        html = markdown.render(re.sub(r"\$\$.+?\$\$|\$.+?\$", "formula", prompt, flags=re.DOTALL))
        assert "*" not in re.sub(r"<code>.*?</code>", "", html)
        assert html.count("<summary>") == html.count("</details>")


@every_language
def test_the_way_of_working_is_told_alike(language):
    heading = {"en": "## How to work", "zh": "## 怎么做"}[language]
    told = set()
    for assignment in ASSIGNMENTS:
        (cell,) = [each for each in prompts(assignment, language) if each.startswith(heading)]
        assert f"python -m autograder check {assignment}.ipynb" in cell
        told.add(cell.replace(assignment, "<assignment>"))
    assert len(told) == 1


# ---- the sources as notebooks ----------------------------------------------------------------


@every_assignment
@every_language
def test_nbgrader_accepts_it(assignment, language):
    notebook = copy.deepcopy(read(assignment, language))
    nbformat.validate(notebook)
    MetadataValidator().validate_nb(notebook)


@every_assignment
def test_every_exercise_has_its_cells(assignment):
    """Answers, each in its cell, and right behind them the test; the rest is locked."""
    cells = coded(read(assignment, "en"))
    expected = itertools.chain.from_iterable(
        [*map(function_name, exercise), test]
        for exercise, test in zip(SPEC[assignment], grading_cells(assignment), strict=True)
    )
    graded = [cell for cell in cells.values() if not is_helper(cell)]
    assert [grade_id(cell) for cell in graded] == list(expected)
    assert len(cells) == sum(c.cell_type == "code" for c in read(assignment, "en").cells)
    assert next(iter(cells)) == "setup"
    for name, cell in cells.items():
        marks = cell.metadata.nbgrader
        flags = (marks.solution, marks.grade, marks.locked, marks.task)
        expected_flags = (False, name in grading_cells(assignment), True, False)
        assert flags == (
            (True, False, False, False) if name in answers(assignment) else expected_flags
        )


def is_helper(cell):
    return cell.metadata.nbgrader.locked and not cell.metadata.nbgrader.grade


@every_assignment
def test_prompts_are_free_of_nbgrader(assignment):
    """A locked prompt would be overwritten with English when a Chinese notebook is graded."""
    for cell in read(assignment, "zh").cells:
        assert cell.cell_type == "code" or "nbgrader" not in cell.metadata


@every_assignment
def test_points_add_up(assignment):
    cells = coded(read(assignment, "en"))
    points = [cells[test].metadata.nbgrader.points for test in grading_cells(assignment)]
    assert all(isinstance(each, int) and each > 0 for each in points)
    assert sum(points) in (10, 20)


@every_assignment
def test_a_stub_is_signature_docstring_and_nothing_else(assignment):
    cells = coded(cleared(assignment))
    for signature in itertools.chain.from_iterable(SPEC[assignment]):
        (function,) = ast.parse(cells[function_name(signature)].source).body
        assert f"{function.name}({ast.unparse(function.args)})" == signature
        docstring, body = function.body
        assert isinstance(docstring.value.value, str)
        assert ast.unparse(body) == "raise NotImplementedError"


@every_assignment
def test_no_answer_leans_on_another(assignment):
    """A wrong answer in one exercise never costs the next."""
    together = {name: set(exercise) for exercise in SPEC[assignment] for name in exercise}
    for signature in together:
        name = function_name(signature)
        tree = ast.parse(coded(read(assignment, "en"))[name].source)
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        assert not used & (set(answers(assignment)) - {name})


@every_assignment
def test_code_is_tidy(assignment, tmp_path):
    path = tmp_path / f"{assignment}.ipynb"
    nbformat.write(nbformat.from_dict(read(assignment, "en")), path)
    ruff = [sys.executable, "-m", "ruff"]
    config = ["--no-cache", "--config", str(ROOT / "pyproject.toml"), str(path)]
    ours = ["--config", 'lint.isort.known-first-party = ["checks"]']
    # Notebooks carry no annotations, an answer's docstring is a line; lengths are checked below.
    lint = [*ruff, "check", "--ignore", "ANN,D,E501", *ours, *config]
    for command in (lint, [*ruff, "format", "--check", *config]):
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        assert result.returncode == 0, result.stdout + result.stderr
    for cell in coded(read(assignment, "en")).values():
        lines = [line for line in cell.source.splitlines() if not line.startswith("PACKED = ")]
        assert max(map(len, lines)) <= 100


@every_assignment
def test_the_solved_notebook_passes_its_visible_tests(assignment):
    assert solved(assignment).keys() >= set(answers(assignment))


@every_assignment
def test_the_stub_fails_every_visible_test(assignment):
    cells = coded(cleared(assignment))
    namespace = {}
    graded = [cells.pop(test) for test in grading_cells(assignment)]
    execute(cells.values(), namespace)
    for cell in graded:
        with pytest.raises(NotImplementedError):
            execute([cell], namespace)


def test_the_digits_are_those_of_scikit_learn():
    """Every fourth row of its digits.csv.gz (version 1.9.1), pixels and label, as columns."""
    table = solved("digits")["table"]
    assert table.shape == (65, 450)
    assert (
        hashlib.sha256(table.tobytes()).hexdigest()
        == "62ca638f806e1bd8972b67942d59f9df365072fc1377ca28307467e3bd88145c"
    )
    assert np.bincount(table[64]).tolist() == [44, 45, 43, 38, 49, 45, 45, 47, 44, 50]


# ---- the solutions against oracles -----------------------------------------------------------


def numbers(seed, *shape):
    """Whole numbers as floats, so that every dtype holds them."""
    return default_rng(seed).integers(-9, 10, shape).astype(float)


def pair(value):
    return (value, value) if isinstance(value, int) else value


def by_scipy(X, K):
    return correlate(X, K, mode="valid", method="direct")


def layer(X, weight, bias=None, stride=1, padding=0):
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    maps = [[by_scipy(image, kernel)[0, ::sh, ::sw] for kernel in weight] for image in padded]
    return np.array(maps) + (0 if bias is None else np.reshape(bias, (-1, 1, 1)))


def slope(loss, at):
    """The gradient by central differences; exact for a loss that is quadratic."""
    gradient = np.zeros(at.shape)
    for place in np.ndindex(at.shape):
        up, down = at.astype(float), at.astype(float)
        up[place] += 1
        down[place] -= 1
        gradient[place] = (loss(up) - loss(down)) / 2
    return gradient


def backward(dY, X, weight, stride=1, padding=0):
    def loss(X, weight, bias):
        return np.sum(dY * layer(X, weight, bias, stride, padding))

    none = np.zeros(len(weight))
    return (
        slope(lambda at: loss(at, weight, none), X),
        slope(lambda at: loss(X, at, none), weight),
        slope(lambda at: loss(X, weight, at), none),
    )


def descent(X, Y, kernel_size, lr, steps):
    def loss(kernel):
        return np.mean((by_scipy(X.astype(float), kernel) - Y) ** 2)

    kernel, losses = np.zeros(kernel_size), []
    for _ in range(steps):
        losses.append(loss(kernel))
        kernel = kernel - lr * slope(loss, kernel)
    return kernel, np.array(losses)


def windows(X, kernel_size, stride, padding=0):
    """Yield every window of (N, C, H, W) with where it goes."""
    (kh, kw), (sh, sw), (ph, pw) = kernel_size, pair(stride), pair(padding)
    X = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    rows, columns = range(0, X.shape[2] - kh + 1, sh), range(0, X.shape[3] - kw + 1, sw)
    for (i, top), (j, left) in itertools.product(enumerate(rows), enumerate(columns)):
        yield (i, j), X[:, :, top : top + kh, left : left + kw]


def columns_of(X, kernel_size, stride=1, padding=0):
    found = [window for _, window in windows(X, kernel_size, stride, padding)]
    return np.array([[window[n].ravel() for window in found] for n in range(len(X))]).swapaxes(1, 2)


def pooled(X, kernel_size, stride=None):
    found = dict(windows(X, kernel_size, stride or kernel_size))
    height, width = np.max(list(found), axis=0) + 1
    result = np.empty((*X.shape[:2], height, width))
    for (i, j), window in found.items():
        result[:, :, i, j] = window.reshape(*X.shape[:2], -1).max(axis=-1)
    return result


def all_weights(K, input_shape):
    """What each unit image answers is that pixel's column of the weight."""
    units = np.eye(np.prod(input_shape)).reshape(-1, *input_shape)
    answers = np.stack([by_scipy(unit, K) for unit in units], axis=-1)
    return answers.reshape(*answers.shape[:2], *input_shape)


def places(n, k, padding=0, stride=1, dilation=1):
    """Count the starts from which every tap of the kernel falls into the padded input."""
    inside = range(n + 2 * padding)
    return sum(all(s + dilation * t in inside for t in range(k)) for s in inside[::stride])


PICTURE, BATCH = numbers(1, 7, 10), numbers(2, 2, 3, 7, 9)
WEIGHT, BIAS = numbers(3, 4, 3, 2, 5), numbers(4, 4)
LAYERS = [
    ((BATCH, WEIGHT), {}),
    ((BATCH, WEIGHT, BIAS), {"stride": (3, 2), "padding": (2, 1)}),
    ((BATCH, WEIGHT, BIAS), {"stride": 4, "padding": 3}),
    ((BATCH, numbers(5, 4, 3, 7, 6), BIAS), {}),  # W_out equals C_out
    ((BATCH, numbers(5, 4, 3, 1, 1)), {"stride": 2}),
]
SLIDING = [
    ((PICTURE, numbers(1, 3, 2)), {}),
    ((PICTURE, numbers(2, 1, 1)), {}),
    ((PICTURE, numbers(3, 7, 10)), {}),
]

# Per function: an oracle, and the questions as (args, kwargs).
ORACLES = {
    "dense2d": (
        lambda X, W, U: (W.reshape(U.size, X.size) @ X.ravel()).reshape(U.shape) + U,
        [((numbers(1, 3, 4), numbers(2, 5, 2, 3, 4), numbers(3, 5, 2)), {})],
    ),
    "corr2d_as_dense": (
        all_weights,
        [((numbers(1, 2, 3), (4, 6)), {}), ((numbers(1, 4, 1), (4, 3)), {})],
    ),
    "corr2d": (by_scipy, SLIDING),
    "convolve2d": (lambda X, K: by_scipy(X, np.flip(K)), SLIDING),
    "conv_layer": (
        lambda X, K, b: by_scipy(X, K) + b,
        [((*args, 3), {}) for args, _ in SLIDING],
    ),
    "corr1d": (by_scipy, [((numbers(n, 9), numbers(n, n)), {}) for n in (1, 4, 9)]),
    "corr3d": (
        by_scipy,
        [
            ((numbers(1, 4, 5, 6), numbers(2, *shape)), {})
            for shape in [(2, 1, 3), (1, 1, 1), (4, 5, 6)]
        ],
    ),
    "pad2d": (
        lambda X, padding: np.pad(X, [(0, 0)] * (X.ndim - 2) + list(padding)),
        [
            ((PICTURE, ((1, 2), (0, 3))), {}),
            ((BATCH, ((0, 0), (0, 0))), {}),
            ((BATCH, ((4, 0), (1, 2))), {}),
        ],
    ),
    "corr2d_strided": (
        lambda X, K, **how: layer(X[None, None], K[None, None], **how)[0, 0],
        [
            (args, how)
            for args, _ in SLIDING
            for how in ({}, {"stride": (3, 2), "padding": (0, 2)}, {"stride": 4, "padding": 1})
        ],
    ),
    "corr2d_multi_in": (
        lambda X, K: layer(X[None], K[None])[0, 0],
        [((BATCH[0], kernel), {}) for kernel in WEIGHT],
    ),
    "corr2d_multi_in_out": (
        lambda X, K: layer(X[None], K)[0],
        [((BATCH[0], WEIGHT), {}), ((BATCH[0], WEIGHT[:1]), {})],
    ),
    "conv1x1": (
        lambda X, W: layer(X[None], W[:, :, None, None])[0],
        [((BATCH[0], numbers(1, 5, 3)), {})],
    ),
    "conv2d": (layer, LAYERS),
    "conv2d_im2col": (layer, LAYERS),
    "conv2d_backward": (
        backward,
        [
            ((numbers(9, *layer(X, weight, **how).shape), X, weight), how)
            for X, weight in [(numbers(1, 2, 3, 4, 6), numbers(2, 4, 3, 2, 3))]
            for how in [{}, {"stride": (3, 2), "padding": (2, 1)}, {"stride": 4, "padding": 3}]
        ],
    ),
    "learn_kernel": (
        descent,
        [((numbers(1, 5, 6) / 4, numbers(2, 4, 4) / 4, (2, 3), 0.05, 7), {})],
    ),
    "im2col": (
        columns_of,
        [
            ((BATCH, (2, 5)), {}),
            ((BATCH, (1, 1)), {}),
            ((BATCH, (2, 3)), {"stride": (3, 4), "padding": (0, 2)}),
            ((BATCH, (3, 1)), {"stride": 2, "padding": 1}),
        ],
    ),
    "relu": (lambda X: X * (X > 0), [((BATCH,), {}), ((numbers(1, 6),), {})]),
    "max_pool2d": (
        pooled,
        [
            ((BATCH, (2, 3)), {}),
            ((BATCH - 10, (3, 2)), {"stride": (1, 3)}),
            ((BATCH, (1, 1)), {"stride": 4}),
        ],
    ),
}
HOME = {name: assignment for assignment in SPEC for name in answers(assignment)}
every_oracle = pytest.mark.parametrize("name", ORACLES)


def solution(name):
    return solved(HOME[name])[name]


def cast(args, dtype):
    return tuple(each.astype(dtype) if isinstance(each, np.ndarray) else each for each in args)


def ask(name, args, kwargs):
    """The solution's arrays, after looking that it left its inputs alone and shares nothing."""
    given = copy.deepcopy(args)
    result = solution(name)(*given, **kwargs)
    arrays = result if isinstance(result, tuple) else (result,)
    for before, after in zip(args, given, strict=True):
        np.testing.assert_array_equal(before, after)
        if isinstance(after, np.ndarray):
            assert not any(np.shares_memory(after, array) for array in arrays)
    return arrays


def assert_agrees(arrays, expected, rtol):
    expected = expected if isinstance(expected, tuple) else (expected,)
    for array, wanted in zip(arrays, expected, strict=True):
        assert array.shape == wanted.shape
        np.testing.assert_allclose(array, wanted, rtol=0, atol=rtol * max(1, np.abs(wanted).max()))


@every_oracle
@pytest.mark.parametrize("dtype", ["float64", "float32", "int64"])
def test_solutions_agree_with_their_oracles(name, dtype):
    oracle, questions = ORACLES[name]
    # Learning from integers is done in floats.
    kind = "f" if name == "learn_kernel" else np.dtype(dtype).kind
    for args, kwargs in questions:
        arrays = ask(name, cast(args, dtype), kwargs)
        exact = oracle(*cast(cast(args, dtype), "float64"), **kwargs)
        assert_agrees(arrays, exact, 1e-5 if dtype == "float32" else 1e-9)
        assert {array.dtype.kind for array in arrays} == {kind}
        if dtype != "int64":
            assert {str(array.dtype) for array in arrays} == {dtype}


@pytest.mark.parametrize(
    "name",
    [
        name
        for name, (_, [(args, _), *_]) in ORACLES.items()
        if len(cast(args, int)) > 1
        and isinstance(args[1], np.ndarray)
        and name != "conv2d_backward"
    ],
)
def test_integers_with_fractions_give_fractions(name):
    oracle, questions = ORACLES[name]
    for (first, *rest), kwargs in questions:
        mixed = (
            first.astype("int64"),
            *(each / 4 if isinstance(each, np.ndarray) else each for each in rest),
        )
        arrays = ask(name, mixed, kwargs)
        assert_agrees(arrays, oracle(*mixed, **kwargs), 1e-9)
        assert {str(array.dtype) for array in arrays} == {"float64"}


def test_a_float_bias_leaves_float32_alone():
    X, K = cast((PICTURE, numbers(1, 2, 3)), "float32")
    assert solution("conv_layer")(X, K, 0.5).dtype == np.float32
    assert solution("conv_layer")(PICTURE.astype("int64"), K.astype("int64"), 0.5)[0, 0] % 1 == 0.5


def test_output_size_counts_places():
    output_size = solution("output_size")
    for n, k, padding, stride, dilation in itertools.product(
        range(1, 9), range(1, 5), range(3), range(1, 6), range(1, 4)
    ):
        question = (n, k, padding, stride, dilation)
        if places(*question):
            assert output_size(*question) == places(*question)
        else:
            with pytest.raises(ValueError, match="longer than the padded input"):
                output_size(*question)


def test_same_padding_keeps_the_size():
    for kh, kw in itertools.product(range(1, 7), repeat=2):
        (top, bottom), (left, right) = solution("same_padding")((kh, kw))
        assert (top + bottom, left + right) == (kh - 1, kw - 1)
        assert bottom - top == (kh % 2 == 0)
        assert right - left == (kw % 2 == 0)


@pytest.mark.parametrize("bias", [True, False])
def test_parameters_are_counted(bias):
    dense, conv = solution("dense_params"), solution("conv_params")
    assert dense(5, 3, bias) == np.zeros((3, 5)).size + bias * np.zeros(3).size
    assert conv(2, 7, (3, 4), bias) == np.zeros((7, 2, 3, 4)).size + bias * np.zeros(7).size
    assert dense(2**31, 2**31 - 1, bias) == 4611686016279904256 + bias * 2147483647


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "int8", "complex128"])
def test_memory_is_counted(dtype):
    assert solution("memory_bytes")(11, dtype) == np.zeros(11, dtype).nbytes
    assert solution("memory_bytes")(10**10, "float64") == 80_000_000_000


@pytest.mark.parametrize("size", [0.1, 1, 30, 1e4])
def test_cross_entropy(size):
    logits, labels = numbers(1, 6, 4) * size, default_rng(2).integers(0, 4, 6)
    expected = -log_softmax(logits, axis=1)[range(6), labels].mean()
    assert isinstance(solution("cross_entropy")(logits, labels), float)
    assert solution("cross_entropy")(logits, labels) == pytest.approx(expected, rel=1e-12)


def test_digits_are_recognised_wherever_they_are():
    """A training on other digits than the visible test's, tested at every shift."""
    course = solved("digits")
    on_canvas, pictures, labels = (course[n] for n in ("on_canvas", "pictures", "labels"))
    params = course["train"](on_canvas(pictures[100:]), labels[100:], 7)
    assert isinstance(params, dict)
    assert all(isinstance(value, np.ndarray) for value in params.values())
    for shift in itertools.product(range(-3, 4), repeat=2):
        guessed = course["predict"](params, on_canvas(pictures[:100], *shift))
        assert guessed.shape == (100,)
        assert np.mean(guessed == labels[:100]) >= 0.9


def ones(*shape):
    return np.ones(shape)


LAYER_ERRORS = [
    ((BATCH, ones(4, 2, 2, 2)), {}),  # channels
    ((BATCH, WEIGHT, ones(3)), {}),
    ((BATCH[:1], WEIGHT, ones(4, 1)), {}),  # which would broadcast
    ((BATCH, ones(4, 3, 8, 1)), {}),  # too high, too wide
    ((BATCH, ones(4, 3, 1, 10)), {}),
    ((BATCH, ones(4, 3, 1, 12)), {"padding": (9, 1)}),
    ((BATCH, WEIGHT), {"stride": 0}),
    ((BATCH, WEIGHT), {"stride": (1, -1)}),
    ((BATCH, WEIGHT), {"padding": (0, -1)}),
    ((BATCH[0], WEIGHT), {}),  # axes
    ((BATCH, WEIGHT[0]), {}),
]
SLIDING_ERRORS = [
    ((PICTURE, ones(8, 1)), {}),
    ((PICTURE, ones(1, 11)), {}),
    ((PICTURE, ones(8, 11)), {}),
    ((PICTURE, ones(2)), {}),
    ((BATCH[0], ones(2, 2)), {}),
    ((BATCH[0], ones(2, 2, 2)), {}),
]
IMPOSSIBLE = {
    "dense2d": [
        ((ones(2, 3), ones(4, 5, 3, 2), ones(4, 5)), {}),
        ((ones(2, 3), ones(4, 5, 2, 3), ones(5)), {}),
        ((ones(2, 3), ones(4, 5, 2, 3), ones(1, 5)), {}),
        ((ones(3), ones(4, 5, 3), ones(4, 5)), {}),
        ((ones(2, 3), ones(4, 2, 3), ones(4)), {}),
    ],
    "corr2d_as_dense": [
        ((ones(4, 1), (3, 9)), {}),
        ((ones(1, 4), (9, 3)), {}),
        ((ones(2), (3, 3)), {}),
    ],
    "corr2d": SLIDING_ERRORS,
    "convolve2d": SLIDING_ERRORS,
    "conv_layer": [((*args, 1.5), {}) for args, _ in SLIDING_ERRORS],
    "corr1d": [
        ((ones(2), ones(3)), {}),
        ((ones(4, 4), ones(2)), {}),
        ((ones(4), ones(2, 2)), {}),
    ],
    "corr3d": [
        ((ones(3, 4, 5), ones(4, 1, 1)), {}),
        ((ones(3, 4, 5), ones(1, 5, 1)), {}),
        ((ones(3, 4, 5), ones(1, 1, 6)), {}),
        ((ones(4, 5), ones(2, 2)), {}),
        ((ones(3, 4, 5), ones(2, 2)), {}),
    ],
    "output_size": [
        ((5, 6), {}),
        ((5, 8), {"padding": 1}),
        ((5, 3), {"dilation": 3}),
        ((5, 3), {"stride": 0}),
        ((5, 3), {"dilation": 0}),
        ((5, 3), {"padding": -1}),
    ],
    "pad2d": [
        *[((PICTURE, padding), {}) for padding in [((-1, 0), (0, 0)), ((0, 0), (2, -1))]],
        ((ones(4), ((1, 1), (1, 1))), {}),
    ],
    "corr2d_strided": [
        *SLIDING_ERRORS,
        ((PICTURE, ones(2, 2)), {"stride": (0, 1)}),
        ((PICTURE, ones(2, 2)), {"stride": -2}),
        ((PICTURE, ones(2, 2)), {"padding": (1, -1)}),
        ((PICTURE, ones(8, 1)), {"padding": (0, 5)}),
    ],
    "corr2d_multi_in": [
        ((BATCH[0], ones(2, 2, 2)), {}),
        ((BATCH[0], ones(3, 8, 1)), {}),
        ((BATCH[0], ones(3, 1, 10)), {}),
        ((BATCH[0], ones(2, 2)), {}),
        ((BATCH[0, 0], ones(3, 2, 2)), {}),
    ],
    "corr2d_multi_in_out": [
        ((BATCH[0], ones(3, 2, 2, 2)), {}),
        ((BATCH[0], ones(4, 3, 8, 1)), {}),
        ((BATCH[0], ones(4, 3, 1, 10)), {}),
        ((BATCH[0], ones(3, 2, 2)), {}),
        ((BATCH, WEIGHT), {}),
    ],
    "conv1x1": [
        ((BATCH[0], ones(3, 5)), {}),
        ((BATCH[0], ones(5, 3, 1, 1)), {}),
        ((BATCH, ones(5, 3)), {}),
    ],
    "conv2d": LAYER_ERRORS,
    "conv2d_im2col": LAYER_ERRORS,
    "conv2d_backward": [
        *[((ones(2, 4, 6, 5), *args), how) for args, how in LAYER_ERRORS if len(args) == 2],
        ((ones(2, 4, 6, 4), BATCH, WEIGHT), {}),
        ((ones(2, 4, 6, 5), BATCH, WEIGHT), {"stride": 2}),
        ((ones(1, 4, 6, 5), BATCH, WEIGHT), {}),
        ((ones(2, 1, 6, 5), BATCH, WEIGHT), {}),
        ((ones(4, 6, 5), BATCH, WEIGHT), {}),
    ],
    "learn_kernel": [
        ((ones(4, 5), ones(4, 5), (2, 2), 0.1, 3), {}),
        ((ones(4, 5), ones(3, 1), (2, 2), 0.1, 3), {}),
        ((ones(4, 5), ones(1, 5), (5, 1), 0.1, 3), {}),
        ((ones(4, 5), ones(4), (1, 1), 0.1, 3), {}),
        ((ones(1, 4, 5), ones(4, 5), (1, 1), 0.1, 3), {}),
    ],
    "im2col": [
        ((BATCH, (8, 1)), {}),
        ((BATCH, (1, 10)), {}),
        ((BATCH, (2, 2)), {"stride": (1, 0)}),
        ((BATCH, (2, 2)), {"padding": -1}),
        ((BATCH[0], (2, 2)), {}),
    ],
    "max_pool2d": [
        ((BATCH, (8, 1)), {}),
        ((BATCH, (1, 10)), {}),
        ((BATCH, (2, 2)), {"stride": (1, 0)}),
        ((BATCH[0], (2, 2)), {}),
    ],
    "cross_entropy": [
        ((ones(3, 4), np.zeros(4, int)), {}),
        ((ones(3, 4), np.zeros((3, 1), int)), {}),
        ((ones(4), np.zeros(4, int)), {}),
    ],
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_what_is_impossible_is_refused_with_a_sentence(name):
    for args, kwargs in IMPOSSIBLE[name]:
        with pytest.raises(ValueError, match=r"\w+ \w+ \w+"):
            solution(name)(*args, **kwargs)
