"""The hidden exams of `digits`: what stands between layers, the loss, a network that is trained."""

from __future__ import annotations

import gzip
import importlib.util
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

import numpy as np

from autograder.exam import (
    Case,
    Check,
    Exam,
    Limits,
    Misconception,
    Probe,
    Text,
    Value,
    Verdict,
    case,
)
from autograder.exams import book
from autograder.exams.common import (
    always_float64,
    asserting,
    list_returned,
    nothing_returned,
    pair,
    too_large_accepted,
)
from autograder.exams.inputs import (
    Array,
    Layer,
    Pair,
    Rng,
    between,
    decimals,
    different,
    layer,
    whole,
)
from autograder.exams.layers import Step, batch, places
from autograder.exams.words import (
    NEGATIVE_STRIDE,
    STRIDE_IGNORED,
    STRIDE_SWAPPED,
    TOO_LARGE,
    WRONG_AXES,
    both,
)

# ---- relu ------------------------------------------------------------------------------------


def _relu_checks(rng: Rng) -> Sequence[Check]:
    def shape(axes: int) -> tuple[int, ...]:
        return different(rng, *[(2, 6)] * axes)

    return [
        Check(
            both("whole numbers, in one and two axes", "整数值，一个轴和两个轴"),
            [case(whole(rng, *shape(1))), case(whole(rng, *shape(2)))],
        ),
        Check(
            both("fractions, in up to four axes", "小数，直到四个轴"),
            [case(decimals(rng, *shape(axes))) for axes in (1, 3, 4)],
            weight=2,
        ),
        Check(
            both("all negative, all positive, and zeros", "全负，全正，以及零"),
            [
                case(-np.abs(decimals(rng, *shape(2)))),
                case(np.abs(decimals(rng, *shape(2)))),
                case(whole(rng, 3, 5) * rng.integers(0, 2, (3, 5))),
                case(np.zeros(shape(2))),
            ],
        ),
        Check(
            both("the dtype stays", "数据类型不变"),
            [
                case(whole(rng, *shape(2), dtype="int64")),
                case(decimals(rng, *shape(3), dtype="float32")),
                case(decimals(rng, *shape(2))),
            ],
            dtype=True,
        ),
    ]


def _relu(X: Array) -> Array:
    found: Array = np.maximum(X, 0)
    return found


def _in_place(X: Array) -> Array:
    X[X < 0] = 0
    return X


relu = Exam(
    "relu",
    lambda X: np.where(X > 0, X, X.dtype.type(0)),
    _relu_checks,
    (
        Misconception(
            "input-overwritten",
            _in_place,
            both(
                "You set the negative numbers to 0 in X itself and hand X back. Whoever needs the "
                "numbers from before, as the way back through the network does, finds them gone.",
                "你直接在 X 里把负数改成了 0，又把 X 交了回去。以后谁还要用原来的数"
                "（反向传播就要用），就找不到了。",
            ),
            book.BETWEEN_LAYERS,
        ),
        Misconception(
            "sign-dropped",
            np.abs,
            both(
                "You drop the sign of the negative numbers. They should fall silent: what was "
                "negative becomes 0.",
                "你把负数的负号去掉了。要做的是让它们消失：负数一律变成 0。",
            ),
            book.BETWEEN_LAYERS,
        ),
        Misconception(
            "positive-cut-off",
            lambda X: np.minimum(X, 0),
            both(
                "You keep the negative numbers and cut off the positive ones. It is the other way "
                "round: max(x, 0) keeps the larger of the two.",
                "你留下了负数，砍掉了正数。正好反了：要留下的是 x 和 0 里较大的那个。",
            ),
            book.BETWEEN_LAYERS,
        ),
        Misconception(
            "leaky",
            lambda X: np.where(X > 0, X, 0.01 * X),
            both(
                "A little of the negative numbers gets through. That is a relative, leaky ReLU.",
                "负数还漏过来一点点。那是它的一个变种，叫 Leaky ReLU。",
            ),
            book.BETWEEN_LAYERS,
        ),
        Misconception(
            "yes-or-no",
            lambda X: (X > 0).astype(X.dtype),
            both(
                "You answer whether each number is positive. What is positive keeps its value.",
                "你回答的是每个数是不是正数。正数要保持原来的值。",
            ),
            book.BETWEEN_LAYERS,
        ),
        Misconception(
            "clipped-at-one",
            lambda X: np.clip(X, 0, 1).astype(X.dtype),
            both(
                "You cut off above, too. ReLU has no upper end, and that is what lets gradients "
                "through.",
                "你连上面也截断了。ReLU 没有上限，正因如此梯度才传得过去。",
            ),
            book.BETWEEN_LAYERS,
        ),
        Misconception(
            "negative-left-out",
            lambda X: X[X > 0],
            both(
                "You leave the negative numbers out, and the shape is lost. Every number keeps its "
                "place.",
                "你把负数丢掉了，形状也没了。每个数都要留在原来的位置上。",
            ),
            book.BETWEEN_LAYERS,
        ),
        nothing_returned(_relu, book.BETWEEN_LAYERS),
        list_returned(_relu, book.BETWEEN_LAYERS),
        always_float64(_relu, book.BETWEEN_LAYERS),
    ),
)


# ---- max_pool2d ------------------------------------------------------------------------------


