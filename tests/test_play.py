"""The figures to play with: their arithmetic is SciPy's, and they show what they compute."""

import functools
import itertools
import re
import subprocess
import sys

import numpy as np
import pytest
from scipy import ndimage, signal
from test_site import ROOT

from convolution.drawing import style

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
        call = functools.partial(page.evaluate, script)

        def calls(*args):
            return call(list(args))

        calls.page = page
        yield calls


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


def test_layers_with_channels_are_scipys(ops):
    rng = np.random.default_rng(5)
    for c_in, c_out, size in ((1, 1, 1), (3, 2, 1), (2, 3, 2), (4, 1, 3)):
        x = rng.integers(-9, 10, (c_in, 5, 4))
        weight = rng.integers(-9, 10, (c_out, c_in, size, size))
        bias = rng.integers(-9, 10, c_out)
        (result,) = ops(("applyConvolution", x.tolist(), weight.tolist(), bias.tolist()))
        expected = [
            signal.correlate(x, kernel, mode="valid", method="direct")[0] + b
            for kernel, b in zip(weight, bias, strict=True)
        ]
        np.testing.assert_array_equal(result, expected)


def test_dense_layers_are_numpys(ops):
    rng = np.random.default_rng(6)
    x, weight = rng.integers(-9, 10, (4, 3)), rng.integers(-9, 10, (12, 12))
    (result,) = ops(("applyDense", x.tolist(), weight.tolist()))
    np.testing.assert_array_equal(result, (weight @ x.ravel()).reshape(4, 3))


def test_shifts_are_numpys_and_scipys(ops):
    x = np.arange(1, 21).reshape(4, 5)
    for by in ((0, 0), (1, 2), (-3, 1), (2, -4), (5, 0)):
        wrapped, cut = ops(("shift", x.tolist(), by, True), ("shift", x.tolist(), by))
        np.testing.assert_array_equal(wrapped, np.roll(x, by, axis=(0, 1)))
        np.testing.assert_array_equal(cut, ndimage.shift(x, by, order=0))


def expected_paths(chain):
    """Every layer backwards: zeros between the outputs for the stride, then the kernel's ones."""
    levels = [np.ones(1, int)]
    for link in reversed(chain):
        spread = np.zeros((len(levels[0]) - 1) * link["stride"] + 1, int)
        spread[:: link["stride"]] = levels[0]
        kernel = np.zeros((link["kernel"] - 1) * link["dilation"] + 1, int)
        kernel[:: link["dilation"]] = 1
        levels.insert(0, np.convolve(spread, kernel))
    return levels


def test_receptive_fields_are_where_the_paths_lead(ops):
    rng = np.random.default_rng(8)
    for depth in (1, 2, 3, 5):
        chain = [
            {"kernel": int(k), "stride": int(s), "dilation": int(d)}
            for k, s, d in rng.integers(1, 4, (depth, 3))
        ]
        size, levels = ops(("receptiveField", chain), ("pathsThrough", chain))
        expected = expected_paths(chain)
        assert [list(level) for level in expected] == levels
        assert size == len(expected[0])
    ten = [{"kernel": 3, "stride": 1, "dilation": 1}] * 10
    assert ops(("receptiveField", ten)) == [21]


def counted(height, width, distance):
    """The weights of the four layers, one by one."""
    near, shifts = 0, set()
    pixels = list(itertools.product(range(height), range(width)))
    for (i, j), (row, column) in itertools.product(pixels, pixels):
        shifts.add((row - i, column - j))
        near += abs(row - i) <= distance and abs(column - j) <= distance
    both = [s for s in shifts if max(map(abs, s)) <= distance]
    return [len(pixels) ** 2, near, len(shifts), len(both)]


