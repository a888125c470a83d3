"""The hidden exams of `learning`: the gradients of a layer, and the descent to a kernel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.exam import Case, Check, Exam, Misconception, Value, case
from autograder.exams import book
from autograder.exams.common import (
    always_float64,
    asserting,
    correlate,
    nothing_returned,
    pair,
    refuse,
)
from autograder.exams.inputs import (
    Array,
    Layer,
    Pair,
    Rng,
    between,
    decimals,
    fitting,
    layer,
    whole,
)
from autograder.exams.layers import Step, batch, places
from autograder.exams.words import (
    BAD_STRIDE,
    DTYPES,
    NEGATIVE_STRIDE,
    PADDING_SWAPPED,
    STRIDE_SWAPPED,
    TOO_LARGE,
    TOO_LARGE_PADDED,
    WRONG_AXES,
    both,
)

Gradients = tuple[Array, Array, Array]


# ---- conv2d_backward -------------------------------------------------------------------------


def backward_by_enumeration(
    dY: Array, X: Array, weight: Array, stride: Step = 1, padding: Step = 0
) -> Gradients:
    """List which pixel each weight met for which output, and collect along the list; an oracle.

    Pixels of the padding are met as well and dropped at the end.
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (C_out, C_in, kh, kw), (rows, columns) = weight.shape, dY.shape[2:]
    frame = ((0, 0), (0, 0), (ph, ph), (pw, pw))
    padded = np.pad(X, frame)
    numbers = np.arange(padded[0, 0].size).reshape(padded.shape[2:])
    met = np.array(
        [
            numbers[i * sh + a, j * sw + b]
            for a, b in np.ndindex(kh, kw)
            for i, j in np.ndindex(rows, columns)
        ]
    )  # (kh*kw*Ho*Wo,)
    seen = padded.reshape(len(X), C_in, -1)[:, :, met].reshape(len(X), C_in, kh * kw, -1)
    flat = dY.reshape(len(X), C_out, -1)
    dweight = sum(np.tensordot(d, s, (1, 2)) for d, s in zip(flat, seen, strict=True))
    shares = np.tensordot(flat, weight.reshape(C_out, C_in, kh * kw), (1, 0))  # (N, HoWo, C, K)
    dpadded = np.zeros((numbers.size, len(X), C_in), shares.dtype)
    np.add.at(dpadded, met, shares.transpose(3, 1, 0, 2).reshape(-1, len(X), C_in))
    dpadded = np.moveaxis(dpadded, 0, -1).reshape(padded.shape)
    inside = dpadded[:, :, ph : ph + X.shape[2], pw : pw + X.shape[3]]
    return inside.copy(), np.asarray(dweight).reshape(weight.shape), flat.sum(axis=2).sum(axis=0)


def _ask_backward(
    rng: Rng,
    sizes: Layer,
    draw: Callable[..., Array] = whole,
    types: tuple[str, str, str] = ("float64", "float64", "float64"),
    **given: int,
) -> Case:
    of = batch(rng, sizes, **given)
    x, w, _ = of.shapes
    arrays = [
        (draw if to.startswith("float") else whole)(rng, *shape, dtype=to)
        for shape, to in zip(((of.n, of.c_out, *sizes.output), x, w), types, strict=True)
    ]
    steps = {"stride": sizes.stride, "padding": sizes.padding}
    return case(*arrays, **{k: v for k, v in steps.items() if v not in ((1, 1), (0, 0))})