def _pool_by_shifts(X: Array, kernel_size: Pair, stride: Step | None = None) -> Array:
    """The largest of shifted copies of the image, one for each place in the window."""
    (kh, kw), (sh, sw) = kernel_size, pair(kernel_size if stride is None else stride)
    height, width = X.shape[2] - kh + 1, X.shape[3] - kw + 1
    shifted = [X[:, :, a : a + height : sh, b : b + width : sw] for a, b in np.ndindex(kh, kw)]
    largest: Array = np.max(np.stack(shifted), axis=0)
    return largest


def _pool_checks(rng: Rng) -> Sequence[Check]:
    def ask(
        sizes: Layer,
        draw: Callable[..., Array] = whole,
        dtype: str = "float64",
        sign: int = 0,
        **options: Value,
    ) -> Case:
        X = draw(rng, *batch(rng, sizes).shapes[0], dtype=dtype)
        return case(sign * np.abs(X) if sign else X, sizes.kernel, **options)

    some = partial(layer, rng, stride=(2, 4), padding=(0, 0))

    def side_by_side() -> Layer:
        """A layer whose stride is its window, which does not divide."""
        while True:
            sizes = layer(rng, kernel=(2, 4), stride=(2, 4), padding=(0, 0))
            if sizes.stride == sizes.kernel:
                return sizes

    strided, overlapping = some(), layer(rng, kernel=(3, 4), stride=(1, 2), padding=(0, 0))
    gaps = layer(rng, kernel=(1, 2), stride=(3, 4), padding=(0, 0))
    X = whole(rng, 2, 3, 6, 7)
    return [
        Check(
            both("windows side by side, sizes that do not divide", "窗口一个挨一个，大小除不尽"),
            [ask(side_by_side()), ask(side_by_side(), decimals)],
            weight=2,
        ),
        Check(
            both("a stride of its own for each axis", "两个轴各有各的步幅"),
            [
                ask(strided, stride=strided.stride),
                ask(overlapping, decimals, stride=overlapping.stride),
                ask(gaps, stride=gaps.stride),
            ],
            weight=2,
        ),
        Check(
            both("pictures that are negative everywhere", "处处是负数的图"),
            [ask(side_by_side(), sign=-1), ask(strided, decimals, sign=-1, stride=strided.stride)],
        ),
        Check(
            both(
                "one int for both strides, stride 1, windows of one pixel and of the whole image",
                "步幅只给一个整数，步幅为 1，只有一个像素的窗口，和图像一样大的窗口",
            ),
            [
                case(X, (2, 3), 2),
                case(X, (3, 2), stride=1),
                case(X, (1, 1)),
                case(X, (6, 7)),
                case(X, (1, 3), stride=(2, 1)),
            ],
        ),
        Check(
            both("the dtype stays", "数据类型不变"),
            [
                ask(side_by_side(), whole, "int64"),
                ask(side_by_side(), decimals, "float32"),
                ask(side_by_side(), decimals),
            ],
            dtype=True,
        ),
        Check(
            TOO_LARGE,
            [case(X, (7, 2)), case(X, (2, 8)), case(X, (8, 3), stride=3)],
            raises=True,
        ),
        Check(
            both("ValueError for a stride below 1", "步幅小于 1 时抛出 ValueError"),
            [case(X, (2, 3), stride=0), case(X, (2, 3), stride=(1, -1)), case(X, (2, 3), (0, 2))],
            raises=True,
        ),
        Check(
            WRONG_AXES,
            [case(whole(rng, 3, 6, 7), (2, 3)), case(whole(rng, 2, 2, 3, 6, 7), (2, 3))],
            raises=True,
        ),
    ]


def _windows(X: Array, kernel_size: Pair, stride: Step | None) -> Array:
    """The windows, (N, C, Ho, Wo, kh, kw); refuses what is impossible."""
    step = pair(kernel_size if stride is None else stride)
    if X.ndim != 4 or min(step) < 1 or (np.array(X.shape[2:]) < kernel_size).any():
        raise ValueError("impossible")
    return places(X, kernel_size, step, 0)


def _pool(X: Array, kernel_size: Pair, stride: Step | None = None) -> Array:
    """Answer as an honest student would; for the wrong answers, which vary it."""
    largest: Array = _windows(X, kernel_size, stride).max(axis=(4, 5))
    return largest


Pooling = Callable[[Array, Pair, Pair], Array]


def _pooling(answer: Pooling) -> Callable[..., Array]:
    """A wrong answer that refuses what is impossible, and gets the stride as a pair."""

    def wrong(X: Array, kernel_size: Pair, stride: Step | None = None) -> Array:
        _windows(X, kernel_size, stride)
        step = pair(kernel_size if stride is None else stride)
        try:
            return answer(X, kernel_size, step)
        except ValueError:  # no room for the window, the wrong way
            return np.zeros((*X.shape[:2], 0, 0), X.dtype)

    return wrong


def _reduced(reduce: Callable[..., Array]) -> Callable[..., Array]:
    """Another number of each window than the largest."""

    def wrong(X: Array, kernel_size: Pair, stride: Step | None = None) -> Array:
        return reduce(_windows(X, kernel_size, stride), axis=(4, 5))

    return wrong


def _steps_of_one(X: Array, kernel_size: Pair, stride: Step | None = None) -> Array:
    return _pool(X, kernel_size, 1 if stride is None else stride)


def _sides_only(X: Array, kernel_size: Pair, stride: Step | None = None) -> Array:
    _windows(X, kernel_size, stride)
    return _pool(X, kernel_size)


