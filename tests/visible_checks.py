"""What other courses let a student see of a wrong answer: each check's inputs and criterion.

Facts, in our own words and code; nothing is copied but numbers. Sources:

- D2L: A. Zhang et al., "Dive into Deep Learning", sections 7.2, 7.4, 7.5, 16.3 and 4.4. Outputs are
  printed beside the code and compared by the reader; one is asserted.
- CS231n: Stanford's assignment 2 (2020), `ConvolutionalNetworks.ipynb` and
  `FullyConnectedNets.ipynb`. Relative errors are printed, with the order they should be of;
  nothing is asserted.
- Coursera: Deep Learning Specialization, course 4, week 1, "Convolutional Neural Networks: Step by
  Step", the notebook and its `public_tests.py`. Some figures are printed, most are asserted.

Every check takes an answer with the signature of our exercise (NCHW, weights (C_out, C_in, kh, kw),
padding per side), and the truth to compare with where the course prints many numbers. What a course
asks with the framework's own layers, or shows as a picture, checks no code of the student.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.random import RandomState  # the courses' own numbers come from it

from convolution import apply_convolution

Answer = Callable[..., Any]


@dataclass(frozen=True)
class Visible:
    """A check that a student sees.

    Attributes:
        course: who shows it.
        function: our exercise that asks for the same.
        asserted: whether a wrong answer stops the notebook; else the reader has to notice.
        passes: whether an answer gives what the course shows; gets the answer and the truth.
    """

    course: str
    function: str
    asserted: bool
    passes: Callable[[Answer, Answer], bool]


ALL: list[Visible] = []


def visible(
    course: str, function: str, *, asserted: bool = False
) -> Callable[[Callable[[Answer, Answer], bool]], Callable[[Answer, Answer], bool]]:
    """Note down a check."""

    def note(passes: Callable[[Answer, Answer], bool]) -> Callable[[Answer, Answer], bool]:
        ALL.append(Visible(course, function, asserted, passes))
        return passes

    return note


def looks_like(got: Any, expected: Any, digits: float = 1e-4) -> bool:
    """Whether a reader sees the same shape and the same printed digits."""
    got, expected = np.asarray(got), np.asarray(expected)
    return got.shape == expected.shape and np.allclose(got, expected, rtol=digits, atol=digits)


# ---- Dive into Deep Learning ---------------------------------------------------------------------

IMAGE = np.arange(9, dtype=np.float32).reshape(3, 3)
KERNEL = np.arange(4, dtype=np.float32).reshape(2, 2)
IMAGES, KERNELS = np.stack([IMAGE, IMAGE + 1]), np.stack([KERNEL, KERNEL + 1])
BAR = np.ones((6, 8), np.float32)
BAR[:, 2:6] = 0
EDGES = np.array([[1, -1]], np.float32)


@visible("D2L", "corr2d")
def _figure(corr2d: Answer, _: Answer) -> bool:
    return looks_like(corr2d(IMAGE, KERNEL), [[19, 25], [37, 43]])


@visible("D2L", "corr2d")
def _edges(corr2d: Answer, _: Answer) -> bool:
    return looks_like(corr2d(BAR, EDGES), np.tile([0, 1, 0, 0, 0, -1, 0], (6, 1)))


@visible("D2L", "corr2d")
def _no_edges(corr2d: Answer, _: Answer) -> bool:
    return looks_like(corr2d(BAR.T, EDGES), np.zeros((8, 5)))


@visible("D2L", "corr1d")
def _row(corr1d: Answer, _: Answer) -> bool:
    x, k = np.arange(7, dtype=np.float32), np.array([1, 2], np.float32)
    return looks_like(corr1d(x, k), [2, 5, 8, 11, 14, 17])


@visible("D2L", "corr2d_multi_in")
def _two_channels(corr2d_multi_in: Answer, _: Answer) -> bool:
    return looks_like(corr2d_multi_in(IMAGES, KERNELS), [[56, 72], [104, 120]])


@visible("D2L", "corr2d_multi_in_out")
def _three_kernels(corr2d_multi_in_out: Answer, _: Answer) -> bool:
    kernels = np.stack([KERNELS, KERNELS + 1, KERNELS + 2])
    expected = [[[56, 72], [104, 120]], [[76, 100], [148, 172]], [[96, 128], [192, 224]]]
    return looks_like(corr2d_multi_in_out(IMAGES, kernels), expected)


@visible("D2L", "conv1x1", asserted=True)
def _pixels(conv1x1: Answer, truth: Answer) -> bool:
    rng = np.random.default_rng(0)
    x, weight = rng.normal(size=(3, 3, 3)), rng.normal(size=(2, 3))
    return np.abs(conv1x1(x, weight) - truth(x, weight)).sum() < 1e-6


@visible("D2L", "max_pool2d")
def _pooled(max_pool2d: Answer, _: Answer) -> bool:
    return looks_like(max_pool2d(IMAGE[None, None], (2, 2), stride=1), [[[[4, 5], [7, 8]]]])


@visible("D2L", "cross_entropy")
def _two_examples(cross_entropy: Answer, _: Answer) -> bool:
    # D2L's function takes probabilities: the softmax of their logarithms.
    chances = np.array([[0.1, 0.3, 0.6], [0.3, 0.2, 0.5]])
    return looks_like(cross_entropy(np.log(chances), np.array([0, 2])), 1.4979)


# ---- CS231n --------------------------------------------------------------------------------------


def ramp(start: float, stop: float, *shape: int) -> Any:
    """Evenly spaced numbers."""
    return np.linspace(start, stop, int(np.prod(shape))).reshape(shape)


def as_printed(got: Any, expected: Any) -> bool:
    """Whether the relative error that is printed is of the order of 1e-8, as it should be."""
    scale = np.maximum(1e-8, np.abs(got) + np.abs(expected))
    return bool(np.max(np.abs(got - expected) / scale) < 1e-7)


@visible("CS231n", "conv2d")
def _naive_forward(conv2d: Answer, truth: Answer) -> bool:
    x, weight = ramp(-0.1, 0.5, 2, 3, 4, 4), ramp(-0.2, 0.3, 3, 3, 4, 4)
    asked = (x, weight, ramp(-0.1, 0.2, 3), 2, 1)
    return as_printed(conv2d(*asked), np.round(truth(*asked), 8))


@visible("CS231n", "conv2d_backward")
def _naive_backward(conv2d_backward: Answer, truth: Answer) -> bool:
    draw = RandomState(231).randn
    x, weight, _, dout = draw(4, 3, 5, 5), draw(2, 3, 3, 3), draw(2), draw(4, 2, 5, 5)
    found, expected = (f(dout, x, weight, 1, 1) for f in (conv2d_backward, truth))
    return all(as_printed(*pair) for pair in zip(found, expected, strict=True))


@visible("CS231n", "max_pool2d")
def _naive_pooling(max_pool2d: Answer, truth: Answer) -> bool:
    x = ramp(-0.3, 0.4, 2, 3, 4, 4)
    return as_printed(max_pool2d(x, (2, 2), 2), np.round(truth(x, (2, 2), 2), 8))


@visible("CS231n", "relu")
def _relu_forward(relu: Answer, truth: Answer) -> bool:
    x = ramp(-0.5, 0.5, 3, 4)
    return as_printed(relu(x), np.round(truth(x), 8))


@visible("CS231n", "cross_entropy")
def _softmax_loss(cross_entropy: Answer, _: Answer) -> bool:
    random = RandomState(231)
    logits, labels = 0.001 * random.randn(50, 10), random.randint(10, size=50)
    return bool(np.round(cross_entropy(logits, labels), 1) == 2.3)


# ---- Coursera ------------------------------------------------------------------------------------


def images(array: Any) -> Any:
    """(N, H, W, C) as (N, C, H, W)."""
    return array.transpose(0, 3, 1, 2)


def kernels(array: Any) -> Any:
    """(kh, kw, C_in, C_out) as (C_out, C_in, kh, kw)."""
    return array.transpose(3, 2, 0, 1)


@visible("Coursera", "pad2d", asserted=True)
def _zero_pad(pad2d: Answer, _: Answer) -> bool:
    for shape, pad in (((4, 3, 3, 2), 3), ((5, 4, 4, 3), 2)):
        x = images(RandomState(1).randn(*shape))
        y, size = pad2d(x, ((pad, pad), (pad, pad))), shape[1] + 2 * pad
        inside = slice(pad, pad + shape[1])
        if y.shape != (*x.shape[:2], size, size):
            return False
        borders = (y[0, 0, :2], y[0, 1, :, size - 2 :])  # two rows above, two columns on the right
        if any(border.any() for border in borders) or not looks_like(y[:, :, inside, inside], x):
            return False
    return True


@visible("Coursera", "conv2d", asserted=True)
def _single_step(conv2d: Answer, _: Answer) -> bool:
    """One window; the assignment has a function of its own for it, which the layer calls."""
    for seed, side, expected in ((1, 4, -6.999089450680221), (3, 5, -3.5443670581382474)):
        draw = RandomState(seed).randn
        window, weight, bias = draw(side, side, 3), draw(side, side, 3), draw(1, 1, 1)
        y = conv2d(images(window[None]), kernels(weight[..., None]), bias.ravel())
        if not np.isclose(y, expected).all():
            return False
    return True


@visible("Coursera", "conv2d")
def _forward_figures(conv2d: Answer, truth: Answer) -> bool:
    draw = RandomState(1).randn
    x, weight, bias = draw(2, 5, 7, 4), draw(3, 3, 4, 8), draw(1, 1, 1, 8)
    asked = (images(x), kernels(weight), bias.ravel(), 2, 1)
    y, expected = conv2d(*asked), truth(*asked)
    same = np.allclose(y[0, :, 2, 1], expected[0, :, 2, 1])
    return bool(np.isclose(y.mean(), 0.5511276474566768) and same)


@visible("Coursera", "conv2d", asserted=True)
def _forward_shapes(conv2d: Answer, _: Answer) -> bool:
    draw = RandomState(3).randn
    x, weight, bias = draw(2, 5, 7, 4), draw(3, 3, 4, 8), draw(1, 1, 1, 8)
    small = (images(x), kernels(weight), bias.ravel())
    larger = (images(x), kernels(draw(5, 5, 4, 8)), draw(1, 1, 1, 8).ravel())
    y = conv2d(*larger, 1, 6)
    return bool(
        conv2d(*small, 1, 3).shape == (2, 8, 9, 11)
        and conv2d(*small, 2, 0).shape == (2, 8, 2, 3)
        and y.shape == (2, 8, 13, 15)
        and np.isclose(y.mean(), -0.5384027772160062)
    )


@visible("Coursera", "max_pool2d", asserted=True)
def _pool_forward(max_pool2d: Answer, truth: Answer) -> bool:
    wide = np.zeros((4, 4, 5, 7))  # random and unseeded there; its shape alone is looked at
    if max_pool2d(wide, (5, 5), 1).shape != (4, 4, 1, 3):
        return False
    x = images(RandomState(1).randn(2, 5, 5, 3))
    found, expected = (f(x, (2, 2), 1)[1, :, 1] for f in (max_pool2d, truth))
    return np.allclose(found, expected)


@visible("Coursera", "conv2d_backward", asserted=True)
def _backward_figures(conv2d_backward: Answer, _: Answer) -> bool:
    draw = RandomState(1).randn
    x, weight, bias = draw(10, 4, 4, 3), draw(2, 2, 3, 8), draw(1, 1, 1, 8)
    x, weight = images(x), kernels(weight)
    dy = apply_convolution(x, weight, bias.ravel(), stride=2, padding=2)
    found = conv2d_backward(dy, x, weight, 2, 2)
    means = (1.4524377775388075, 1.7269914583139097, 7.839232564616838)
    shapes = [each.shape for each in found] == [x.shape, weight.shape, (8,)]
    return shapes and np.allclose([each.mean() for each in found], means)