def _backward_checks(rng: Rng) -> Sequence[Check]:
    plain = layer(rng, output=(2, 4), stride=(1, 1), padding=(0, 0))
    padded = layer(rng, output=(3, 5), stride=(1, 1), padding=(1, 2))
    strided = layer(rng, kernel=(2, 3), output=(2, 3), stride=(2, 3), padding=(0, 0))
    everything = layer(rng, kernel=(2, 3), output=(2, 3), stride=(2, 3), padding=(1, 2))
    gaps = layer(rng, kernel=(1, 2), output=(2, 3), stride=(3, 4), padding=(0, 0))

    def misfit(dy: tuple[int, ...], x: tuple[int, ...], w: tuple[int, ...], **steps: Value) -> Case:
        return case(whole(rng, *dy), whole(rng, *x), whole(rng, *w), **steps)

    x, w, dy = (2, 3, 5, 6), (4, 3, 2, 3), (2, 4, 4, 4)
    return [
        Check(
            both("dX at stride 1, no padding", "dX：步幅为 1，没有填充"),
            [_ask_backward(rng, plain), _ask_backward(rng, plain, decimals)],
            weight=2,
            part=0,
        ),
        Check(
            both("dweight at stride 1, no padding", "dweight：步幅为 1，没有填充"),
            [_ask_backward(rng, plain), _ask_backward(rng, plain, c_in=3, c_out=3)],
            weight=2,
            part=1,
        ),
        Check(
            both("dbias: one number for each output channel", "dbias：每个输出通道一个数"),
            [_ask_backward(rng, plain), _ask_backward(rng, strided, decimals)],
            part=2,
        ),
        Check(
            both("padding: what flows into it is cut off", "填充：流到那里的梯度要切掉"),
            [_ask_backward(rng, padded), _ask_backward(rng, padded, decimals)],
            weight=2,
        ),
        Check(
            both(
                "strides that do not divide: pixels that no window touched have gradient 0",
                "除不尽的步幅：没有窗口碰到的像素，梯度为 0",
            ),
            [_ask_backward(rng, strided), _ask_backward(rng, strided, decimals)],
            weight=2,
        ),
        Check(
            both(
                "stride and padding together, strides larger than the kernel",
                "步幅和填充一起用，步幅比核大",
            ),
            [
                _ask_backward(rng, everything),
                _ask_backward(rng, everything, decimals),
                _ask_backward(rng, gaps),
            ],
            weight=2,
        ),
        Check(
            both(
                "one int for both axes, kernels of 1 by 1 and as large as the image",
                "两个轴共用一个整数，1 × 1 的核，和图像一样大的核",
            ),
            [
                misfit((2, 4, 3, 4), (2, 3, 5, 6), (4, 3, 3, 2), stride=2, padding=1),
                misfit((2, 4, 3, 5), (2, 3, 3, 5), (4, 3, 1, 1)),
                misfit((3, 4, 1, 1), (3, 2, 5, 4), (4, 2, 5, 4)),
            ],
        ),
        Check(
            DTYPES,
            [
                _ask_backward(rng, plain, whole, ("int64", "int64", "int64")),
                _ask_backward(rng, plain, decimals, ("float64", "int64", "float64")),
                _ask_backward(rng, everything, decimals, ("float32", "float32", "float32")),
            ],
            dtype=True,
        ),
        Check(
            both(
                "ValueError when dY has not the shape of the layer's output",
                "dY 与这一层输出的形状不同时抛出 ValueError",
            ),
            [
                misfit(dy, x, w, stride=2),
                misfit((2, 4, 4, 5), x, w),
                misfit((2, 4, 1, 4), x, w),
                misfit((1, 4, 4, 4), x, w),
            ],
            raises=True,
        ),
        Check(
            both("ValueError when the channels differ", "通道数不同时抛出 ValueError"),
            [misfit(dy, x, (4, 2, 2, 3)), misfit(dy, x, (4, 1, 2, 3))],
            raises=True,
        ),
        Check(
            TOO_LARGE_PADDED,
            [
                misfit((2, 4, 1, 4), x, (4, 3, 6, 3)),
                misfit((2, 4, 6, 1), x, (4, 3, 2, 9), padding=1),
            ],
            raises=True,
        ),
        Check(
            BAD_STRIDE,
            [
                misfit(dy, x, w, stride=(1, 0)),
                misfit(dy, x, w, stride=(1, -1)),
                misfit((2, 4, 2, 2), x, w, padding=-1),
            ],
            raises=True,
        ),
        Check(
            WRONG_AXES,
            [
                misfit((4, 4, 4), (3, 5, 6), w),
                misfit(dy, x, (3, 2, 3)),
                misfit((2, 16, 4), x, w),
            ],
            raises=True,
        ),
    ]


