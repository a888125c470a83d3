"""The hidden exams of `channels`: several channels in, several out, whole batches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from autograder.exam import Case, Check, Exam, Misconception, case
from autograder.exams import book
from autograder.exams.common import (
    always_float64,
    asserting,
    correlate,
    list_returned,
    narrowed,
    nothing_returned,
    too_large_accepted,
)
from autograder.exams.inputs import Array, Rng, decimals, different, fitting, whole
from autograder.exams.layers import (
    CHANNELS_NOT_SUMMED,
    FIRST_CHANNEL,
    MEAN_OVER_CHANNELS,
    ONE_PLANE,
    STRETCHED,
    WEIGHT_SWAPPED,
    conv,
    conv2d_by_shifts,
    conv2d_checks,
    conv_empty,
    layer_mistakes,
    layer_refusals,
)
from autograder.exams.words import DTYPES, FLIPPED, LAST_MISSED, TOO_LARGE, WRONG_AXES, both

CHANNELS_DIFFER = both(
    "ValueError when the numbers of channels differ", "通道数不同时抛出 ValueError"
)


# ---- corr2d_multi_in -------------------------------------------------------------------------


def _multi_in_checks(rng: Rng, *out: int) -> Sequence[Check]:
    """Checks of `corr2d_multi_in`, and of `corr2d_multi_in_out` where `out` is a span."""

    def ask(
        draw: Callable[..., Array] = whole,
        types: tuple[str, str] = ("float64", "float64"),
        channels: tuple[int, ...] = (),
    ) -> Case:
        shape, kernel = fitting(rng, kernel=(2, 3), output=(3, 6))
        c_in, c_out = channels or different(rng, (4, 5), (5, 7))
        axes = (c_out, c_in) if out else (c_in,)
        return case(
            (draw if types[0].startswith("float") else whole)(rng, c_in, *shape, dtype=types[0]),
            (draw if types[1].startswith("float") else whole)(rng, *axes, *kernel, dtype=types[1]),
        )

    def misfit(x: tuple[int, ...], k: tuple[int, ...]) -> Case:
        return case(whole(rng, *x), whole(rng, *out[:1], *k))

    h, w = different(rng, (4, 6), (4, 6))
    square = [ask(channels=(3, 3))] if out else []
    return [
        Check(
            both(
                "whole numbers, several channels, kernels that are not square",
                "整数值，多个通道，核不是方的",
            ),
            [ask(), ask(), *square],
            weight=2,
        ),
        Check(
            both("negative numbers and fractions", "负数和小数"),
            [ask(decimals), ask(decimals)],
            weight=2,
        ),
        Check(
            both(
                "a single channel, kernels of one element and as large as the image",
                "单个通道，只有一个元素的核，和图像一样大的核",
            ),
            [
                ask(channels=(1, 2)),
                case(whole(rng, 3, h, w), whole(rng, *out[:1], 3, 1, 1)),
                case(whole(rng, 3, h, w), whole(rng, *out[:1], 3, h, w)),
                *([ask(channels=(2, 1))] if out else []),
            ],
        ),
        Check(
            DTYPES,
            [
                ask(types=("int64", "int64")),
                ask(decimals, ("int64", "float64")),
                ask(decimals, ("float64", "int64")),
                ask(decimals, ("float32", "float32")),
            ],
            dtype=True,
        ),
        Check(
            CHANNELS_DIFFER,
            [
                misfit((3, h, w), (2, 2, 3)),
                misfit((3, h, w), (4, 2, 3)),
                misfit((3, h, w), (1, 2, 3)),
            ],
            raises=True,
        ),
        Check(
            TOO_LARGE,
            [
                misfit((3, h, w), (3, h + 1, 2)),
                misfit((3, h, w), (3, 2, w + 1)),
                misfit((3, h, w), (3, h + 2, w + 2)),
            ],
            raises=True,
        ),
        Check(
            WRONG_AXES,
            [
                misfit((3, h, w, 1), (3, 2, 3)),
                misfit((h, w), (3, 2, 3)),
                case(whole(rng, 3, h, w), whole(rng, 2, 3)),
                case(whole(rng, 3, h, w), whole(rng, 2, 2, 3, 2, 2)),
            ],
            raises=True,
        ),
    ]


def _each_channel(X: Array, K: Array) -> Array:
    """(C_in, Ho, Wo): every channel with its plane, not yet summed; refuses what is impossible."""
    if X.ndim != 3 or K.ndim != 3 or len(X) != len(K):
        raise ValueError("impossible")
    if any(k > n for n, k in zip(X.shape, K.shape, strict=True)):
        raise ValueError("impossible")
    seen = np.lib.stride_tricks.sliding_window_view(X, K.shape[1:], axis=(1, 2))
    found: Array = np.einsum("cijab,cab->cij", seen, K)
    return found


def _multi_in(X: Array, K: Array) -> Array:
    total: Array = _each_channel(X, K).sum(axis=0)
    return total


def _cut_to_fit(X: Array, K: Array) -> Array:
    if X.ndim == K.ndim == 3:
        count = min(len(X), len(K))
        X, K = X[:count], K[:count]
    return _multi_in(X, K)


def _stretched(X: Array, K: Array) -> Array:
    if X.ndim == K.ndim == 3 and len(K) == 1:
        K = np.repeat(K, len(X), axis=0)
    return _multi_in(X, K)


def _empty(X: Array, K: Array) -> Array:
    if X.ndim == 3 and K.ndim in (3, 4) and K.shape[-3] == len(X):
        rows, columns = X.shape[1] - K.shape[-2] + 1, X.shape[2] - K.shape[-1] + 1
        if 0 in (rows, columns):
            return np.zeros((*K.shape[:-3], rows, columns))
    return _multi_in(X, K) if K.ndim == 3 else _multi_in_out(X, K)


corr2d_multi_in = Exam(
    "corr2d_multi_in",
    lambda X, K: correlate(X, K)[0],
    _multi_in_checks,
    (
        Misconception(
            "mean-over-channels",
            lambda X, K: _multi_in(X, K) / len(X),
            MEAN_OVER_CHANNELS,
            book.CHANNELS_IN,
        ),
        Misconception("channels-not-summed", _each_channel, CHANNELS_NOT_SUMMED, book.CHANNELS_IN),
        Misconception(
            "largest-channel",
            lambda X, K: _each_channel(X, K).max(axis=0),
            both(
                "You keep the channel with the largest result. All channels have a say: they are "
                "added up.",
                "你只留下了结果最大的那个通道。每个通道都有份：要全部加起来。",
            ),
            book.CHANNELS_IN,
        ),
        Misconception(
            "first-channel-only",
            lambda X, K: _each_channel(X, K)[0].copy(),
            FIRST_CHANNEL,
            book.CHANNELS_IN,
        ),
        Misconception(
            "one-plane-for-all-channels",
            lambda X, K: _multi_in(X, np.broadcast_to(K[:1], K.shape) if K.ndim == 3 else K),
            ONE_PLANE,
            book.CHANNELS_IN,
        ),
        Misconception(
            "channel-axis-kept",
            lambda X, K: _multi_in(X, K)[None].copy(),
            both(
                "Your result still has an axis for channels. The kernel spans all of them at once, "
                "so there is nothing left to slide along: one kernel, one picture.",
                "你的结果还留着通道轴。核一次就跨过了所有通道，这个方向上没有什么可滑动的："
                "一个核，一张图。",
            ),
            book.CHANNELS_IN,
        ),
        Misconception(
            "flipped-kernel", lambda X, K: _multi_in(X, K[:, ::-1, ::-1]), FLIPPED, book.FLIP
        ),
        Misconception(
            "last-window-missed",
            lambda X, K: _multi_in(X, K)[:-1, :-1].copy(),
            LAST_MISSED,
            book.SLIDING,
        ),
        narrowed(_multi_in, 0, "dtype-of-the-image", book.CHANNELS_IN),
        narrowed(_multi_in, 1, "dtype-of-the-kernel", book.CHANNELS_IN),
        nothing_returned(_multi_in, book.CHANNELS_IN),
        list_returned(_multi_in, book.CHANNELS_IN),
        always_float64(_multi_in, book.CHANNELS_IN),
        Misconception(
            "cut-to-the-shorter",
            _cut_to_fit,
            both(
                "When the numbers of channels differ, zip stops at the shorter one and nobody "
                "notices that channels were left out.",
                "通道数不同时，zip 到短的那个就停了，谁也没发现有通道被漏掉。",
            ),
            book.CHANNELS_IN,
        ),
        Misconception("one-plane-stretched", _stretched, STRETCHED, book.CHANNELS_IN),
        replace(too_large_accepted(_multi_in, 3, book.CHANNELS_IN), wrong=_empty),
        asserting(_multi_in, book.CHANNELS_IN),
    ),
)


# ---- corr2d_multi_in_out ---------------------------------------------------------------------


def _multi_in_out(X: Array, K: Array) -> Array:
    """Answer as an honest student would; for the wrong answers, which vary it."""
    if K.ndim != 4:
        raise ValueError("impossible")
    return np.stack([_multi_in(X, kernel) for kernel in K])


def _outly(answer: Callable[[Array, Array], Array]) -> Callable[..., Array]:
    """A wrong answer that refuses what is impossible."""

    def wrong(X: Array, K: Array) -> Array:
        _multi_in_out(X, K)
        return answer(X, K)

    return wrong


def _own_channel(X: Array, K: Array) -> Array:
    """Each kernel on one channel only: a depthwise layer."""
    if len(X) != len(K):
        raise IndexError("index is out of bounds")
    each = zip(X, K, range(len(K)), strict=True)
    return np.stack([_multi_in(image[None], kernel[[i]]) for image, kernel, i in each])


corr2d_multi_in_out = Exam(
    "corr2d_multi_in_out",
    lambda X, K: np.stack([correlate(X, kernel)[0] for kernel in K]),
    lambda rng: _multi_in_checks(rng, 2),
    (
        Misconception(
            "mean-over-channels",
            lambda X, K: _multi_in_out(X, K) / len(X),
            MEAN_OVER_CHANNELS,
            book.CHANNELS_IN,
        ),
        Misconception(
            "channels-not-summed",
            _outly(lambda X, K: np.stack([_each_channel(X, kernel) for kernel in K])),
            CHANNELS_NOT_SUMMED,
            book.CHANNELS_IN,
        ),
        Misconception(
            "kernels-added-up",
            lambda X, K: _multi_in_out(X, K).sum(axis=0),
            both(
                "You add up what the kernels found. Each kernel makes a map of its own; the sum "
                "runs over the channels that come in.",
                "你把各个核的结果加到了一起。每个核各得一张特征图；求和是对输入通道做的。",
            ),
            book.CHANNELS_OUT,
        ),
        Misconception(
            "first-kernel-only",
            lambda X, K: _multi_in_out(X, K)[:1].copy(),
            both(
                "One map comes out, that of the first kernel. There are as many maps as kernels.",
                "你只输出了第一个核的特征图。有几个核，就有几张特征图。",
            ),
            book.CHANNELS_OUT,
        ),
        Misconception(
            "first-channel-only",
            _outly(lambda X, K: _multi_in_out(X[:1], K[:, :1])),
            FIRST_CHANNEL,
            book.CHANNELS_IN,
        ),
        Misconception(
            "one-plane-for-all-channels",
            _outly(lambda X, K: _multi_in_out(X, np.broadcast_to(K[:, :1], K.shape))),
            ONE_PLANE,
            book.CHANNELS_IN,
        ),
        Misconception(
            "each-kernel-its-channel",
            _outly(_own_channel),
            both(
                "Your kernel number o looks at channel number o only. Every kernel sees all "
                "channels: how many come in and how many go out has nothing to do with each other.",
                "你的第 o 个核只看第 o 个通道。其实每个核都看全部通道："
                "进来几个和出去几个没有关系。",
            ),
            book.CHANNELS_OUT,
        ),
        Misconception(
            "weight-axes-swapped",
            _outly(lambda X, K: _multi_in_out(X, K.swapaxes(0, 1))),
            WEIGHT_SWAPPED,
            book.CHANNELS_OUT,
        ),
        Misconception(
            "channels-at-the-end",
            lambda X, K: np.ascontiguousarray(_multi_in_out(X, K).transpose(1, 2, 0)),
            both(
                "The numbers are right, but the channels stand in the last axis. Here the order is "
                "channels, height, width, for what goes in and for what comes out.",
                "数是对的，通道却排在最后一个轴。这里的顺序是通道、高、宽，输入和输出都一样。",
            ),
            book.CHANNELS_OUT,
        ),
        Misconception(
            "flipped-kernel",
            lambda X, K: _multi_in_out(X, K[..., ::-1, ::-1]),
            FLIPPED,
            book.FLIP,
        ),
        narrowed(_multi_in_out, 0, "dtype-of-the-image", book.CHANNELS_OUT),
        narrowed(_multi_in_out, 1, "dtype-of-the-kernel", book.CHANNELS_OUT),
        nothing_returned(_multi_in_out, book.CHANNELS_OUT),
        list_returned(_multi_in_out, book.CHANNELS_OUT),
        always_float64(_multi_in_out, book.CHANNELS_OUT),
        Misconception(
            "one-plane-stretched",
            lambda X, K: (
                np.stack([_stretched(X, kernel) for kernel in K])
                if K.ndim == 4
                else _multi_in_out(X, K)
            ),
            STRETCHED,
            book.CHANNELS_OUT,
        ),
        replace(too_large_accepted(_multi_in_out, 3, book.CHANNELS_OUT), wrong=_empty),
        asserting(_multi_in_out, book.CHANNELS_OUT),
    ),
)


# ---- conv1x1 ---------------------------------------------------------------------------------


def _pixel_by_pixel(X: Array, W: Array) -> Array:
    """A matrix times a vector at every pixel."""
    Y = np.zeros((len(W), *X.shape[1:]), np.result_type(X, W))
    for i, j in np.ndindex(*X.shape[1:]):
        Y[:, i, j] = W @ X[:, i, j]
    return Y


def _conv1x1_checks(rng: Rng) -> Sequence[Check]:
    def ask(
        draw: Callable[..., Array] = whole,
        types: tuple[str, str] = ("float64", "float64"),
        sizes: tuple[int, ...] = (),
    ) -> Case:
        c_in, c_out, h, w = sizes or different(rng, *[(2, 6)] * 4)
        return case(
            (draw if types[0].startswith("float") else whole)(rng, c_in, h, w, dtype=types[0]),
            (draw if types[1].startswith("float") else whole)(rng, c_out, c_in, dtype=types[1]),
        )

    def misfit(x: tuple[int, ...], w: tuple[int, ...]) -> Case:
        return case(whole(rng, *x), whole(rng, *w))

    return [
        Check(
            both("whole numbers, all sizes different", "整数值，各边长互不相同"),
            [ask(), ask()],
            weight=2,
        ),
        Check(
            both("negative numbers and fractions", "负数和小数"),
            [ask(decimals), ask(decimals)],
            weight=2,
        ),
        Check(
            both(
                "as many channels out as in: no mix-up is seen by its shape",
                "输出与输入通道数相等：弄反了，光看形状看不出来",
            ),
            [ask(sizes=(3, 3, 4, 2)), ask(decimals, sizes=(4, 4, 4, 4))],
        ),
        Check(
            both(
                "a single channel in or out, a single pixel",
                "单个输入通道，单个输出通道，单个像素",
            ),
            [ask(sizes=(1, 4, 3, 2)), ask(sizes=(5, 1, 2, 3)), ask(sizes=(4, 3, 1, 1))],
        ),
        Check(
            DTYPES,
            [
                ask(types=("int64", "int64")),
                ask(decimals, ("int64", "float64")),
                ask(decimals, ("float64", "int64")),
                ask(decimals, ("float32", "float32")),
            ],
            dtype=True,
        ),
        Check(
            CHANNELS_DIFFER,
            [
                misfit((3, 4, 5), (2, 4)),
                misfit((3, 4, 5), (3, 2)),
                misfit((3, 4, 5), (2, 1)),
            ],
            raises=True,
        ),
        Check(
            WRONG_AXES,
            [
                misfit((3, 4, 5), (2, 3, 1, 1)),
                misfit((2, 3, 4, 5), (6, 3)),
                misfit((3, 4), (2, 3)),
                misfit((3, 4, 5), (3,)),
            ],
            raises=True,
        ),
    ]


def _conv1x1(X: Array, W: Array) -> Array:
    """Answer as an honest student would; for the wrong answers, which vary it."""
    if X.ndim != 3 or W.ndim != 2 or len(X) != W.shape[1]:
        raise ValueError("impossible")
    found: Array = np.tensordot(W, X, 1)
    return found


def _pixelwise(answer: Callable[[Array, Array], Array]) -> Callable[..., Array]:
    """A wrong answer that refuses what is impossible."""

    def wrong(X: Array, W: Array) -> Array:
        _conv1x1(X, W)
        return answer(X, W)

    return wrong


def _first_pixels_mixed(X: Array, W: Array) -> Array:
    mixed = X.reshape(-1, len(X)) @ W.T
    return np.ascontiguousarray(mixed.T).reshape(len(W), *X.shape[1:])


def _pixels_mixed_after(X: Array, W: Array) -> Array:
    pixels = X.reshape(len(X), -1).T @ W.T
    return np.ascontiguousarray(pixels).reshape(len(W), *X.shape[1:])


def _column_stretched(X: Array, W: Array) -> Array:
    if X.ndim == 3 and W.ndim == 2 and W.shape[1] == 1:
        W = np.repeat(W, len(X), axis=1)
    return _conv1x1(X, W)


conv1x1 = Exam(
    "conv1x1",
    _pixel_by_pixel,
    _conv1x1_checks,
    (
        Misconception(
            "weight-transposed",
            _pixelwise(lambda X, W: np.tensordot(W.T, X, 1)),
            both(
                "You use the weight the other way round. Its rows belong to output channels, its "
                "columns to input channels.",
                "你把权重用反了。它的行对应输出通道，列对应输入通道。",
            ),
            book.ONE_BY_ONE,
        ),
        Misconception(
            "pixels-torn-apart",
            _pixelwise(_first_pixels_mixed),
            both(
                "You reshape (C, H, W) into a table of H*W rows with C numbers each. reshape only "
                "cuts the row of numbers anew: it puts neighbours of one channel together, not the "
                "channels of one pixel. Moving an axis is another operation.",
                "你把 (C, H, W) 直接 reshape 成 H*W 行、每行 C 个数的表。reshape 只是把一长串数"
                "重新切段，凑到一起的是同一通道里相邻的像素，而不是同一像素的各个通道。"
                "移动轴要用别的操作。",
            ),
            book.ONE_BY_ONE,
        ),
        Misconception(
            "pixels-mixed-up-afterwards",
            _pixelwise(_pixels_mixed_after),
            both(
                "Your sums are right, but they end up in the wrong places: the last reshape takes "
                "pixel by pixel what should be channel by channel. Move the channel axis first.",
                "和算得没错，却放错了地方：最后的 reshape 把逐像素排的数当成了逐通道排的。"
                "要先把通道轴移到前面。",
            ),
            book.ONE_BY_ONE,
        ),
        Misconception(
            "channels-at-the-end",
            lambda X, W: np.ascontiguousarray(_conv1x1(X, W).transpose(1, 2, 0)),
            both(
                "The numbers are right, but the channels stand in the last axis. Here the order is "
                "channels, height, width.",
                "数是对的，通道却排在最后一个轴。这里的顺序是通道、高、宽。",
            ),
            book.ONE_BY_ONE,
        ),
        Misconception(
            "mean-over-channels",
            lambda X, W: _conv1x1(X, W) / len(X),
            MEAN_OVER_CHANNELS,
            book.ONE_BY_ONE,
        ),
        Misconception(
            "output-channels-added-up",
            lambda X, W: _conv1x1(X, W).sum(axis=0),
            both(
                "You add up the output channels, too. Every row of the weight makes a channel of "
                "its own.",
                "你把输出通道也加到了一起。权重的每一行各得一个通道。",
            ),
            book.ONE_BY_ONE,
        ),
        Misconception(
            "one-weight-a-channel",
            _pixelwise(lambda X, W: np.einsum("oc,cij->ocij", W, X)),
            both(
                "You weigh each channel and stop there. A dense layer adds up what it has weighed.",
                "你给每个通道乘了权重就停下了。全连接层还要把它们加起来。",
            ),
            book.ONE_BY_ONE,
        ),
        Misconception(
            "negative-cut-off",
            lambda X, W: np.maximum(_conv1x1(X, W), 0),
            both(
                "Negative outputs have become 0. That is an activation, and a layer of its own.",
                "负的输出都变成了 0。那是激活函数，是另外一层的事。",
            ),
            book.ONE_BY_ONE,
        ),
        narrowed(_conv1x1, 0, "dtype-of-the-image", book.ONE_BY_ONE),
        narrowed(_conv1x1, 1, "dtype-of-the-weight", book.ONE_BY_ONE),
        nothing_returned(_conv1x1, book.ONE_BY_ONE),
        list_returned(_conv1x1, book.ONE_BY_ONE),
        always_float64(_conv1x1, book.ONE_BY_ONE),
        Misconception(
            "one-column-stretched",
            _column_stretched,
            both(
                "A weight for a single input channel is stretched over all channels by "
                "broadcasting, and nobody notices that it does not fit.",
                "只有一个输入通道的权重被广播拉到了所有通道上，谁也看不出它配不上。",
            ),
            book.ONE_BY_ONE,
        ),
        asserting(_conv1x1, book.ONE_BY_ONE),
    ),
)


# ---- conv2d ----------------------------------------------------------------------------------

conv2d = Exam(
    "conv2d",
    conv2d_by_shifts,
    conv2d_checks,
    (
        *layer_mistakes(book.CHANNELS_OUT),
        narrowed(conv, 0, "dtype-of-the-image", book.CHANNELS_OUT),
        nothing_returned(conv, book.CHANNELS_OUT),
        list_returned(conv, book.CHANNELS_OUT),
        always_float64(conv, book.CHANNELS_OUT),
        *layer_refusals(book.CHANNELS_OUT),
        replace(too_large_accepted(conv, 4, book.CHANNELS_OUT), wrong=conv_empty),
        asserting(conv, book.CHANNELS_OUT),
    ),
)

EXAMS: tuple[Exam, ...] = (corr2d_multi_in, corr2d_multi_in_out, conv1x1, conv2d)