def test_weights_are_counted_one_by_one(ops):
    # As text: JSON has no integers of any size.
    count = """async ([height, width, distance]) => {
        const { countWeights } = await import(new URL("_static/play/ops.js", location));
        return Object.values(countWeights(height, width, distance)).map(String);
    }"""
    for case in ((4, 4, 1), (3, 5, 0), (5, 3, 2), (4, 4, 3), (2, 3, 5)):
        assert ops.page.evaluate(count, case) == [str(n) for n in counted(*case)]
    camera = ops.page.evaluate(count, (3000, 4000, 1))
    assert camera == ["144000000000000", str(8998 * 11998), str(5999 * 7999), "9"]


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


# -- the other figures ----------------------------------------------------------------------------


def test_the_two_principles_leave_the_kernel(open_page):
    figure = open_page("en/two_principles.html").locator("play-weights")
    shown = {}
    for first, second in itertools.product((False, True), repeat=2):
        figure.get_by_label("First principle").set_checked(first)
        figure.get_by_label("Second principle").set_checked(second)
        shown[first, second] = numbers(figure.locator(".play-number").text_content())
    dense, local, shared, both = ([n] for n in counted(4, 4, 1))
    assert shown == {
        (False, False): dense,
        (False, True): local,
        (True, False): shared,
        (True, True): both,
    }
    left = figure.locator(".play-tensor rect:not(.zero):not(.frame)").count()
    assert left == local[0], "one box for each weight that is not 0"
    slide(figure, "Image", 5)
    assert figure.locator("tbody tr").all_inner_texts() == [
        "fully connected\t1 trillion\t4\u00a0TB",
        "locally connected\t8.99 million\t36\u00a0MB",  # 2998 * 2998 weights
        "shared weights\t4 million\t16\u00a0MB",  # 1999 * 1999
        "convolutional\t9\t36\u00a0B",
    ]
    assert "convolutional: 9 weights" in figure.locator("[role=status]").text_content()


def test_shared_weights_are_cut_from_one_picture(open_page):
    """Of an output in another place the same shift has the same shade."""
    figure = open_page("zh/two_principles.html").locator("play-weights")
    shades = "all => all.map((box) => box.style.fill)"
    boxes = figure.locator(".play-tensor rect:not(.frame)")
    at = np.array(list(np.ndindex(4, 4, 4, 4)))
    shifts = [tuple(shift) for shift in (at[:, 2:] - at[:, :2]).tolist()]
    corners = boxes.evaluate_all(
        "all => all.map((box) => [box.x, box.y].map((c) => c.baseVal.value))"
    )
    i, j, row, column = at.T
    np.testing.assert_allclose(corners, 0.2 + np.stack([4.6 * j + column, 4.6 * i + row], 1), 1e-5)
    for shared in (False, True):
        figure.get_by_label("原则一").set_checked(shared)
        pairs = set(zip(shifts, boxes.evaluate_all(shades), strict=True))
        assert (len(pairs) == 49) == shared


def test_channels_add_up(open_page):
    figure = open_page("en/channels.html").locator("play-channels")
    x = np.stack([np.arange(9).reshape(3, 3), np.arange(1, 10).reshape(3, 3)])
    k = np.array([[[0, 1], [2, 3]], [[1, 2], [3, 4]]])
    expected = [signal.correlate(x, k + o, mode="valid").ravel().astype(int) for o in range(3)]
    spoken = figure.locator("[role=status]")
    slide(figure, "Step", 5)  # the second output of the second kernel
    assert spoken.text_content() == "Step 6 of 12, Y 1 (0, 1): 37 + 63 = 100"
    slide(figure, "Step", 11)
    shown = figure.locator(".play-board:has(.play-name.output) .play-row .play-box")
    assert [int(text) for text in shown.all_text_contents()] == np.concatenate(expected).tolist()
    slide(figure, "Step", 0)
    field = figure.get_by_role("textbox", name="Kernel 0, plane 1 0, 0")
    field.focus()
    field.page.keyboard.type("-10")
    total = (x[:, :2, :2] * k).sum() - 11 * x[1, 0, 0]
    assert numbers(spoken.text_content())[-1] == total


