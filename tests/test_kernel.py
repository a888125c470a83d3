"""The notebook inside the page, run here: what a cell shows, what it imports, how it fails."""

import sys
from pathlib import Path

import matplotlib as mpl
import pytest

LIVE = Path(__file__).parents[1] / "book/assets/live"


@pytest.fixture
def kernel(monkeypatch):
    """A kernel, and in ``shown`` what it has shown; ``later`` is a package that isn't loaded."""
    monkeypatch.syspath_prepend(LIVE)
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])  # put back afterwards
    import kernel

    shown = []
    made = kernel.Kernel(lambda kind, text: shown.append((kind, text)), {"colorsys": "later"})
    made.shown = shown
    yield made
    sys.modules.pop("kernel")


def run(kernel, source):
    """Run a cell and return what it showed, neighbours of one kind joined, and whether it ended."""
    kernel.shown.clear()
    ended = kernel.run(source, "Cell In[1]")
    joined = []
    for kind, text in kernel.shown:
        if joined and joined[-1][0] == kind:
            joined[-1] = (kind, joined[-1][1] + text)
        else:
            joined.append((kind, text))
    return joined, ended


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("1 + 1", [("result", "2")]),
        ("1 + 1;", []),
        ("None", []),
        ("x = 3", []),
        ("print(1)\n2", [("stdout", "1\n"), ("result", "2")]),
        ("import sys\nprint('a', file=sys.stderr)", [("stderr", "a\n")]),
        ("def f(): return 4\nf()", [("result", "4")]),
        ("", []),
    ],
)
def test_a_cell_shows_what_it_prints_and_its_last_value(kernel, source, shown):
    assert run(kernel, source) == (shown, True)


def test_names_stay_from_cell_to_cell(kernel):
    run(kernel, "import math\ndef twice(n): return 2 * n")
    assert run(kernel, "twice(math.tau) / math.pi") == ([("result", "4.0")], True)


def test_long_values_take_several_lines(kernel):
    ((_, text),), _ = run(kernel, "{letter: letter * 30 for letter in 'abcd'}")
    assert len(text.splitlines()) > 1
    assert max(map(len, text.splitlines())) <= 79
    assert eval(text) == {letter: letter * 30 for letter in "abcd"}


def test_an_endless_print_is_cut(kernel):
    shown, ended = run(kernel, "for _ in range(30): print('x' * 100_000)")
    assert ended
    assert sum(len(text) for _, text in shown) == 1_000_000
    assert run(kernel, "print(1)") == ([("stdout", "1\n")], True)


def test_an_error_says_where_and_what(kernel):
    run(kernel, "print('kept')")
    source = "def divide(a, b):\n    return a / b\n\nprint('first')\ndivide(1, 0)\nprint('never')"
    shown, ended = run(kernel, source)
    assert not ended
    assert shown[0] == ("stdout", "first\n")
    kind, text = shown[1]
    assert kind == "error"
    lines = text.splitlines()
    assert lines[0].split() == ["ZeroDivisionError", *"Traceback (most recent call last)".split()]
    assert "Cell In[1], line 5" in lines
    assert "----> 5 divide(1, 0)" in lines
    assert "Cell In[1], line 2, in divide" in lines
    assert "----> 2     return a / b" in lines
    assert lines[-1] == "ZeroDivisionError: division by zero"
    assert "kernel.py" not in text


def test_errors_that_led_to_one_are_told_too(kernel):
    source = (
        "try:\n    1 / 0\nexcept ZeroDivisionError as error:\n    raise ValueError('b') from error"
    )
    ((_, text),), _ = run(kernel, source)
    assert text.index("ZeroDivisionError: division") < text.index("direct cause of the following")
    assert text.endswith("ValueError: b")


def test_an_endless_recursion_is_told_briefly(kernel):
    ((_, text),), _ = run(kernel, "def f(): f()\nf()")
    assert len(text.splitlines()) < 60
    assert "RecursionError" in text.splitlines()[-1]


@pytest.mark.parametrize(
    "source", ["x = (", "for\n", "raise SystemExit(1)", "import nowhere_at_all"]
)
def test_nothing_ends_the_kernel(kernel, source):
    ((kind, _),), ended = run(kernel, source)
    assert (kind, ended) == ("error", False)
    assert run(kernel, "1") == ([("result", "1")], True)


# -- packages that come when they are used ---------------------------------------------------------


def test_an_import_waits_until_its_name_is_used(kernel):
    first = "import math, colorsys\nfrom colorsys import rgb_to_hsv as hsv"
    assert kernel.wanted(first) == []
    assert run(kernel, first) == ([], True)
    assert "colorsys" not in kernel.names
    assert "math" in kernel.names
    assert kernel.wanted("math.pi") == []
    assert kernel.wanted("hsv(1, 1, 1)") == ["later"]
    kernel.loaded("later")
    assert run(kernel, "hsv(1, 1, 1)") == ([("result", "(0.0, 0.0, 1)")], True)
    assert "colorsys" not in kernel.names


@pytest.mark.parametrize(
    "source",
    [
        "import colorsys\ncolorsys.ONE_THIRD",
        "def f():\n    import colorsys",
        "from colorsys import *",
        "try:\n    import colorsys\nexcept ImportError: pass",
    ],
)
def test_a_package_is_wanted_at_once_where_it_is_used(kernel, source):
    assert kernel.wanted(source) == ["later"]
    kernel.loaded("later")
    assert kernel.wanted(source) == []
    assert run(kernel, source)[1]


def test_what_cannot_be_read_wants_nothing(kernel):
    assert kernel.wanted("import (") == []


# -- figures ---------------------------------------------------------------------------------------


@pytest.fixture
def in_page(kernel):
    before = mpl.get_backend()
    mpl.use("module://page_backend")
    yield kernel
    mpl.use(before)
    sys.modules.pop("page_backend")


def test_figures_appear_once_and_in_order(in_page):
    source = (
        "import matplotlib.pyplot as plt\n"
        "plt.plot([0, 1]); print('drawn'); plt.show(); print('shown'); plt.figure(); plt.plot([1])"
    )
    shown, ended = run(in_page, source + ";")
    assert ended
    assert [kind for kind, _ in shown] == ["stdout", "figure", "stdout", "figure"]
    assert all("<svg" in text for kind, text in shown if kind == "figure")
    assert run(in_page, "1") == ([("result", "1")], True)


def test_a_figure_as_a_value_is_shown_once(in_page):
    shown, _ = run(in_page, "import matplotlib.pyplot as plt\nplt.figure()")
    assert [kind for kind, _ in shown] == ["figure"]


def test_a_cell_that_fails_leaves_no_figure_behind(in_page):
    shown, _ = run(in_page, "import matplotlib.pyplot as plt\nplt.figure(); 1 / 0")
    assert [kind for kind, _ in shown] == ["error"]
    assert run(in_page, "1")[0] == [("result", "1")]