def _refuse_backward(
    dY: Array, X: Array, weight: Array, stride: Step, padding: Step, *, dy: bool = True
) -> None:
    if not X.ndim == weight.ndim == dY.ndim == 4 or X.shape[1] != weight.shape[1]:
        raise ValueError("impossible")
    refuse(X, weight, stride, padding)
    room = np.array(X.shape[2:]) + 2 * np.array(pair(padding)) - weight.shape[2:]
    if dy and dY.shape != (len(X), len(weight), *(room // pair(stride) + 1)):
        raise ValueError("impossible")


def _dweight(dY: Array, X: Array, weight: Array, stride: Step, padding: Step) -> Array:
    seen = places(X, (weight.shape[2], weight.shape[3]), stride, padding)
    found: Array = np.einsum("noij,ncijab->ocab", dY, seen)
    return found


def _dpadded(dY: Array, X: Array, weight: Array, stride: Step, padding: Step) -> Array:
    """The gradient of the padded input."""
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    (n, c, h, w), (rows, columns) = X.shape, dY.shape[2:]
    dX = np.zeros((n, c, h + 2 * ph, w + 2 * pw), np.result_type(dY, weight))
    for a, b in np.ndindex(weight.shape[2:]):
        met = (..., slice(a, a + sh * rows, sh), slice(b, b + sw * columns, sw))
        dX[met] += np.tensordot(dY, weight[:, :, a, b], (1, 0)).transpose(0, 3, 1, 2)
    return dX


def _overwritten(right: Gradients, dY: Array, X: Array, w: Array, s: Pair, p: Pair) -> Value:
    """Window after window is laid into dX, over what lies there."""
    dX = np.zeros_like(_dpadded(dY, X, w, s, p))
    for i, j in np.ndindex(*dY.shape[2:]):
        top, left = i * s[0], j * s[1]
        share = np.tensordot(dY[:, :, i, j], w, 1)
        dX[:, :, top : top + w.shape[2], left : left + w.shape[3]] = share
    return _cut(dX, p), *right[1:]


def _cut(dX: Array, padding: Step) -> Array:
    ph, pw = pair(padding)
    return dX[:, :, ph : dX.shape[2] - ph, pw : dX.shape[3] - pw].copy()


def _backward(dY: Array, X: Array, weight: Array, stride: Step = 1, padding: Step = 0) -> Gradients:
    """Answer as an honest student would; for the wrong answers, which vary it."""
    _refuse_backward(dY, X, weight, stride, padding)
    dX = _cut(_dpadded(dY, X, weight, stride, padding), padding)
    return dX, _dweight(dY, X, weight, stride, padding), dY.sum(axis=(0, 2, 3))


Spoil = Callable[[Gradients, Array, Array, Array, Pair, Pair], Any]


def _spoilt(spoil: Spoil) -> Callable[..., Any]:
    """A wrong answer made of the right gradients, of what was given, and of stride and padding."""

    def wrong(dY: Array, X: Array, weight: Array, stride: Step = 1, padding: Step = 0) -> Value:
        right = _backward(dY, X, weight, stride, padding)
        return spoil(right, dY, X, weight, pair(stride), pair(padding))

    return wrong


def _stride_swapped(right: Gradients, dY: Array, X: Array, w: Array, s: Pair, p: Pair) -> Value:
    """Where the swapped strides reach beyond the border, slices come out too short."""
    if s[0] == s[1]:
        return right
    (rows, columns), (kh, kw) = dY.shape[2:], w.shape[2:]
    height, width = X.shape[2] + 2 * p[0], X.shape[3] + 2 * p[1]
    if (rows - 1) * s[1] + kh > height or (columns - 1) * s[0] + kw > width:
        raise ValueError("operands could not be broadcast together")
    padded = np.pad(X, ((0, 0), (0, 0), (p[0], p[0]), (p[1], p[1])))
    seen = places(padded, (kh, kw), s[::-1], 0)[:, :, :rows, :columns]
    dX = _cut(_dpadded(dY, X, w, s[::-1], p), p)
    return dX, np.einsum("noij,ncijab->ocab", dY, seen), right[2]


def _without_stride(right: Gradients, dY: Array, X: Array, w: Array, s: Pair, p: Pair) -> Value:
    padded = np.pad(X, ((0, 0), (0, 0), (p[0], p[0]), (p[1], p[1])))
    seen = places(padded, (w.shape[2], w.shape[3]), 1, 0)[:, :, : dY.shape[2], : dY.shape[3]]
    return _cut(_dpadded(dY, X, w, 1, p), p), np.einsum("noij,ncijab->ocab", dY, seen), right[2]


def _touched_only(right: Gradients, dY: Array, X: Array, w: Array, s: Pair, p: Pair) -> Value:
    """DX as large as the part of the padded input that windows touched, less the padding."""
    (rows, columns), (kh, kw) = dY.shape[2:], w.shape[2:]
    reach = (rows - 1) * s[0] + kh - 2 * p[0], (columns - 1) * s[1] + kw - 2 * p[1]
    return right[0][:, :, : max(reach[0], 0), : max(reach[1], 0)].copy(), *right[1:]


def _any_dy(dY: Array, X: Array, weight: Array, stride: Step = 1, padding: Step = 0) -> Gradients:
    """Loops over the places of dY, whether they are those of the layer or not."""
    _refuse_backward(dY, X, weight, stride, padding, dy=False)
    room = np.array(X.shape[2:]) + 2 * np.array(pair(padding)) - weight.shape[2:]
    rows, columns = room // pair(stride) + 1
    fits = dY.shape[:2] == (len(X), len(weight))
    if not fits or dY.shape[2] > rows or dY.shape[3] > columns:
        raise ValueError("impossible")
    seen = places(X, (weight.shape[2], weight.shape[3]), stride, padding)
    seen = seen[:, :, : dY.shape[2], : dY.shape[3]]
    dX = _cut(_dpadded(dY, X, weight, stride, padding), padding)
    return dX, np.einsum("noij,ncijab->ocab", dY, seen), dY.sum(axis=(0, 2, 3))


def _backwards(
    dY: Array, X: Array, weight: Array, stride: Step = 1, padding: Step = 0
) -> Gradients:
    if min(pair(stride)) == -1:
        return _backward(dY, X, weight, 1, padding)
    return _backward(dY, X, weight, stride, padding)


def _updating(dY: Array, X: Array, weight: Array, stride: Step = 1, padding: Step = 0) -> Value:
    gradients = _backward(dY, X, weight, stride, padding)
    weight -= gradients[1].astype(weight.dtype)
    return gradients


conv2d_backward = Exam(
    "conv2d_backward",
    backward_by_enumeration,
    _backward_checks,
    (
        Misconception(
            "mean-over-the-batch",
            _spoilt(lambda g, dY, X, w, s, p: (g[0], g[1] / len(X), g[2] / len(X))),
            both(
                "You average the gradients of weight and bias over the batch. If the loss is a "
                "mean, that 1/N is in dY already; the layer adds up what each image contributes.",
                "你把权重和偏置的梯度对批量取了平均。如果损失是平均值，那个 1/N 已经在 dY 里了；"
                "这一层只把每张图的贡献加起来。",
            ),
            book.KERNEL_GRADIENT,
        ),
        Misconception(
            "everything-divided-by-the-batch",
            _spoilt(lambda g, dY, X, w, s, p: tuple(each / len(X) for each in g)),
            both(
                "You divide all three gradients by the number of images. dY says how the loss "
                "depends on the output, whatever the loss is; there is nothing left to average.",
                "三个梯度你都除以了图像的张数。不管损失是什么，dY 已经说明了它怎样随输出变化，"
                "没有什么可再平均的。",
            ),
            book.INPUT_GRADIENT,
        ),
        Misconception(
            "bias-counted-once-an-image",
            _spoilt(lambda g, dY, X, w, s, p: (g[0], g[1], dY.mean(axis=(2, 3)).sum(axis=0))),
            both(
                "You average dY over the map for the bias. The bias was added at every place, and "
                "every place sends its share back.",
                "求偏置的梯度时，你对特征图取了平均。偏置在每个位置都加过，每个位置都要把自己那份传回来。",
            ),
            book.KERNEL_GRADIENT,
        ),
        Misconception(
            "bias-for-each-image",
            _spoilt(lambda g, dY, X, w, s, p: (g[0], g[1], dY.sum(axis=(2, 3)))),
            both(
                "Your dbias has one row for each image. All images met the same bias, so their "
                "shares are added up.",
                "你的 dbias 给每张图留了一行。所有图用的是同一个偏置，各张图的那一份要加到一起。",
            ),
            book.KERNEL_GRADIENT,
        ),
        Misconception(
            "bias-axes-kept",
            _spoilt(lambda g, dY, X, w, s, p: (g[0], g[1], g[2].reshape(1, -1, 1, 1))),
            both(
                "Your dbias has four axes. A gradient has the shape of what it is the gradient of.",
                "你的 dbias 有四个轴。梯度的形状，要和被求导的那个量一样。",
            ),
            book.KERNEL_GRADIENT,
        ),
        Misconception(
            "kernel-flipped-on-the-way-back",
            _spoilt(
                lambda g, dY, X, w, s, p: (
                    _cut(_dpadded(dY, X, w[:, :, ::-1, ::-1], s, p), p),
                    g[1],
                    g[2],
                )
            ),
            both(
                "For dX you lay the kernel the wrong way round. On the way there, weight (a, b) "
                "took pixel (i+a, j+b) to output (i, j); on the way back the same weight takes dY "
                "from (i, j) to that same pixel.",
                "求 dX 时，你把核放反了。去的时候，权重 (a, b) 把像素 (i+a, j+b) 带到输出 (i, j)；"
                "回来的时候，同一个权重把 (i, j) 处的 dY 带回同一个像素。",
            ),
            book.INPUT_GRADIENT,
        ),
        Misconception(
            "dweight-flipped",
            _spoilt(lambda g, dY, X, w, s, p: (g[0], g[1][:, :, ::-1, ::-1].copy(), g[2])),
            both(
                "Your dweight is upside down: the gradient of the first weight stands where that "
                "of the last belongs. Nothing is flipped between a weight and its gradient.",
                "你的 dweight 是颠倒的：第一个权重的梯度放到了最后一个的位置上。"
                "权重和它的梯度之间，没有什么要翻转。",
            ),
            book.KERNEL_GRADIENT,
        ),
        Misconception(
            "overlaps-overwritten",
            _spoilt(_overwritten),
            both(
                "Where windows overlap, the last one wins in your dX. A pixel that was seen by "
                "several windows gets a share from each: they are added up.",
                "在窗口重叠的地方，你的 dX 只留下了最后一个窗口的那一份。被几个窗口看到过的像素，"
                "从每个窗口都要分到一份，加起来才对。",
            ),
            book.INPUT_GRADIENT,
        ),
        Misconception(
            "padding-not-cut-off",
            _spoilt(lambda g, dY, X, w, s, p: (_dpadded(dY, X, w, s, p), g[1], g[2])),
            both(
                "Your dX is as large as the padded input. The zeros around the image are nobody's "
                "input: what flows into them is dropped.",
                "你的 dX 和填充后的输入一样大。四周的零不是谁的输入：流到那里的梯度要丢掉。",
            ),
            book.INPUT_GRADIENT,
        ),
        Misconception(
            "padding-forgotten",
            _spoilt(
                lambda g, dY, X, w, s, p: (
                    _dpadded(dY, X, w, s, p)[:, :, : X.shape[2], : X.shape[3]].copy(),
                    g[1],
                    g[2],
                )
            ),
            both(
                "You cut the gradient to the right size at the wrong corner: the image does not "
                "begin in the corner of the padded input.",
                "你把梯度切到了对的大小，却从错的角切起：图像并不从填充后输入的角上开始。",
            ),
            book.INPUT_GRADIENT,
        ),
        Misconception(
            "stride-forgotten",
            _spoilt(_without_stride),
            both(
                "On the way back your windows lie one step apart, whatever the stride is. Output "
                "(i, j) saw the window that begins at i times the stride.",
                "往回传时，不管步幅是多少，你的窗口都只隔一格。输出 (i, j) 看的窗口，"
                "是从 i 乘步幅处开始的。",
            ),
            book.INPUT_GRADIENT,
        ),
        Misconception(
            "stride-axes-swapped", _spoilt(_stride_swapped), STRIDE_SWAPPED, book.INPUT_GRADIENT
        ),
        Misconception(
            "padding-axes-swapped",
            _spoilt(
                lambda g, dY, X, w, s, p: (
                    g
                    if p[0] == p[1]
                    else (
                        np.pad(_dpadded(dY, X, w, s, p), ((0, 0), (0, 0), (2, 2), (2, 2)))[
                            :, :, 2 + p[1] : 2 + p[1] + X.shape[2], 2 + p[0] : 2 + p[0] + X.shape[3]
                        ].copy(),
                        g[1],
                        g[2],
                    )
                )
            ),
            PADDING_SWAPPED,
            book.INPUT_GRADIENT,
        ),
        Misconception(
            "untouched-pixels-missing",
            _spoilt(_touched_only),
            both(
                "Where the stride does not divide, your dX is smaller than X. Pixels that no "
                "window touched exist all the same: the loss does not depend on them.",
                "步幅除不尽时，你的 dX 比 X 小。没有窗口碰到的像素照样存在，只是损失与它们无关。",
            ),
            book.INPUT_GRADIENT,
        ),
        Misconception(
            "channels-of-dx-added-up",
            _spoilt(
                lambda g, dY, X, w, s, p: (
                    np.repeat(g[0].sum(axis=1, keepdims=True), X.shape[1], axis=1),
                    g[1],
                    g[2],
                )
            ),
            both(
                "All channels of your dX are the same. Each input channel met its own plane of "
                "every kernel, and what comes back goes the same ways.",
                "你的 dX 各个通道都一样。每个输入通道遇到的是每个核里属于自己的那一层，"
                "回来时走的也是同样的路。",
            ),
            book.INPUT_GRADIENT,
        ),
        Misconception(
            "order-of-the-results",
            _spoilt(lambda g, dY, X, w, s, p: (g[1], g[2], g[0])),
            both(
                "Your three gradients are right, but they come back in another order than asked: "
                "first that of the input, then those of weight and bias.",
                "三个梯度都对，返回的顺序却和要求的不同：先是输入的，再是权重的和偏置的。",
            ),
            book.INPUT_GRADIENT,
        ),
        Misconception(
            "step-instead-of-gradient",
            _spoilt(lambda g, dY, X, w, s, p: tuple(-each for each in g)),
            both(
                "All your signs are reversed: you return the direction in which to step. The "
                "gradient points uphill.",
                "你的符号全反了：你返回的是该往哪里走。梯度指的是上坡的方向。",
            ),
            book.INPUT_GRADIENT,
        ),
        Misconception(
            "weight-changed-at-once",
            _updating,
            both(
                "Your gradients are right, but you take the step as well: the caller's weight is "
                "another one afterwards. How large a step to take is the optimiser's business.",
                "梯度是对的，可你顺手把步也走了：调用者的权重就此变了样。走多大一步，是优化器的事。",
            ),
            book.INPUT_GRADIENT,
        ),
        nothing_returned(_backward, book.INPUT_GRADIENT),
        always_float64(_backward, book.INPUT_GRADIENT),
        Misconception(
            "any-dy-accepted",
            _any_dy,
            both(
                "A dY that has too few places is taken without a word. If it doesn't have the "
                "shape of the layer's output, it isn't the gradient of that output.",
                "dY 的位置少了，你也照收不误。形状和这一层的输出不同，就不是那个输出的梯度。",
            ),
            book.INPUT_GRADIENT,
        ),
        Misconception("negative-stride-accepted", _backwards, NEGATIVE_STRIDE, book.INPUT_GRADIENT),
        asserting(_backward, book.INPUT_GRADIENT),
    ),
)


# ---- learn_kernel ----------------------------------------------------------------------------


def descend_by_matrix(
    X: Array, Y: Array, kernel_size: Pair, lr: float, steps: int
) -> tuple[Array, Array]:
    """Least squares with one column for each kernel element; an oracle, measured by SciPy."""
    dtype = np.float32 if X.dtype == Y.dtype == np.float32 else np.float64
    rows, columns = Y.shape
    shifted = [
        X[a : a + rows, b : b + columns].ravel() for a, b in np.ndindex(kernel_size)
    ]  # what each element meets
    A, y = np.array(shifted, np.float64).T, Y.ravel().astype(np.float64)
    kernel, losses = np.zeros(len(shifted)), np.zeros(steps)
    for step in range(steps):
        error = A @ kernel - y
        losses[step] = error @ error / y.size
        kernel = kernel - lr * 2 / y.size * (error @ A)
    return kernel.reshape(kernel_size).astype(dtype), losses.astype(dtype)


def _ask_learning(
    rng: Rng,
    steps: int,
    sizes: tuple[tuple[int, ...], tuple[int, ...]] | None = None,
    types: tuple[str, str] = ("float64", "float64"),
    *,
    learnable: bool = False,
) -> Case:
    """A question with a learning rate that is safe for its image, of two digits."""
    shape, kernel = sizes or fitting(rng, kernel=(1, 3), output=(3, 6))
    X = (decimals if types[0].startswith("float") else whole)(rng, *shape, dtype=types[0])
    output = tuple(n - k + 1 for n, k in zip(shape, kernel, strict=True))
    Y = (decimals if types[1].startswith("float") else whole)(rng, *output, dtype=types[1])
    if learnable:
        Y = correlate(X, whole(rng, *kernel, dtype=types[0]))
    seen = np.lib.stride_tricks.sliding_window_view(X.astype(np.float64), kernel)
    steepest = 2 / Y.size * np.linalg.norm(seen.reshape(Y.size, -1), 2) ** 2
    return case(X, Y, kernel, float(f"{0.8 / steepest:.2g}"), steps)


def _learning_checks(rng: Rng) -> Sequence[Check]:
    def misfit(x: tuple[int, ...], y: tuple[int, ...], kernel: Pair) -> Case:
        return case(whole(rng, *x), whole(rng, *y), kernel, 0.001, 3)

    sizes = fitting(rng, kernel=(2, 3), output=(3, 6))
    return [
        Check(
            both("the kernel after one step from zeros", "从全零的核走一步，得到的核"),
            [_ask_learning(rng, 1, sizes), _ask_learning(rng, 1, sizes), _ask_learning(rng, 1)],
            weight=2,
            part=0,
        ),
        Check(
            both("the loss before the first steps", "前几步之前的损失"),
            [_ask_learning(rng, 1), _ask_learning(rng, 3)],
            part=1,
        ),
        Check(
            both("the kernel after several steps", "走几步之后的核"),
            [_ask_learning(rng, 2), _ask_learning(rng, between(rng, 4, 7))],
            weight=2,
            part=0,
        ),
        Check(
            both("kernel and losses of several steps", "走几步的核和损失"),
            [_ask_learning(rng, between(rng, 8, 11), learnable=True), _ask_learning(rng, 5)],
            weight=2,
        ),
        Check(
            both("many steps: a hidden kernel is found", "走许多步：把藏着的核找出来"),
            [_ask_learning(rng, 60, sizes, learnable=True)],
        ),
        Check(
            both(
                "kernels of one element, of one line, as large as the image",
                "只有一个元素的核，一条线的核，和图像一样大的核",
            ),
            [
                _ask_learning(rng, 4, ((4, 5), (1, 1))),
                _ask_learning(rng, 3, ((5, 4), (1, 3))),
                _ask_learning(rng, 3, ((4, 3), (4, 3))),
            ],
        ),
        Check(
            both(
                "dtypes: float32 when X and Y are, else float64",
                "数据类型：X 和 Y 都是 float32 时为 float32，否则为 float64",
            ),
            [
                _ask_learning(rng, 4, types=("float32", "float32")),
                _ask_learning(rng, 4, types=("int64", "int64")),
                _ask_learning(rng, 4, types=("int64", "float64")),
                _ask_learning(rng, 4, types=("float64", "float32")),
                _ask_learning(rng, 4, types=("float32", "float64")),
            ],
            dtype=True,
        ),
        Check(
            both(
                "ValueError when Y has not the shape of the result",
                "Y 的形状与结果不同时抛出 ValueError",
            ),
            [
                misfit((5, 6), (5, 6), (2, 3)),
                misfit((5, 6), (4, 1), (2, 3)),
                misfit((5, 6), (1, 4), (2, 3)),
                misfit((5, 7), (5, 4), (2, 3)),
            ],
            raises=True,
        ),
        Check(
            TOO_LARGE,
            [misfit((3, 5), (1, 4), (4, 2)), misfit((3, 5), (2, 1), (2, 6))],
            raises=True,
        ),
        Check(
            WRONG_AXES,
            [
                misfit((5, 6, 2), (4, 4), (2, 3)),
                misfit((5, 6), (4, 4, 1), (2, 3)),
                misfit((5, 6), (16,), (2, 3)),
            ],
            raises=True,
        ),
    ]


def _learner(
    *,
    gradient: Callable[[Array, Array], Array] | None = None,
    factor: float = 2,
    start: float = 0,
    loss: Callable[[Array], Value] = lambda error: np.mean(error**2),
    every: bool = True,
) -> Callable[..., Any]:
    """The descent, with the parts that go wrong; `gradient` takes the windows and the error."""

    def answer(X: Array, Y: Array, kernel_size: Pair, lr: float, steps: int) -> Value:
        output = tuple(n - k + 1 for n, k in zip(X.shape, kernel_size, strict=False))
        if X.ndim != 2 or min(output) < 1 or Y.shape != output:
            raise ValueError("impossible")
        dtype = np.float32 if X.dtype == Y.dtype == np.float32 else np.float64
        seen = np.lib.stride_tricks.sliding_window_view(X.astype(dtype), kernel_size)
        kernel, losses = np.full(kernel_size, start, dtype), np.zeros(steps, dtype)
        with np.errstate(over="ignore", invalid="ignore"):  # a wrong descent may run away
            for step in range(steps):
                if step == 0 or every:
                    error = np.tensordot(seen, kernel, 2) - Y.astype(dtype)
                losses[step] = loss(error)
                slope = (gradient or _slope)(seen, error)
                kernel -= dtype(lr * factor / error.size) * slope
        return kernel, losses

    return answer


def _slope(seen: Array, error: Array) -> Array:
    found: Array = np.tensordot(error, seen, 2)
    return found


_learn = _learner()


def _after(spoil: Callable[[Array, Array], Any]) -> Callable[..., Any]:
    """A wrong answer made of the right kernel and losses."""
    return lambda *args: spoil(*_learn(*args))


def _losses_after(X: Array, Y: Array, kernel_size: Pair, lr: float, steps: int) -> Value:
    kernel, _ = _learn(X, Y, kernel_size, lr, steps)
    return kernel, _learn(X, Y, kernel_size, lr, steps + 1)[1][1:].copy()


def _one_loss_more(X: Array, Y: Array, kernel_size: Pair, lr: float, steps: int) -> Value:
    return _learn(X, Y, kernel_size, lr, steps)[0], _learn(X, Y, kernel_size, lr, steps + 1)[1]


def _one_step_less(X: Array, Y: Array, kernel_size: Pair, lr: float, steps: int) -> Value:
    _, losses = _learn(X, Y, kernel_size, lr, steps)
    return _learn(X, Y, kernel_size, lr, steps - 1)[0], losses


def _in_the_images_dtype(X: Array, Y: Array, kernel_size: Pair, lr: float, steps: int) -> Value:
    kernel, losses = _learn(X, Y, kernel_size, lr, steps)
    own = np.zeros(kernel_size, X.dtype)
    own += kernel  # integers refuse it, as they refuse every step
    return own, losses.astype(X.dtype)


def _stretched(X: Array, Y: Array, kernel_size: Pair, lr: float, steps: int) -> Value:
    output = tuple(n - k + 1 for n, k in zip(X.shape, kernel_size, strict=False))
    if X.ndim == Y.ndim == 2 and min(output) > 0:
        Y = np.broadcast_to(Y, output)
    return _learn(X, Y, kernel_size, lr, steps)


class _Keeper:
    """Begins where the last call ended, as with a kernel that lives outside the function."""

    def __init__(self) -> None:
        self.kernels: dict[Pair, Array] = {}

    def __call__(self, X: Array, Y: Array, kernel_size: Pair, lr: float, steps: int) -> Value:
        kernel, losses = _learn(X, Y, kernel_size, lr, steps)
        known = self.kernels.get(kernel_size)
        if known is not None:
            # Beginning at `known` is beginning at zero with what it explains taken off, in advance.
            rest = (Y - correlate(X.astype(np.float64), known)).astype(losses.dtype)
            image = X.astype(losses.dtype)
            kernel, losses = _learn(image, rest, kernel_size, lr, steps)
            kernel += known.astype(kernel.dtype)
        self.kernels[kernel_size] = kernel.astype(np.float64)
        return kernel, losses


learn_kernel = Exam(
    "learn_kernel",
    descend_by_matrix,
    _learning_checks,
    (
        Misconception(
            "two-forgotten",
            _learner(factor=1),
            both(
                "Your steps are half as long as they should be, but your losses are the squares "
                "asked for. What is the derivative of a square?",
                "你的损失是按平方算的，步子却只有应有的一半。平方的导数是什么？",
            ),
            book.KERNEL_GRADIENT,
        ),
        Misconception(
            "half-the-squared-error",
            _learner(factor=1, loss=lambda error: np.mean(error**2) / 2),
            both(
                "You descend on half the squared error, as some books do to be rid of a 2. Losses "
                "and steps are half of what this exercise asks for.",
                "你用的是平方误差的一半，有的书这样写是为了消掉求导得到的 2。"
                "这道题要的损失和步子，都是你的两倍。",
            ),
            book.KERNEL_GRADIENT,
        ),
        Misconception(
            "steps-on-the-sum",
            _learner(gradient=lambda seen, error: error.size * _slope(seen, error)),
            both(
                "Your losses are means, but your steps follow the sum of the squares: they are too "
                "long by the number of outputs, and with a larger image the descent runs away.",
                "你的损失是平均值，步子却按平方和来走：输出有几个数，步子就大了几倍，图像一大就会发散。",
            ),
            book.KERNEL_GRADIENT,
        ),
        Misconception(
            "losses-are-sums",
            _learner(loss=lambda error: np.sum(error**2)),
            both(
                "Your steps are right, but you report the sum of the squared errors. A mean can be "
                "compared between images of different sizes, a sum can't.",
                "步子是对的，但你报告的是误差的平方和。平均值可以在大小不同的图像之间比较，总和不行。",
            ),
            book.HOW_WRONG,
        ),
        Misconception(
            "root-of-the-mean",
            _learner(loss=lambda error: np.sqrt(np.mean(error**2))),
            both(
                "You report the root of the mean squared error. The loss is the mean itself.",
                "你报告的是均方误差的平方根。损失就是均方误差本身。",
            ),
            book.HOW_WRONG,
        ),
        Misconception(
            "absolute-errors",
            _learner(loss=lambda error: np.mean(np.abs(error))),
            both(
                "You report the mean of the absolute errors. Square them first.",
                "你报告的是误差绝对值的平均。要先平方。",
            ),
            book.HOW_WRONG,
        ),
        Misconception(
            "losses-after-the-step",
            _losses_after,
            both(
                "Your losses are those after each step. losses[0] is the loss of the kernel of "
                "zeros, before anything has been learned.",
                "你记下的是每一步之后的损失。losses[0] 是全零的核的损失，那时还什么都没学。",
            ),
            book.KERNEL_GRADIENT,
        ),
        Misconception(
            "one-loss-too-many",
            _one_loss_more,
            both(
                "You return one loss more than steps: that of the final kernel. There is one loss "
                "for each step, taken before it.",
                "你返回的损失比步数多一个，多的是最后那个核的损失。每一步一个损失，在走之前算。",
            ),
            book.KERNEL_GRADIENT,
        ),
        Misconception(
            "last-step-missing",
            _one_step_less,
            both(
                "Your losses are right, but your kernel is one step behind: after the last loss "
                "there is still a step to take.",
                "损失是对的，核却落后一步：记下最后一个损失之后，还要再走一步。",
            ),
            book.KERNEL_GRADIENT,
        ),
        Misconception(
            "uphill",
            _learner(factor=-2),
            both(
                "Your losses grow from step to step: you walk uphill. The gradient points in the "
                "direction in which the loss grows.",
                "你的损失一步比一步大：你在往山上走。梯度指的是损失变大的方向。",
            ),
            book.KERNEL_GRADIENT,
        ),
        Misconception(
            "gradient-flipped",
            _learner(gradient=lambda seen, error: np.flip(_slope(seen, error))),
            both(
                "Your gradient is upside down: what the first kernel element should get goes to "
                "the last. Nothing is flipped between a kernel and its gradient.",
                "你的梯度是颠倒的：核的第一个元素该得的，给了最后一个。这里什么都不翻转，往回传时也一样。",
            ),
            book.KERNEL_GRADIENT,
        ),
        Misconception(
            "learned-by-true-convolution",
            _after(lambda kernel, losses: (np.flip(kernel).copy(), losses)),
            both(
                "Your losses are right and your kernel comes out flipped: you learn it with the "
                "convolution of mathematics. A network would not mind, but this exercise looks "
                "for the kernel of a cross-correlation.",
                "损失都对，核却是翻转的：你是用数学里的卷积来学的。网络不在乎这一点，"
                "可这里要找的是互相关的核。",
            ),
            book.LEARNED_FLIP,
        ),
        Misconception(
            "begins-with-ones",
            _learner(start=1),
            both(
                "You begin with a kernel of ones. From another start the same descent takes "
                "another way: the first loss should be the mean of the squares of Y.",
                "你从全 1 的核开始。起点不同，走的路就不同：第一个损失应当是 Y 的平方的平均值。",
            ),
            book.KERNEL_GRADIENT,
        ),
        Misconception(
            "gradient-never-renewed",
            _learner(every=False),
            both(
                "You compute the error once and then take every step by it. After each step the "
                "kernel is another one, and so is its error.",
                "误差你只算了一次，后面每一步都照它走。每走一步，核就变了，误差也要重新算。",
            ),
            book.KERNEL_GRADIENT,
        ),
        Misconception(
            "kernel-kept-between-calls",
            _Keeper(),
            both(
                "The first call is right, later ones begin where the last one ended: your kernel "
                "lives outside the function. Each call begins with a new kernel of zeros.",
                "第一次调用是对的，以后的调用却从上次结束的地方接着走：你的核放在了函数外面。"
                "每次调用都要从新的全零核开始。",
            ),
            book.KERNEL_GRADIENT,
        ),
        Misconception(
            "kernel-alone",
            _after(lambda kernel, losses: kernel),
            both(
                "You return the kernel only. Whoever trains wants to see the losses, too: they "
                "tell whether it works.",
                "你只返回了核。训练的人还想看到损失：看它才知道有没有效果。",
            ),
            book.KERNEL_GRADIENT,
        ),
        Misconception(
            "order-of-the-results",
            _after(lambda kernel, losses: (losses, kernel)),
            both(
                "You return the losses first. The kernel comes first.",
                "你先返回了损失。应当先是核。",
            ),
            book.KERNEL_GRADIENT,
        ),
        Misconception(
            "losses-as-a-list",
            _after(lambda kernel, losses: (kernel, losses.tolist())),
            both(
                "Your losses are a list. They should be an array of the shape (steps,).",
                "你的损失是个列表。题目要的是形状为 (steps,) 的数组。",
            ),
            book.KERNEL_GRADIENT,
        ),
        Misconception(
            "last-loss-only",
            _after(lambda kernel, losses: (kernel, losses[-1])),
            both(
                "You return a single loss. There is one for each step.",
                "你只返回了一个损失。每一步都有一个。",
            ),
            book.KERNEL_GRADIENT,
        ),
        Misconception(
            "dtype-of-the-image",
            _in_the_images_dtype,
            both(
                "Your kernel has the dtype of the image. When that holds integers, steps of a "
                "fraction can't be taken; a kernel that is learned is always of floats.",
                "你的核用了图像的数据类型。图像是整数时，零点几的步子就走不了；学出来的核总是浮点数。",
            ),
            book.KERNEL_GRADIENT,
        ),
        nothing_returned(_learn, book.KERNEL_GRADIENT),
        always_float64(_learn, book.KERNEL_GRADIENT),
        Misconception(
            "y-stretched-to-fit",
            _stretched,
            both(
                "A Y that is too small is stretched by broadcasting, and a kernel is learned for "
                "something that nobody has shown you.",
                "Y 太小时会被广播拉大，学出来的核，拟合的是谁也没给过你的数据。",
            ),
            book.KERNEL_GRADIENT,
        ),
        asserting(_learn, book.KERNEL_GRADIENT),
    ),
)

EXAMS: tuple[Exam, ...] = (conv2d_backward, learn_kernel)
