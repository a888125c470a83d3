"""The figures: nothing cut off, the right numbers in them, colours readable on both themes."""

import io

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from scipy import signal

from convolution import Link, drawing
from convolution.drawing import style

X = np.arange(9).reshape(3, 3)
K = np.array([[0, 1], [2, -3]])
CUBE, CUBE_KERNEL = np.arange(27).reshape(3, 3, 3), np.arange(8).reshape(2, 2, 2)
CHANNELS, KERNELS = np.stack([X, X + 1]), np.stack([K, K + 1])

FIGURES = {
    "network": lambda: drawing.draw_network([3, 2, 2]),
    "weight": lambda: drawing.draw_weight(
        X, np.arange(36).reshape(2, 2, 3, 3), np.ones((2, 2)), (0, 1)
    ),
    "correlation": lambda: drawing.draw_correlation(X, K, (0, 1)),
    "padded": lambda: drawing.draw_correlation(X, np.ones((3, 3)), (1, 1), padding=1, stride=2),
    "dilated": lambda: drawing.draw_correlation(np.eye(5), K, (2, 0), dilation=2),
    "steps": lambda: drawing.draw_steps(X, K, padding=1, stride=(3, 2)),
    "parts": lambda: drawing.draw_parts(X, (2, 2), {"end": (1, 1), "start": (0, 0)}),
    "flip": lambda: drawing.draw_flip(K),
    "sequence": lambda: drawing.draw_sequence(np.arange(7), np.array([1, 2]), 5),
    "ring": lambda: drawing.draw_ring(np.arange(5), np.array([1, 2, 3])),
    "volume": lambda: drawing.draw_volume(CUBE, CUBE_KERNEL, (1, 0, 1)),
    "channels in": lambda: drawing.draw_channels_in(CHANNELS, KERNELS),
    "channels out": lambda: drawing.draw_channels_out(CHANNELS, np.stack([KERNELS, -KERNELS])),
    "a place in channels": lambda: drawing.draw_channels_out(
        CHANNELS, np.ones((3, 2, 1, 1)), at=(0, 1)
    ),
    "locality": lambda: drawing.draw_locality(3, 1),
    "shift": lambda: drawing.draw_shift(np.eye(7)[2], np.eye(7)[3], np.array([1, 1])),
    "receptive field": lambda: drawing.draw_receptive_field(2),
    "columns": lambda: drawing.draw_columns(X, K, 2),
    "kernel gradient": lambda: drawing.draw_kernel_gradient(X, K / 2, (1, 0)),
    "input gradient": lambda: drawing.draw_input_gradient(X / 2, K, (1, 0)),
    "relu and pool": lambda: drawing.draw_relu_and_pool(X - 4),
    "shapes": lambda: drawing.draw_shapes(
        [("", (1, 14, 14)), ("max", (16, 7, 7)), ("", (144, 1, 1)), (r"$10\times144$", (10, 1, 1))]
    ),
    "views": lambda: drawing.draw_views(
        {"$3, 3$": [Link(3)] * 2, "$d = 2$": [Link(2, dilation=2)]}
    ),
    "scores": lambda: drawing.draw_scores({"$p = 4$": np.eye(7), "$s = 2$": np.ones((7, 7))}),
    "images": lambda: drawing.draw_images({"$X$": X, "$Y$": X - 4.0, "$Z$": 0 * X}),
}


@pytest.fixture(autouse=True)
def book_style():
    with plt.rc_context():
        drawing.use_style()
        yield


def texts(figure):
    return [text.get_text() for axes in figure.axes for text in axes.texts]


@pytest.mark.parametrize("name", FIGURES)
def test_nothing_is_cut_off(name):
    figure = FIGURES[name]()
    figure.canvas.draw()
    box = figure.get_tightbbox()
    width, height = figure.get_size_inches()
    assert box.x0 > -0.02
    assert box.y0 > -0.02
    assert box.x1 < width + 0.02
    assert box.y1 < height + 0.02


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_the_same_bytes_every_time(name):
    first, second = io.BytesIO(), io.BytesIO()
    for file in (first, second):
        FIGURES[name]().savefig(file, format="svg", metadata={"Date": None})
    assert first.getvalue() == second.getvalue()