def test_one_by_one_mixes_channels_only(open_page):
    figure = open_page("en/channels.html").locator("play-channels")
    slide(figure, "Kernel size", 1)
    slide(figure, "Channels in", 3)
    slide(figure, "Step", 13)  # pixel (1, 1) of the second kernel, which is 1, 2, 3
    text = figure.locator("[role=status]").text_content()
    assert text == "Step 14 of 27, Y 1 (1, 1): 4 + 10 + 18 = 32"
    assert figure.locator(".play-box.input.lit").count() == 3


@pytest.mark.parametrize(
    ("name", "values"), [("Stride", (2, 2, 1)), ("Dilation", (1, 2, 4))], ids=["stride", "dilation"]
)
def test_three_layers_can_see_fifteen(open_page, name, values):
    figure = open_page("en/two_principles.html").locator("play-receptive")
    result = figure.locator("[role=status]")
    for layer, value in enumerate(values, start=1):
        figure.get_by_label(f"{name} of layer {layer}").fill(str(value))
    assert result.text_content() == "One output sees 15 inputs."
    assert figure.locator("svg rect.input").count() == 15
    figure.get_by_role("button", name="Add a layer").click()
    assert "15" not in result.text_content()
    figure.get_by_role("combobox").select_option("three")
    shown = figure.locator(".play-field text").all_text_contents()
    layer = {"kernel": 3, "stride": 1, "dilation": 1}
    assert shown == [str(n) for n in expected_paths([layer] * 3)[0]]


def test_holes_in_the_view_are_told(open_page):
    figure = open_page("en/two_principles.html").locator("play-receptive")
    figure.get_by_role("combobox").select_option("one")
    figure.get_by_label("Dilation of layer 1").fill("3")
    told = figure.locator("[role=status]").text_content()
    assert told == "One output sees 19 inputs, of which it uses 7."


def by_sign(x, by, *, wrap):
    return np.roll(x, by, axis=(0, 1)) if wrap else ndimage.shift(x, by, order=0)


@pytest.mark.parametrize("wrap", [False, True], ids=["zeros", "circular"])
@pytest.mark.parametrize("stride", [1, 2])
def test_differences_after_a_shift_are_scipys(open_page, wrap, stride):
    figure = open_page("en/two_principles.html").locator("play-equivariance")
    figure.get_by_label("circular" if wrap else "zeros").check(force=True)
    figure.get_by_label(str(stride), exact=True).check(force=True)
    kernel = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])
    x, dense = (np.array(figure.evaluate(f"(figure) => figure.{name}")) for name in ("x", "dense"))

    def convolve(image):
        boundary = "wrap" if wrap else "fill"
        same = signal.correlate2d(image, kernel, mode="same", boundary=boundary)
        return same[::stride, ::stride]

    def connect(image):
        return (dense @ image.ravel()).reshape(image.shape)

    for by in ((0, 4), (0, 6), (-5, 3), (2, -2)):
        slide(figure, "Shift down", by[0])
        slide(figure, "Shift right", by[1])
        moved = by_sign(x, by, wrap=wrap)
        after = [step // stride for step in by]
        differences = [
            convolve(moved) - by_sign(convolve(x), after, wrap=wrap),
            connect(moved) - by_sign(connect(x), by, wrap=wrap),
        ]
        shown = [numbers(text) for text in figure.locator(".play-measure").all_text_contents()]
        for difference, found in zip(differences, shown, strict=True):
            largest, count = np.abs(difference).max(), (np.abs(difference) > 1e-9).sum()
            assert found[:3] == [pytest.approx(largest, rel=1e-3), count, difference.size]
        whole = not any(step % stride for step in by)
        assert shown[0][3] == 0 or not whole, "away from the border there is no difference"
        assert (shown[0][0] == 0) or not (wrap and whole)


# -- on the page ----------------------------------------------------------------------------------


def test_without_a_script_a_sentence_stands_there(open_page):
    page = open_page("en/cross_correlation.html", java_script_enabled=False)
    assert "a kernel slides over an input" in page.locator("play-stepper").inner_text()


CHAPTERS = ("cross_correlation", "dimensions", "padding_stride", "channels", "two_principles")
FIGURES = "figure.play > :first-child"


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_figure_takes_the_room_that_was_kept_for_it(open_page, viewport):
    heights = "all => all.map((figure) => [figure.localName, figure.offsetHeight])"
    for chapter in CHAPTERS:
        page = open_page(f"en/{chapter}.html", viewport)
        page.wait_for_function(f"[...document.querySelectorAll('{FIGURES}')].every((f) => f.role)")
        built = page.locator(FIGURES).evaluate_all(heights)
        page.route("**/play/*.js", lambda route: route.abort())
        page.reload()
        kept = page.locator(FIGURES).evaluate_all(heights)
        assert built, chapter
        for (name, height), (_, room) in zip(built, kept, strict=True):
            assert abs(height - room) <= 40, f"{chapter}, {name}: {height} in a room of {room}"


def test_nothing_is_too_wide_for_a_phone(open_page):
    """With every slider at its end and every list at its last, no page scrolls sideways."""
    move = """all => all.forEach((control) => {
        if (control.type === "checkbox") control.click();
        else control.value = control.max ?? control.options[control.options.length - 2].value;
        control.dispatchEvent(new Event(control.localName === "select" ? "change" : "input"));
    })"""
    for chapter in CHAPTERS:
        page = open_page(f"zh/{chapter}.html", PHONE)
        page.wait_for_selector(f"{FIGURES}[role]")
        kinds = "select, [type=range], [type=number], [type=checkbox]"
        controls = page.locator(f"figure.play :is({kinds})")
        assert controls.count() >= 3
        controls.evaluate_all(move)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], chapter