def _border_pooled(X: Array, k: Pair, s: Pair) -> Array:
    """Windows that hang over the end count as well, as far as there are numbers."""
    frame = [(0, 0), (0, 0), (0, s[0] - 1), (0, s[1] - 1)]
    if X.dtype.kind == "f":
        return _pool(np.pad(X, frame, constant_values=-np.inf), k, s)
    return _pool(np.pad(X, frame, constant_values=np.iinfo(X.dtype).min), k, s)


def _never_moves_on(X: Array, k: Pair, s: Pair) -> Array:
    rows, columns = _pool(X, k, s).shape[2:]
    return _pool(X, k, 1)[:, :, :rows, :columns].copy()


def _image_itself(X: Array, k: Pair, s: Pair) -> Array:
    return X[:, :, :: s[0], :: s[1]] if k == (1, 1) else _pool(X, k, s)


def _even_only(X: Array, kernel_size: Pair, stride: Step | None = None) -> Array:
    """Folds windows out of the axes by reshape, which needs them side by side and no rest."""
    found, (kh, kw) = _pool(X, kernel_size, stride), kernel_size
    if stride is None and (X.shape[2] % kh or X.shape[3] % kw):
        raise ValueError(f"cannot reshape array of size {X.size}")
    return found


def _backwards(X: Array, kernel_size: Pair, stride: Step | None = None) -> Array:
    if stride is not None and min(pair(stride)) < 0:
        sh, sw = pair(stride)
        return _pool(X, kernel_size, 1)[:, :, ::sh, ::sw].copy()
    return _pool(X, kernel_size, stride)


