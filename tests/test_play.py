"""The figures to play with: their arithmetic is SciPy's, and they show what they compute."""

import re

import numpy as np
import pytest
from scipy import signal
from test_site import site
from test_site_browser import origin

from convolution.drawing import style

__all__ = ["origin", "site"]  # fixtures, shared

pytestmark = pytest.mark.browser

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def ops(browser, origin):
    """Call functions of ops.js in the browser: their names and arguments, many at once."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{origin}/en/index.html")
        script = """async (calls) => {
            const ops = await import(new URL("_static/play/ops.js", location));
            return calls.map(([name, ...args]) => ops[name](...args));
        }"""
        yield lambda *calls: page.evaluate(script, list(calls))


@pytest.fixture
def open_page(browser, origin):
    """Open a chapter; what goes wrong in its scripts fails the test."""
    contexts, errors = [], []

    def opened(path, viewport=WIDE, **options):
        context = browser.new_context(viewport=viewport, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{origin}/{path}")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


# -- arithmetic -----------------------------------------------------------------------------------


def expected_correlation(x, kernel, padding, stride, dilation, *, flipped=False):
    """SciPy's full correlation at stride 1 of a kernel with zeros between its elements."""
    spread = np.zeros([d * (k - 1) + 1 for k, d in zip(kernel.shape, dilation, strict=True)])
    spread[:: dilation[0], :: dilation[1]] = kernel
    operation = signal.convolve if flipped else signal.correlate
    padded = np.pad(x, [(p, p) for p in padding])
    return operation(padded, spread, mode="valid", method="direct")[:: stride[0], :: stride[1]]


def cases(count):
    rng = np.random.default_rng(7)
    for _ in range(count):
        padding, stride, dilation = rng.integers([0, 0, 1, 1, 1, 1], [3, 3, 4, 4, 4, 4]).reshape(
            3, 2
        )
        kernel = rng.integers(-9, 10, rng.integers(1, 4, 2))
        least = np.maximum(dilation * (np.array(kernel.shape) - 1) + 1 - 2 * padding, 1)
        x = rng.integers(-9, 10, least + rng.integers(0, 5, 2))
        settings = {"padding": padding, "stride": stride, "dilation": dilation}
        yield x, kernel, {name: value.tolist() for name, value in settings.items()}


def test_cross_correlation_is_scipys(ops):
    made = list(cases(150))
    for flipped in (False, True):
        calls = [
            ("crossCorrelate", x.tolist(), kernel.tolist(), options | {"flip": flipped})
            for x, kernel, options in made
        ]
        for (x, kernel, options), result in zip(made, ops(*calls), strict=True):
            expected = expected_correlation(x, kernel, **options, flipped=flipped)
            np.testing.assert_array_equal(result, expected, str((x.shape, kernel.shape, options)))


def test_a_sequence_is_correlated_as_numpy_does(ops):
    x, kernel = np.arange(7), np.array([1, 2])  # "Dive into Deep Learning", section 16.3
    (result,) = ops(("crossCorrelate", [x.tolist()], [kernel.tolist()]))
    assert result == [[2, 5, 8, 11, 14, 17]] == [np.correlate(x, kernel).tolist()]


def test_a_kernel_that_does_not_fit_gives_nothing(ops):
    fits, too_big = [[1, 1, 1]], [[1, 1, 1, 1]]
    assert ops(
        ("crossCorrelate", [[1, 2, 3]], fits),
        ("crossCorrelate", [[1, 2, 3]], too_big),
        ("outputShape", [3, 3], [2, 2], {"dilation": [3, 3]}),
    ) == [[[6]], None, None]


def test_wrapping_is_scipys(ops):
    rng = np.random.default_rng(3)
    x, kernel = rng.integers(0, 9, (6, 5)), rng.integers(-3, 4, (3, 3))
    options = {"padding": [1, 1], "wrap": True}
    (result,) = ops(("crossCorrelate", x.tolist(), kernel.tolist(), options))
    expected = signal.correlate2d(x, kernel, mode="same", boundary="wrap")
    np.testing.assert_array_equal(result, expected)


# -- colours --------------------------------------------------------------------------------------


def test_colours_are_the_drawing_codes(open_page):
    page = open_page("en/cross_correlation.html")
    lit = page.locator(".play-box.input.lit").first
    red, green, blue = (int(style.INPUT.fill[i : i + 2], 16) for i in (1, 3, 5))
    colour = lit.evaluate("element => getComputedStyle(element).backgroundColor")
    assert colour == f"rgb({red}, {green}, {blue})"
    read = "name => getComputedStyle(document.documentElement).getPropertyValue(name)"
    for role in ("input", "kernel", "output", "padding", "bias", "plain"):
        for part in ("tint", "fill", "line"):
            assert page.evaluate(read, f"--play-{role}-{part}") == getattr(
                getattr(style, role.upper()), part
            )


