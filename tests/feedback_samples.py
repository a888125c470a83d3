"""Records as the examiner makes them, for the tests of the feedback pages."""

import base64
import io
from dataclasses import replace

import numpy as np
from matplotlib.figure import Figure

from autograder import exams
from autograder.exam import CheckResult, Example, LocalStudent, hold
from autograder.records import CellRecord, Record, ShownCell

POINTS = {"corr2d": 4, "convolve2d": 2, "conv_layer": 2, "corr1d": 2, "corr3d": 3}
PARAMETERS = {
    "corr2d": ("X", "K"),
    "convolve2d": ("X", "K"),
    "conv_layer": ("X", "K", "b"),
    "corr1d": ("x", "k"),
    "corr3d": ("X", "K"),
}
ANSWER = '''def {name}(X, K):
    """Slide K over X & add up: a < b."""
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)
    return np.tensordot(windows, K, axes=2)
'''


def exam_named(function):
    return next(exam for exam in exams.load("cross_correlation") if exam.function == function)


def solution(function):
    if function == "corr2d":
        return lambda X, K: _slid(X, K, 2)
    if function == "convolve2d":
        return lambda X, K: _slid(X, np.flip(K), 2)
    if function == "conv_layer":
        return lambda X, K, b: _slid(X, K, 2) + b
    return lambda X, K: _slid(X, K, 1 if function == "corr1d" else 3)


def _slid(X, K, axes):
    if X.ndim != axes or K.ndim != axes or any(np.array(X.shape) < K.shape):
        raise ValueError("the kernel does not fit")
    return np.tensordot(np.lib.stride_tricks.sliding_window_view(X, K.shape), K, axes=axes)


def examined(functions, language="en"):
    """The graded cells of a student who answers with these functions."""
    cells = []
    for name, points in POINTS.items():
        if name not in functions:
            cells.append(CellRecord(f"test_{name}", 0.0, points, "missing"))
            continue
        result = hold(exam_named(name), LocalStudent({name: functions[name]}), [7], language)
        cells.append(
            CellRecord(
                f"test_{name}",
                result.share * points,
                points,
                result.outcome,
                result.misconception,
                result.hint,
                result.link,
                result.message,
                result.checks,
                result.example,
                ANSWER.format(name=name),
            )
        )
    return cells


def record(cells, **changes):
    made = Record("s0042", "cross_correlation", "", "graded", 13.0, cells=cells, seed="seed")
    return replace(made, **changes)


def png():
    """A small figure as base64."""
    figure = Figure(figsize=(3, 2))
    figure.add_subplot().imshow(np.arange(12).reshape(3, 4))
    content = io.BytesIO()
    figure.savefig(content, format="png", dpi=60)
    return base64.b64encode(content.getvalue()).decode()


TABLE = (
    '<div><style scoped>.dataframe td { color: red }</style><table border="1" class="dataframe">'
    '<thead><tr style="text-align: right;"><th></th><th>loss</th></tr></thead>'
    "<tbody><tr><th>0</th><td>15.5</td></tr><tr><th>1</th><td>3.25</td></tr></tbody></table></div>"
)


def shown_cells():
    return [
        ShownCell("import numpy as np\nimport matplotlib.pyplot as plt", []),
        ShownCell(
            "plt.imshow(corr2d(image, kernel))",
            [{"data": {"text/plain": "<Figure size 300x200>", "image/png": png()}}],
        ),
        ShownCell("losses", [{"data": {"text/html": TABLE, "text/plain": "  loss\n0 15.5"}}]),
        ShownCell(
            "1 / 0",
            [
                {"stream": "stdout", "text": "epoch 1\repoch 2\r\nresult \x1b[31mred\x1b[0m\n"},
                {"stream": "stderr", "text": "RuntimeWarning: overflow"},
                {"stream": "traceback", "text": "ZeroDivisionError  Traceback\n----> 1 1 / 0\n"},
            ],
            "ZeroDivisionError: division by zero",
        ),
    ]


def full_marks():
    return record(examined({name: solution(name) for name in POINTS}), shown=shown_cells())