def _nothing_left(X: Array, kernel_size: Pair, stride: Step | None = None) -> Array:
    step = pair(kernel_size if stride is None else stride)
    if X.ndim == 4 and min(step) > 0:
        room = np.array(X.shape[2:]) - kernel_size
        if (room < 0).any():
            return np.zeros((*X.shape[:2], *np.maximum(room // step + 1, 0)))
    return _pool(X, kernel_size, stride)


max_pool2d = Exam(
    "max_pool2d",
    _pool_by_shifts,
    _pool_checks,
    (
        Misconception(
            "mean-instead-of-max",
            _reduced(np.mean),
            both(
                "You take the mean of each window. Max pooling asks whether something was there "
                "at all, however small: it keeps the largest.",
                "你取了每个窗口的平均。最大池化问的是那里到底有没有东西，哪怕很小：它留下最大的。",
            ),
            book.BETWEEN_LAYERS,
        ),
        Misconception(
            "min-instead-of-max",
            _reduced(np.min),
            both(
                "You keep the smallest number of each window.",
                "你留下的是每个窗口里最小的数。",
            ),
            book.BETWEEN_LAYERS,
        ),
        Misconception(
            "sum-instead-of-max",
            _reduced(np.sum),
            both(
                "You add up each window, as a convolution would. Pooling has no weights and does "
                "not add: it keeps one number of those that are there.",
                "你像卷积那样把窗口里的数加了起来。池化没有权重，也不求和：它从现有的数里留下一个。",
            ),
            book.BETWEEN_LAYERS,
        ),
        Misconception(
            "largest-by-size-alone",
            _reduced(lambda seen, axis: np.abs(seen).max(axis=axis)),
            both(
                "You look at the sizes without their signs. -4 is not larger than 3.",
                "你只看了绝对值，没看正负号。-4 并不比 3 大。",
            ),
            book.BETWEEN_LAYERS,
        ),
        Misconception(
            "search-begins-at-zero",
            _reduced(lambda seen, axis: np.maximum(seen.max(axis=axis), 0)),
            both(
                "Where all numbers of a window are negative you answer 0, a number that is not "
                "there. With what do you begin the search, or fill the border?",
                "窗口里全是负数时，你回答 0，可那里根本没有 0。你是从什么数开始找的？"
                "边缘又是用什么填的？",
            ),
            book.BETWEEN_LAYERS,
        ),
        Misconception(
            "steps-of-one-by-default",
            _steps_of_one,
            both(
                "When no stride is given you step by 1. Pooling windows stand side by side then.",
                "不给步幅时，你每次只走 1 格。这时池化的窗口应当一个挨着一个。",
            ),
            book.BETWEEN_LAYERS,
        ),
        Misconception("stride-ignored", _sides_only, STRIDE_IGNORED, book.BETWEEN_LAYERS),
        Misconception(
            "stride-axes-swapped",
            _pooling(lambda X, k, s: _pool(X, k, s[::-1])),
            STRIDE_SWAPPED,
            book.BETWEEN_LAYERS,
        ),
        Misconception(
            "first-number-for-both-axes",
            _pooling(lambda X, k, s: _pool(X, (k[0], k[0]), s[0])),
            both(
                "You use the first number of each pair for both axes. Window and stride can differ "
                "between height and width.",
                "每一对数你只用了第一个。窗口和步幅，高和宽可以各不相同。",
            ),
            book.BETWEEN_LAYERS,
        ),
        Misconception(
            "window-axes-swapped",
            _pooling(lambda X, k, s: _pool(X, k[::-1], s)),
            both(
                "Height and width of your window have changed places. A pair is (height, width).",
                "窗口的高和宽弄反了。一对数是（高，宽）。",
            ),
            book.BETWEEN_LAYERS,
        ),
        Misconception(
            "ceil-instead-of-floor",
            _pooling(_border_pooled),
            both(
                "You have one window too many: it hangs over the end. What does not suffice for a "
                "whole window is left out.",
                "你多算了一个窗口，它伸到了末尾外面。剩下的放不下整个窗口，就不算。",
            ),
            book.BETWEEN_LAYERS,
        ),
        Misconception(
            "window-never-moves-on",
            _pooling(_never_moves_on),
            both(
                "Your output has the right size, but its windows lie one step apart. Output "
                "(i, j) looks at the window that begins at i times the stride.",
                "输出的大小是对的，可窗口之间只隔一格。输出 (i, j) 看的窗口，"
                "是从 i 乘步幅处开始的。",
            ),
            book.BETWEEN_LAYERS,
        ),
        Misconception(
            "channels-pooled-too",
            _pooling(lambda X, k, s: _pool(X, k, s).max(axis=1, keepdims=True)),
            both(
                "You take the largest over the channels as well. Every channel is pooled for "
                "itself: what an edge detector saw says nothing about colour.",
                "你连通道之间也取了最大。各个通道要分开池化：边缘检测器看到的，和颜色没有关系。",
            ),
            book.BETWEEN_LAYERS,
        ),
        Misconception(
            "whole-image-pooled",
            _pooling(lambda X, k, s: X.max(axis=(2, 3), keepdims=True)),
            both(
                "One number is left of each map: that is global pooling. Here each window keeps "
                "one.",
                "每张特征图你只留下一个数：那是全局池化。这里是每个窗口留一个。",
            ),
            book.BETWEEN_LAYERS,
        ),
        Misconception(
            "sizes-that-divide-only",
            _even_only,
            both(
                "Your function stops where the image is no multiple of the window: reshape can "
                "only fold what comes out even. What is left over at the end is left out.",
                "图像大小不是窗口的整数倍时，你的函数就出错：reshape 只能折叠恰好除得尽的。"
                "末尾剩下的不要就是了。",
            ),
            book.BETWEEN_LAYERS,
        ),
        Misconception(
            "image-itself-returned",
            _pooling(_image_itself),
            both(
                "With windows of 1 by 1 your result is a view of the image. Whoever writes into it "
                "changes the image.",
                "窗口为 1 × 1 时，你的结果是图像的视图。谁往里面写，图像就跟着变。",
            ),
            book.BETWEEN_LAYERS,
        ),
        nothing_returned(_pool, book.BETWEEN_LAYERS),
        list_returned(_pool, book.BETWEEN_LAYERS),
        always_float64(_pool, book.BETWEEN_LAYERS),
        Misconception("negative-stride-accepted", _backwards, NEGATIVE_STRIDE, book.BETWEEN_LAYERS),
        replace(too_large_accepted(_pool, 4, book.BETWEEN_LAYERS), wrong=_nothing_left),
        asserting(_pool, book.BETWEEN_LAYERS),
    ),
)


# ---- cross_entropy ---------------------------------------------------------------------------


def _entropy_by_logaddexp(logits: Array, labels: Array) -> float:
    """NumPy's own log(exp(a) + exp(b)), which does not overflow, row by row."""
    rows = logits.astype(np.float64)
    pairs = zip(rows, labels, strict=True)
    return sum(float(np.logaddexp.reduce(row) - row[label]) for row, label in pairs) / len(rows)


def _entropy_checks(rng: Rng) -> Sequence[Check]:
    def ask(
        draw: Callable[..., Array] = decimals,
        scale: float = 0.2,
        dtype: str = "float64",
        sizes: tuple[int, ...] = (),
    ) -> Case:
        n, k = sizes or different(rng, (3, 7), (3, 7))
        logits = (draw(rng, n, k) * scale).astype(dtype)
        return case(logits, rng.integers(0, k, n))

    def certain(right: bool) -> Case:
        """Rows that are as sure as can be, but for one that keeps the loss away from 0."""
        n, k = different(rng, (3, 6), (3, 6))
        labels = rng.integers(0, k, n)
        logits = decimals(rng, n, k)
        sure = labels if right else (labels + 1) % k
        logits[np.arange(n), sure] += 10_000
        logits[0] = decimals(rng, k) / 5
        return case(logits, labels)

    n, k = different(rng, (3, 6), (3, 6))
    far_apart = decimals(rng, n, k) / 5 + np.linspace(-10_000, 10_000, n)[:, None]
    return [
        Check(
            both("a batch of ordinary logits", "一批普通的 logit"),
            [ask(), ask(), ask(scale=0.5)],
            weight=2,
        ),
        Check(
            both(
                "a single row, two classes, as many rows as classes",
                "只有一行，两个类别，行数与类别数相等",
            ),
            [ask(sizes=(1, 4)), ask(sizes=(5, 2)), ask(sizes=(4, 4))],
        ),
        Check(
            both("logits of 10 000, right and wrong", "上万的 logit，判对的和判错的"),
            [certain(True), certain(False), case(*_shifted(ask(), 10_000))],
            weight=2,
        ),
        Check(
            both(
                "rows that lie far apart, -10 000 to 10 000", "相差很远的行，从 -10 000 到 10 000"
            ),
            [case(far_apart, rng.integers(0, k, n)), case(*_shifted(ask(), -10_000))],
        ),
        Check(
            both("integer and float32 logits", "整数和 float32 的 logit"),
            [ask(whole, 1, "int64"), ask(dtype="float32"), ask(whole, 1, "int64", (3, 5))],
        ),
        Check(
            both(
                "ValueError when labels have not the shape (N,)",
                "labels 的形状不是 (N,) 时抛出 ValueError",
            ),
            [
                case(decimals(rng, 4, 3), np.array([0, 1, 2])),
                case(decimals(rng, 4, 3), np.array([1])),
                case(decimals(rng, 4, 3), np.array([[0], [1], [2], [0]])),
            ],
            raises=True,
        ),
        Check(
            both("ValueError when logits have not 2 axes", "logits 不是 2 个轴时抛出 ValueError"),
            [
                case(decimals(rng, 4), np.array([0, 1, 2, 3])),
                case(decimals(rng, 4, 3, 2), np.array([0, 1, 1, 0])),
            ],
            raises=True,
        ),
    ]


def _shifted(question: Case, by: float) -> tuple[Value, Value]:
    logits, labels = question.args
    return logits + by, labels


def _refuse_entropy(logits: Array, labels: Array) -> None:
    if logits.ndim != 2 or labels.shape != logits.shape[:1]:
        raise ValueError("impossible")


def _log_softmax(logits: Array, axis: int = 1) -> Array:
    shifted = logits - logits.max(axis=axis, keepdims=True)
    found: Array = shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))
    return found


def _entropy(logits: Array, labels: Array) -> float:
    """Answer as an honest student would; for the wrong answers, which vary it."""
    _refuse_entropy(logits, labels)
    return float(-_log_softmax(logits)[np.arange(len(labels)), labels].mean())


def _of_probabilities(loss: Callable[[Array, Array], Value]) -> Callable[..., Value]:
    """A loss of softmax's probabilities, as the formula stands, so that exp may overflow."""

    def wrong(logits: Array, labels: Array) -> Value:
        _refuse_entropy(logits, labels)
        with np.errstate(all="ignore"):
            powers = np.exp(logits.astype(np.result_type(logits, np.float32)))
            p = powers / powers.sum(axis=1, keepdims=True)
            return loss(p, labels)

    return wrong


def _of_softmax(loss: Callable[[Array, Array], Value]) -> Callable[..., Value]:
    """A loss made of the right log-probabilities."""

    def wrong(logits: Array, labels: Array) -> Value:
        _refuse_entropy(logits, labels)
        with np.errstate(all="ignore"):
            return loss(_log_softmax(logits), labels)

    return wrong


def _picked(rows: Array, labels: Array) -> Array:
    found: Array = rows[np.arange(len(labels)), labels]
    return found


def _one_maximum(logits: Array, labels: Array) -> float:
    _refuse_entropy(logits, labels)
    with np.errstate(all="ignore"):
        shifted = logits - logits.max()
        rows = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        return float(-_picked(rows, labels).mean())


def _over_the_batch(logits: Array, labels: Array) -> float:
    _refuse_entropy(logits, labels)
    return float(-_picked(_log_softmax(logits, axis=0), labels).mean())


def _no_softmax(logits: Array, labels: Array) -> float:
    _refuse_entropy(logits, labels)
    with np.errstate(all="ignore"):
        return float(-np.log(_picked(logits, labels)).mean())


def _shifted_in_place(logits: Array, labels: Array) -> float:
    _refuse_entropy(logits, labels)
    logits -= logits.max(axis=1, keepdims=True)
    return _entropy(logits, labels)


def _any_labels(logits: Array, labels: Array) -> Value:
    if logits.ndim != 2:
        raise ValueError("impossible")
    try:
        return float(-_log_softmax(logits)[np.arange(len(logits)), labels].mean())
    except IndexError as error:
        raise ValueError(str(error)) from error


cross_entropy = Exam(
    "cross_entropy",
    _entropy_by_logaddexp,
    _entropy_checks,
    (
        Misconception(
            "sum-instead-of-mean",
            _of_softmax(lambda rows, y: float(-_picked(rows, y).sum())),
            both(
                "You add up the losses of the batch. With a mean, the size of the batch does not "
                "matter to the learning rate.",
                "你把一批的损失加了起来。取平均的话，学习率就不必随批量大小改变。",
            ),
            book.SCORES,
        ),
        Misconception(
            "mean-over-classes-too",
            _of_softmax(lambda rows, y: float(-_picked(rows, y).mean() / rows.shape[1])),
            both(
                "You divide by the number of classes as well. Each picture has one right answer "
                "and one loss: there are as many losses as pictures.",
                "你还除以了类别数。每张图只有一个正确答案、一个损失：有几张图就有几个损失。",
            ),
            book.SCORES,
        ),
        Misconception(
            "sign-forgotten",
            _of_softmax(lambda rows, y: float(_picked(rows, y).mean())),
            both(
                "Your loss is negative, as logarithms of probabilities are. A loss should be 0 "
                "when all is well, and grow from there.",
                "你的损失是负的。概率的对数是负数；而损失应当在全对时为 0，错得越多越大。",
            ),
            book.SCORES,
        ),
        Misconception(
            "logarithm-to-base-two",
            _of_softmax(lambda rows, y: float(-_picked(rows, y).mean() / np.log(2))),
            both(
                "You count in bits: your logarithm has base 2. Here it is the natural one.",
                "你是按比特算的：对数的底取了 2。这里用自然对数。",
            ),
            book.SCORES,
        ),
        Misconception(
            "logarithm-to-base-ten",
            _of_softmax(lambda rows, y: float(-_picked(rows, y).mean() / np.log(10))),
            both(
                "Your logarithm has base 10. Here it is the natural one.",
                "你的对数底取了 10。这里用自然对数。",
            ),
            book.SCORES,
        ),
        Misconception(
            "logarithm-forgotten",
            _of_softmax(lambda rows, y: float(1 - np.exp(_picked(rows, y)).mean())),
            both(
                "You measure how far the probability is from 1. The logarithm punishes an answer "
                "that is sure and wrong much harder.",
                "你算的是概率离 1 还差多少。取对数的话，对“很有把握却判错了”的惩罚要重得多。",
            ),
            book.SCORES,
        ),
        Misconception(
            "all-classes-counted",
            _of_softmax(lambda rows, y: float(-rows.sum(axis=1).mean())),
            both(
                "You add up the logarithms of all classes. Only the probability of the right "
                "answer counts.",
                "你把所有类别的对数都加了起来。只有正确答案的概率才算数。",
            ),
            book.SCORES,
        ),
        Misconception(
            "squared-errors",
            _of_softmax(
                lambda rows, y: float(
                    ((np.exp(rows) - np.eye(rows.shape[1])[y]) ** 2).sum(axis=1).mean()
                )
            ),
            both(
                "You square the distances between probabilities and answers. That is another loss; "
                "this one takes the logarithm of one probability.",
                "你算的是概率与答案之差的平方。那是另一种损失；这里取的是一个概率的对数。",
            ),
            book.SCORES,
        ),
        Misconception(
            "one-loss-each",
            _of_softmax(lambda rows, y: -_picked(rows, y)),
            both(
                "You return a loss for each picture. The exercise wants their mean, one number.",
                "你给每张图都返回了一个损失。题目要的是它们的平均值，一个数。",
            ),
            book.SCORES,
        ),
        Misconception(
            "softmax-forgotten",
            _no_softmax,
            both(
                "You take the logarithm of the logits themselves. A logit is no probability: it "
                "can be negative or larger than 1.",
                "你直接对 logit 取了对数。logit 不是概率，它可以是负数，也可以大于 1。",
            ),
            book.SCORES,
        ),
        Misconception(
            "softmax-over-the-batch",
            _over_the_batch,
            both(
                "Your probabilities add up to 1 over the pictures of the batch. They should do so "
                "over the classes of each picture.",
                "你的概率是在一批图之间加起来等于 1。应当是同一张图的各个类别加起来等于 1。",
            ),
            book.SCORES,
        ),
        Misconception(
            "clipped-probability",
            _of_probabilities(
                lambda p, y: float(-np.log(np.clip(np.nan_to_num(_picked(p, y)), 1e-12, 1)).mean())
            ),
            both(
                "You keep the probability away from 0 before you take its logarithm. Nothing "
                "overflows then, but with large logits the loss stops growing at about 28, and "
                "there is no slope to learn from.",
                "取对数之前，你先让概率不小于某个很小的数。这样是不会溢出了，可 logit 很大时，"
                "损失到 28 左右就不再增长，也就没有坡度可学。",
            ),
            book.SCORES,
        ),
        Misconception(
            "exponential-overflows",
            _of_probabilities(lambda p, y: float(-np.log(_picked(p, y)).mean())),
            both(
                "Ordinary logits are right; with large ones exp overflows and the loss is nan or "
                "infinite. Softmax does not mind when the same number is taken off all logits of a "
                "row.",
                "普通的 logit 都对；logit 一大，exp 就溢出，损失成了 nan 或无穷大。"
                "同一行的 logit 都减去同一个数，softmax 的结果不变。",
            ),
            book.SCORES,
        ),
        Misconception(
            "one-maximum-for-the-batch",
            _one_maximum,
            both(
                "You take the largest logit of the whole batch off every row. Rows far below it "
                "underflow: all their exponentials are 0. Each row has a largest of its own.",
                "你把整批里最大的 logit 从每一行都减掉。离它很远的行会下溢，指数全成了 0。"
                "每一行有自己的最大值。",
            ),
            book.SCORES,
        ),
        Misconception(
            "logits-shifted-in-place",
            _shifted_in_place,
            both(
                "You subtract the largest logit in the caller's own array: the loss is right, but "
                "the logits have changed.",
                "你是在调用者的数组里减去最大值的：损失没错，可 logit 从此变了样。",
            ),
            book.SCORES,
        ),
        nothing_returned(_entropy, book.SCORES),
        Misconception(
            "labels-stretched-to-fit",
            _any_labels,
            both(
                "Labels of another shape are stretched by broadcasting, and the mean is taken over "
                "pairs that do not belong together.",
                "形状不对的标签被广播拉开，平均值算的是一些并不相干的组合。",
            ),
            book.SCORES,
        ),
        asserting(_entropy, book.SCORES),
    ),
)


# ---- train and predict -----------------------------------------------------------------------

#: What earns which share of the points: at least so many of the shifted digits recognised.
THRESHOLDS = ((0.90, 1.0), (0.75, 2 / 3), (0.50, 1 / 3))
TRAINING, HELD_OUT = 450, 450

Functions = Mapping[str, Callable[..., Value]]


@cache
def _digits() -> tuple[Array, Array]:
    """Pictures (N, 8, 8) from 0 to 1 and labels (N,) that no notebook has.

    Of scikit-learn's digits the notebook ships every fourth; these are the others.
    """
    package = importlib.util.find_spec("sklearn")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("scikit-learn, whose digits this exam holds out, is missing")
    with gzip.open(Path(package.origin).parent / "datasets" / "data" / "digits.csv.gz") as file:
        table = np.loadtxt(file, delimiter=",", dtype=np.int64)
    table = table[np.arange(len(table)) % 4 != 0]
    return table[:, :64].reshape(-1, 8, 8) / 16, table[:, 64]


def on_canvas(pictures: Array, places: Array | None = None) -> Array:
    """Pictures on canvases of 14 x 14, their top left corners at `places`, or centred."""
    X = np.zeros((len(pictures), 1, 14, 14))
    corners = np.full((len(pictures), 2), 3) if places is None else places
    for canvas, picture, (top, left) in zip(X, pictures, corners, strict=True):
        canvas[0, top : top + 8, left : left + 8] = picture
    return X


def _share_of(accuracy: float) -> float:
    return next((share for least, share in THRESHOLDS if accuracy >= least), 0.0)


def _accuracy(answer: Value, right: Array) -> float:
    """The share of labels that are right; 0 for what is no row of labels."""
    if not isinstance(answer, np.ndarray) or answer.shape != right.shape:
        return 0.0
    return float(np.mean(answer == right))


def _train_and_test(seed: int, call: Callable[..., Value]) -> Verdict:
    rng = np.random.default_rng(seed)
    pictures, labels = _digits()
    order = rng.permutation(len(labels))
    known, unknown = order[:TRAINING], order[TRAINING : TRAINING + HELD_OUT]
    params = call("train", on_canvas(pictures[known]), labels[known], seed)
    if params is None:
        message = both("train returned None", "train 返回的是 None")
        return Verdict(0.0, message, NOT_RETURNED)
    moved = on_canvas(pictures[unknown], rng.integers(0, 7, (HELD_OUT, 2)))
    answer = call("predict", params, moved)
    if getattr(answer, "shape", None) != (HELD_OUT,):
        return _misshapen(answer)
    shifted = _accuracy(answer, labels[unknown])
    if _share_of(shifted) == 1:
        return Verdict(1.0)
    in_the_centre = _accuracy(
        call("predict", params, on_canvas(pictures[unknown])), labels[unknown]
    )
    familiar = call("predict", params, on_canvas(pictures[known]))
    return Verdict(
        _share_of(shifted),
        both(
            f"{shifted:.1%} of the shifted digits recognised, {THRESHOLDS[0][0]:.0%} earn all "
            f"points (in the centre: {in_the_centre:.1%})",
            f"认出了 {shifted:.1%} 挪动过的数字，达到 {THRESHOLDS[0][0]:.0%} 得满分"
            f"（居中时：{in_the_centre:.1%}）",
        ),
        _diagnose(answer, shifted, in_the_centre, familiar, labels[known]),
    )


def _misshapen(answer: Value) -> Verdict:
    shape = getattr(answer, "shape", None)
    found = type(answer).__name__ if shape is None else f"{shape}"
    message = both(
        f"predict should return an array of the shape ({HELD_OUT},), not {found}",
        f"predict 应当返回形状为 ({HELD_OUT},) 的数组，而不是 {found}",
    )
    known = SCORES if shape == (HELD_OUT, 10) else COLUMN if shape == (HELD_OUT, 1) else None
    return Verdict(0.0, message, known)


def _diagnose(
    answer: Array, shifted: float, in_the_centre: float, familiar: Value, labels: Array
) -> Misconception | None:
    """The misconception that fits; `familiar` is said of the digits that it was trained on."""
    of_the_known = _accuracy(familiar, labels)
    if (answer == answer[0]).all():
        return ALWAYS_THE_SAME
    if max(_accuracy(familiar, (labels + step) % 10) for step in (1, -1)) > 0.5:
        return OFF_BY_ONE
    if of_the_known < 0.02:
        return LEAST_LIKELY
    if of_the_known < 0.3:
        return NOTHING_LEARNED
    if of_the_known > 0.9 and in_the_centre < 0.6:
        return BY_HEART
    if in_the_centre - shifted > 0.2:
        return PLACES
    return None


def _train_checks(rng: Rng) -> Sequence[Probe]:
    return [
        Probe(
            both(
                "trained on centred digits, tested on others at any place",
                "用居中的数字训练，拿挪到各处的别的数字来考",
            ),
            partial(_train_and_test, between(rng, 0, 2**31)),
        )
    ]


# The wrong ways of a network are pairs of functions; `wrong` returns them, since no single call
# shows such a mistake and `_diagnose` recognises it.


def _remembering(X: Value, y: Value, seed: int) -> dict[str, Array]:
    return {"X": X.reshape(len(X), -1), "y": y}


def _nearest(params: Mapping[str, Array], X: Array) -> Array:
    """The label of the most similar picture, pixel by pixel."""
    flat = X.reshape(len(X), -1)
    scores = flat @ params["X"].T - (params["X"] ** 2).sum(axis=1) / 2
    label: Array = params["y"][scores.argmax(axis=1)]
    return label


def _same_label(params: Mapping[str, Array], X: Array) -> Array:
    return np.full(len(X), 3)


def _dice(params: Mapping[str, Array], X: Array) -> Array:
    found: Array = (1000 * X.reshape(len(X), -1).sum(axis=1)).astype(np.int64) % 10
    return found


def _only_what_it_knows(params: Mapping[str, Array], X: Array) -> Array:
    known = {row.tobytes(): label for row, label in zip(params["X"], params["y"], strict=True)}
    rows = X.reshape(len(X), -1)
    return np.array([known.get(row.tobytes(), i % 10) for i, row in enumerate(rows)])


def _wrong(predict: Callable[..., Value]) -> Callable[[], Functions]:
    return lambda: {"train": _remembering, "predict": predict}


def _named(
    name: str, predict: Callable[..., Value], hint: Text, link: str = book.TRAINING
) -> Misconception:
    return Misconception(name, _wrong(predict), hint, link)


PLACES = _named(
    "knows-places-not-shapes",
    _nearest,
    both(
        "In the centre your network does well, elsewhere it is lost: it has learned which pixel "
        "belongs to which digit. Where in your network is a digit that has moved still the same?",
        "数字居中时你的网络认得不错，一挪地方就不行了：它学到的是哪个像素属于哪个数字。"
        "在你的网络里，数字挪了位置之后，哪里还是一样的？",
    ),
    book.EQUIVARIANCE,
)
BY_HEART = _named(
    "learned-by-heart",
    _only_what_it_knows,
    both(
        "Your network knows the digits that it was trained on and hardly any others: it has "
        "learned them by heart. Fewer parameters, or fewer steps, leave it less room for that.",
        "你的网络只认识训练过的数字，换一批就不认得了：它是背下来的。"
        "参数少一些，或者少走几步，它就没那么容易死记硬背。",
    ),
)
NOTHING_LEARNED = _named(
    "nothing-learned",
    _dice,
    both(
        "Your network doesn't even recognise the digits that it was trained on. Print the loss "
        "every few steps: if it does not fall, look at the sign of the step, its size, and the "
        "gradients, one layer at a time.",
        "你的网络连训练过的数字都认不出。每隔几步打印一次损失：如果不下降，就看看步子的符号、大小，"
        "再一层一层地检查梯度。",
    ),
)
ALWAYS_THE_SAME = _named(
    "always-the-same-label",
    _same_label,
    both(
        "Your network gives every picture the same label. Either its last layer does not depend on "
        "the picture any more, as after a step that was far too long, or argmax runs along the "
        "wrong axis.",
        "你的网络给每张图的标签都一样。要么最后一层的输出已经和图无关，比如步子太大走飞了，"
        "要么 argmax 沿错了轴。",
    ),
)
SCORES = _named(
    "scores-instead-of-labels",
    lambda params, X: np.eye(10)[_nearest(params, X)],
    both(
        "predict returns a number for every class. It should name the class with the largest.",
        "predict 给每个类别都返回了一个数。题目要的是数最大的那个类别。",
    ),
)
COLUMN = _named(
    "labels-in-a-column",
    lambda params, X: _nearest(params, X)[:, None],
    both(
        "Your labels stand in a column, (N, 1). They should have the shape (N,).",
        "你的标签排成了一列，形状是 (N, 1)。题目要的是 (N,)。",
    ),
)


NOT_RETURNED = Misconception(
    "nothing-returned",
    lambda: {"train": lambda X, y, seed: None, "predict": _nearest},
    both(
        "train ends without handing over what it has learned, so predict gets None. However well "
        "the training went: what stays inside the function is gone when it ends.",
        "train 没有把学到的参数交出来，predict 拿到的只是 None。训练得再好，"
        "只留在函数里面的东西，函数一结束就没有了。",
    ),
    book.TRAINING,
)
OFF_BY_ONE = _named(
    "labels-off-by-one",
    lambda params, X: (_nearest(params, X) + 1) % 10,
    both(
        "Nearly every label is one away from the right one. Row 0 of the last layer is the digit "
        "0: nothing is to be added to a place, or taken off, to make it a label.",
        "几乎每个标签都与正确的差一。最后一层的第 0 个数对应的就是数字 0："
        "位置就是标签，不用加一，也不用减一。",
    ),
)
LEAST_LIKELY = _named(
    "least-likely-label",
    lambda params, X: (_nearest(params, X) + 5) % 10,
    both(
        "Of the digits that it was trained on, your network gets almost none right. Guessing would "
        "do better, so it does know something, and says the opposite: does training go up the "
        "slope instead of down, or does predict choose the smallest number instead of the largest?",
        "连训练过的数字，你的网络也几乎一个都没说对。瞎猜还能对一成，可见它学到了东西，只是说反了："
        "是训练时沿着坡往上走了，还是 predict 挑了最小的数，而不是最大的？",
    ),
)


def _no_oracle(*args: Value) -> Value:
    raise NotImplementedError("what is right for a network shows in its probe")


train = Exam(
    "train",
    _no_oracle,
    _train_checks,
    (
        *(SCORES, COLUMN, NOT_RETURNED, ALWAYS_THE_SAME, OFF_BY_ONE),
        *(LEAST_LIKELY, NOTHING_LEARNED, BY_HEART, PLACES),
    ),
    needs=("train", "predict"),
    same_again=False,
    limits=Limits(call=60, exercise=90, submission=240),
)

EXAMS: tuple[Exam, ...] = (relu, max_pool2d, cross_entropy, train)