def test_the_sum_is_spelled_out_with_its_signs():
    # 1*0 + 2*1 + 4*2 + 5*(-3) = -5, in four products, with a true minus sign
    assert texts(drawing.draw_correlation(X, K, (0, 1)))[-1] == "\N{MINUS SIGN}5"
    assert texts(drawing.draw_volume(CUBE, CUBE_KERNEL, (0, 0, 0)))[-1] == "268"


def test_a_stride_can_miss_what_has_moved():
    # With the kernel 1 0 a point comes out where it stands: 3 with either stride at place 2,
    # at place 3 only with stride 1. Each row ends with its maximum.
    point, moved = np.array([0, 0, 3, 0, 0]), np.array([0, 0, 0, 3, 0])
    shown = texts(drawing.draw_shift(point, moved, np.array([1, 0])))
    assert shown.count("3") == 5 + 3
    assert shown[-1] == "0"


def test_a_ring_shows_what_the_transform_computes():
    # Each row ends with its output, after the four numbers of x.
    shown = texts(drawing.draw_ring(np.array([1, 2, 0, 0]), np.array([1, 1])))[2:]
    waves = np.fft.fft([1, 2, 0, 0]) * np.fft.fft([1, 1], 4).conj()
    assert shown[4::5] == [f"{n:.0f}" for n in np.fft.ifft(waves).real] == ["3", "2", "0", "1"]


def test_the_way_back_shows_the_flipped_kernel():
    shown = texts(drawing.draw_input_gradient(np.array([[-0.5, 0], [0, 1]]), K, (1, 1)))
    flip = shown.index("flip$(K)$")
    minus = "\N{MINUS SIGN}"
    assert shown[flip - 4 : flip] == [f"{minus}3", "2", "1", "0"]
    # by hand: -0.5 (-3) + 0 * 2 + 0 * 1 + 1 * 0 = 1.5
    assert shown.count("1.5") == 1


def test_steps_show_what_is_known_by_then():
    shown = texts(drawing.draw_steps(X, np.array([[0, 1], [2, 3]])))
    assert [shown.count(n) for n in ("19", "25", "37", "43")] == [4, 3, 2, 1]


def test_parts_are_what_scipy_keeps():
    kernel = np.array([[0, 1], [2, 3]])
    y = signal.correlate2d(X, kernel, mode="full")
    figure = drawing.draw_parts(y, X.shape, {"correlate2d": (1, 1), "correlate": (0, 0)})
    bold = [text.get_text() for text in figure.axes[0].texts if text.get_weight() == "bold"]
    kept = [scipy(X, kernel, mode="same") for scipy in (signal.correlate2d, signal.correlate)]
    assert bold == [str(number) for part in kept for number in part.ravel()]


def test_a_locality_of_or_keeps_a_square_and_and_a_cross():
    # 3 x 3 of 49; all but four corners of 2 x 2
    assert texts(drawing.draw_locality(3, 1)).count("$v$") == 9 + 33


def luminance(color):
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color)]
    return np.dot([0.2126, 0.7152, 0.0722], linear)


def contrast(one, other):
    """The contrast ratio of WCAG 2.2."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("page", ["#ffffff", "#14181e", "#121212"])
def test_lines_and_labels_stand_out_on_light_and_dark_pages(page):
    assert contrast(style.INK, page) > 4
    roles = (style.INPUT, style.KERNEL, style.OUTPUT, style.PADDING, style.BIAS, style.PLAIN)
    assert all(contrast(role.line, page) >= 3 for role in roles)
    assert all(contrast(style.DARK, box) > 4.5 for role in roles for box in (role.tint, role.fill))