def flipped(language="en"):
    """Flips the kernel of corr2d, forgets the bias, returns a list, has no corr3d."""
    functions = {
        "corr2d": lambda X, K: _slid(X, np.flip(K), 2),
        "convolve2d": solution("convolve2d"),
        "conv_layer": lambda X, K, b: _slid(X, K, 2),
        "corr1d": lambda x, k: _slid(x, k, 1).tolist(),
    }
    return record(examined(functions, language), language=language, shown=shown_cells())


def chinese():
    return replace(flipped("zh"), student="王小明")


def timed_out():
    cells = examined({"corr2d": solution("corr2d")})
    cells[1] = CellRecord(
        "test_convolve2d",
        0.0,
        2,
        "timeout",
        message="whole numbers: no answer within 5 s: an endless loop?",
        checks=[CheckResult("whole numbers", False, "no answer within 5 s: an endless loop?")],
        answer="def convolve2d(X, K):\n    while True:\n        pass\n",
    )
    cells[2].outcome, cells[3].outcome = "crashed", "error"
    return record(cells, flags=["timeout", "memory", "edited"])


def unreadable(language="en"):
    cells = [CellRecord(f"test_{name}", 0.0, points, "missing") for name, points in POINTS.items()]
    notes = ["not JSON: line 3, column 7"]
    return record(cells, status="unreadable", notes=notes, language=language)


def many_axes():
    """A gradient: a tuple of arrays with four axes, and an argument that is too large to draw."""
    rng = np.random.default_rng(3)
    dX, dweight, dbias = (
        rng.integers(-9, 9, shape).astype(float) for shape in ((2, 2, 5, 4), (3, 2, 3, 2), (3,))
    )
    wrong = dweight.copy()
    wrong[1, 0] += 2
    example = Example(
        "conv2d_backward",
        (rng.normal(size=(2, 3, 3, 3)), rng.normal(size=(2, 2, 5, 4)), rng.normal(size=(9, 9, 9))),
        {"stride": (2, 1), "padding": 1},
        (dX, dweight, dbias),
        (dX, wrong, dbias),
    )
    cell = CellRecord("test_conv2d_backward", 1.0, 5.0, "partial", example=example, answer="...")
    return record([cell], assignment="learning", max_score=5.0)


HOSTILE = (
    "</pre></style></script><script>alert(1)</script><svg onload=alert(2)><img src=x onerror=x>"
)


def hostile():
    """Everything that a student can put somewhere tries to get out."""
    giant = "x" * 300_000
    outputs = [
        {
            "stream": "stdout",
            "text": HOSTILE + "\n\x00\x07\x1b]0;title\x07 \u202eevil\u2066 \udc80",
        },
        {"stream": "stdout", "text": giant},
        {"stream": "stdout", "text": "line\n" * 5_000},
        {
            "data": {
                "text/html": f"<b onclick=x style=color:red>kept</b>{HOSTILE}<a href=//a.b>c</a>"
            }
        },
        {"data": {"text/html": "<div>" * 20_000, "text/plain": "too deep"}},
        {"data": {"image/png": base64.b64encode(HOSTILE.encode()).decode()}},
        {"data": {"image/png": '"><script>alert(3)</script>'}},
        {"data": {"text/plain": {"no": "text"}}},
        {"stream": ["no", "name"], "text": 3},
    ]
    cells = examined({"corr2d": lambda X, K: [HOSTILE, "\ud800", {"a" * 999: giant}]})
    cells[0].answer = HOSTILE
    cells[1].message = HOSTILE + "\u202e\udfff"
    cells[1].checks = [CheckResult("whole numbers", False, HOSTILE)]
    cells[1].link = 'javascript:alert(1)//.html"'
    cells[1].hint = "a hint"
    return record(
        cells,
        student=f"=cmd {HOSTILE} \udcff \u202e",
        flags=["suspicious", "output"],
        shown=[ShownCell(HOSTILE, outputs, HOSTILE), ShownCell("y = '''" + giant, [], "crashed")],
    )


SAMPLES = {
    "full": full_marks,
    "flipped": flipped,
    "chinese": chinese,
    "timeout": timed_out,
    "unreadable": unreadable,
    "missing": lambda: replace(unreadable("zh"), status="missing", notes=[]),
    "axes": many_axes,
    "hostile": hostile,
}