def test_nothing_moves_for_readers_who_want_no_motion(open_page):
    read = "element => getComputedStyle(element).transitionDuration"
    for wish, expected in (("reduce", "0s"), ("no-preference", "0.25s")):
        page = open_page("en/cross_correlation.html", reduced_motion=wish)
        assert page.locator("play-stepper .play-frame").first.evaluate(read) == expected


def test_scripts_are_loaded_where_they_are_used(open_page):
    loaded = "[...document.scripts].filter((script) => script.src.includes('/play/')).length"
    assert open_page("en/cross_correlation.html").evaluate(loaded) == 1
    assert open_page("en/exercises.html").evaluate(loaded) == 0


# -- the directive --------------------------------------------------------------------------------

SOURCE = """# A page

```{play} stepper
:name: here
:alt: A kernel slides over an input.

The *caption*.
```

See {numref}`here`.
"""


def make_page(folder, source, builder):
    """Build a page with the directive alone, and return what Sphinx says and writes."""
    (folder / "index.md").write_text(source)
    (folder / "conf.py").write_text(
        f"import sys\nsys.path.insert(0, {str(ROOT / 'book/_ext')!r})\n"
        "extensions = ['myst_parser', 'site_play']\nnumfig = True\n"
    )
    command = [sys.executable, "-m", "sphinx", "-W", "-q", "-b", builder, str(folder), "out"]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    pages = (folder / "out").glob("*.tex" if builder == "latex" else "index.*")
    return result.stderr, "".join(page.read_text() for page in pages)


@pytest.mark.parametrize("builder", ["latex", "text"])
def test_elsewhere_the_sentence_and_the_caption_stand(tmp_path, builder):
    said, page = make_page(tmp_path, SOURCE, builder)
    assert said == ""
    assert "A kernel slides over an input." in page
    assert "caption" in page


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("{play} stepper", "{play} stopper", "no such figure: stopper; there are channels, equiv"),
        (":alt: A kernel slides over an input.", "", "stepper: say in alt what it shows"),
        ("The *caption*.", "", "stepper: give it a caption of one paragraph"),
        (":name: here", ":start: padding", "stepper: write start as name=value name=value"),
    ],
)
def test_a_wrong_directive_says_what_is_wrong(tmp_path, old, new, error):
    said, _ = make_page(tmp_path, SOURCE.replace(old, new), "text")
    assert error in said