# -- the stepper ----------------------------------------------------------------------------------


def numbers(text):
    return [float(found) for found in re.findall(r"-?\d+(?:\.\d+)?", text.replace("−", "-"))]


def slide(figure, label, value):
    figure.get_by_role("slider", name=label).fill(str(value))


def board(figure, name):
    """The numbers that a board shows, in reading order."""
    boxes = figure.locator(f".play-board:has(.play-name:text-is('{name}')) .play-row .play-box")
    script = "all => all.map((box) => (box.querySelector('input')?.value ?? box.textContent))"
    return [text.replace("−", "-") for text in boxes.evaluate_all(script)]


def test_stepping_shows_each_sum(open_page):
    figure = open_page("en/cross_correlation.html").locator("play-stepper")
    spoken = figure.locator("[role=status]")
    assert spoken.text_content() == ""
    assert board(figure, "Y") == ["19", "", "", ""]
    for step, (sum_, terms) in enumerate(
        [(25, "1 · 0 + 2 · 1 + 4 · 2 + 5 · 3"), (37, "3 · 0 + 4 · 1 + 6 · 2 + 7 · 3")], start=2
    ):
        figure.get_by_role("button", name="One step on").click()
        assert spoken.text_content() == f"Step {step} of 4: {terms} = {sum_}"
        assert figure.locator(".play-total").text_content() == f"= {sum_}"
    assert board(figure, "Y") == ["19", "25", "37", ""]


def test_the_stepper_works_by_keyboard(open_page):
    page = open_page("zh/cross_correlation.html")
    figure = page.locator("play-stepper")
    figure.get_by_role("textbox", name="核 0, 0").focus()
    for key, value in (("ArrowRight", "0"), ("ArrowDown", "0"), ("ArrowLeft", "0")):
        page.keyboard.press(key)
        page.keyboard.type(value)
    assert board(figure, "K") == ["0", "0", "0", "0"]
    page.keyboard.press("ArrowRight")
    page.keyboard.type("1")
    figure.get_by_role("slider", name="步骤").focus()
    page.keyboard.press("End")
    assert board(figure, "Y") == ["4", "5", "7", "8"]
    assert "第 4 步，共 4 步" in figure.locator("[role=status]").text_content()


def test_what_the_stepper_fills_in_is_scipys(open_page):
    page = open_page("en/cross_correlation.html")
    figure = page.locator("play-stepper")
    figure.get_by_role("combobox", name="Input").select_option("edge")
    figure.get_by_role("combobox", name="Kernel").select_option("blur")
    for label, value in (("Padding", 1), ("Stride", 2), ("Dilation", 2)):
        slide(figure, label, value)
    figure.get_by_label("flip the kernel").check()
    figure.get_by_role("textbox", name="Kernel 0, 0").fill("-2")
    slide(figure, "Step", 3)
    x = np.array([[0, 0, 0, 9, 9]] * 3 + [[0, 0, 9, 9, 9]] * 2)
    kernel = np.ones((3, 3))
    kernel[0, 0] = -2
    expected = expected_correlation(x, kernel, (1, 1), (2, 2), (2, 2), flipped=True)
    assert [float(y) for y in board(figure, "Y")] == expected.ravel().tolist()
    assert numbers(figure.locator(".play-total").text_content()) == [expected[1, 1]]
    slide(figure, "Dilation", 3)
    slide(figure, "Padding", 0)
    assert "does not fit" in figure.locator("[role=status]").text_content()


def test_playing_fills_the_output(open_page):
    figure = open_page("en/cross_correlation.html").locator("play-stepper")
    figure.get_by_role("button", name="Play").click()
    figure.locator(".play-total:has-text('43')").wait_for()
    figure.get_by_role("button", name="Play").wait_for()  # it has stopped by itself
    assert board(figure, "Y") == ["19", "25", "37", "43"]


# -- on the page ----------------------------------------------------------------------------------


def test_without_a_script_a_sentence_stands_there(open_page):
    page = open_page("en/cross_correlation.html", java_script_enabled=False)
    assert "a kernel slides over an input" in page.locator("play-stepper").inner_text()


def test_scripts_are_loaded_where_they_are_used(open_page):
    loaded = "[...document.scripts].filter((script) => script.src.includes('/play/')).length"
    assert open_page("en/cross_correlation.html").evaluate(loaded) == 1
    assert open_page("en/exercises.html").evaluate(loaded) == 0
