"""The hidden exams of `fast_convolution`: windows as columns, the layer as one matrix product."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from autograder.comparison import difference
from autograder.exam import Case, Check, Exam, Misconception, Probe, Value, Verdict, case
from autograder.exams import book
from autograder.exams.common import (
    always_float64,
    asserting,
    list_returned,
    narrowed,
    nothing_returned,
    pair,
    too_large_accepted,
)
from autograder.exams.inputs import Array, Layer, Pair, Rng, decimals, layer, whole
from autograder.exams.layers import (
    Step,
    batch,
    conv,
    conv2d_by_shifts,
    conv2d_checks,
    conv_empty,
    layer_mistakes,
    layer_refusals,
    places,
    wrongly,
)
from autograder.exams.words import (
    BAD_STRIDE,
    CEILED,
    FIRST_NUMBER,
    NEGATIVE_STRIDE,
    ONE_SIDE,
    PADDING_IGNORED,
    PADDING_SWAPPED,
    STRIDE_IGNORED,
    STRIDE_SWAPPED,
    TOO_LARGE_PADDED,
    TOTAL_PADDING,
    WRONG_AXES,
    both,
)

# ---- im2col ----------------------------------------------------------------------------------


def columns_one_by_one(X: Array, kernel_size: Pair, stride: Step = 1, padding: Step = 0) -> Array:
    """Cut out window after window, flatten each, and stand them side by side."""
    (kh, kw), (sh, sw), (ph, pw) = kernel_size, pair(stride), pair(padding)
    padded = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    tops = range(0, padded.shape[2] - kh + 1, sh)
    lefts = range(0, padded.shape[3] - kw + 1, sw)
    return np.stack(
        [
            padded[:, :, top : top + kh, left : left + kw].reshape(len(X), -1)
            for top in tops
            for left in lefts
        ],
        axis=-1,
    )


def _im2col_checks(rng: Rng) -> Sequence[Check]:
    def ask(sizes: Layer, draw: Callable[..., Array] = whole, dtype: str = "float64") -> Case:
        steps = {"stride": sizes.stride, "padding": sizes.padding}
        return case(
            draw(rng, *batch(rng, sizes).shapes[0], dtype=dtype),
            sizes.kernel,
            **{name: step for name, step in steps.items() if step not in ((1, 1), (0, 0))},
        )

    some = partial(layer, rng, output=(2, 4), stride=(1, 1), padding=(0, 0))
    steps = partial(layer, rng, output=(2, 4), padding=(1, 2))
    X = whole(rng, 2, 3, 5, 6)
    return [
        Check(
            both("windows that are not square, several images", "不是方形的窗口，多张图"),
            [ask(some()), ask(some())],
            weight=2,
        ),
        Check(
            both("negative numbers and fractions", "负数和小数"),
            [ask(some(), decimals), ask(some(), decimals)],
        ),
        Check(
            both("strides that do not divide", "除不尽的步幅"),
            [ask(layer(rng, padding=(0, 0))), ask(layer(rng, padding=(0, 0)), decimals)],
            weight=2,
        ),
        Check(
            both("padding that differs by axis", "两个轴填充不同"),
            [ask(layer(rng, stride=(1, 1), output=(4, 6)))],
            weight=2,
        ),
        Check(
            both(
                "stride and padding together, as pairs and as ints, strides larger than the window",
                "步幅和填充一起用，成对或单个整数，步幅比窗口大",
            ),
            [
                ask(steps()),
                ask(steps(), decimals),
                ask(layer(rng, kernel=(1, 2), stride=(3, 5))),
                case(X, (3, 2), 2, 1),
                case(X, (2, 4), padding=2),
            ],
            weight=3,
        ),
        Check(
            both(
                "windows of one pixel, of one line, as large as the image; a single image",
                "只有一个像素的窗口，一条线的窗口，和图像一样大的窗口；单张图",
            ),
            [
                case(X, (1, 1)),
                case(X, (1, 3)),
                case(X, (3, 1)),
                case(X, (5, 6)),
                case(whole(rng, 1, 1, 4, 5), (2, 3)),
            ],
        ),
        Check(
            both("the dtype stays", "数据类型不变"),
            [
                ask(some(), whole, "int64"),
                ask(steps(), decimals, "float32"),
                ask(some(), decimals),
            ],
            dtype=True,
        ),
        Check(
            TOO_LARGE_PADDED,
            [case(X, (6, 2)), case(X, (2, 7)), case(X, (3, 9), padding=1)],
            raises=True,
        ),
        Check(
            BAD_STRIDE,
            [
                case(X, (2, 3), stride=(1, 0)),
                case(X, (2, 3), stride=(1, -1)),
                case(X, (2, 3), padding=(-1, 1)),
            ],
            raises=True,
        ),
        Check(
            WRONG_AXES,
            [case(whole(rng, 3, 5, 6), (2, 3)), case(whole(rng, 2, 2, 3, 5, 6), (2, 3))],
            raises=True,
        ),
    ]


def _seen(X: Array, kernel_size: Pair, stride: Step, padding: Step) -> Array:
    """The windows, (N, C, Ho, Wo, kh, kw); refuses what is impossible."""
    room = np.array(X.shape[2:]) + 2 * np.array(pair(padding)) if X.ndim == 4 else np.zeros(2)
    if min(pair(stride)) < 1 or min(pair(padding)) < 0 or (room < kernel_size).any():
        raise ValueError("impossible")
    return places(X, kernel_size, stride, padding)


def _laid_out(*order: int, shape: Callable[..., tuple[int, ...]]) -> Callable[..., Array]:
    """The windows with their axes in another order, reshaped; right is (0, 1, 4, 5, 2, 3)."""

    def answer(X: Array, kernel_size: Pair, stride: Step = 1, padding: Step = 0) -> Array:
        seen = _seen(X, kernel_size, stride, padding)
        return np.array(seen.transpose(order)).reshape(shape(*seen.shape))

    return answer


def _as_asked(n: int, c: int, rows: int, columns: int, kh: int, kw: int) -> tuple[int, ...]:
    return n, c * kh * kw, rows * columns


_im2col = _laid_out(0, 1, 4, 5, 2, 3, shape=_as_asked)


def _stepping(answer: Callable[[Array, Pair, Pair, Pair], Array]) -> Callable[..., Array]:
    """A wrong answer that refuses what is impossible, and gets stride and padding as pairs.

    Where the wrong way has no room for the window, it gives no columns.
    """

    def wrong(X: Array, kernel_size: Pair, stride: Step = 1, padding: Step = 0) -> Array:
        _im2col(X, kernel_size, stride, padding)
        try:
            return answer(X, kernel_size, pair(stride), pair(padding))
        except ValueError:
            return np.zeros((len(X), X.shape[1] * kernel_size[0] * kernel_size[1], 0))

    return wrong


def _framed(X: Array, top: int, bottom: int, left: int, right: int) -> Array:
    return np.pad(X, ((0, 0), (0, 0), (top, bottom), (left, right)))


def _flipped(X: Array, k: Pair, s: Pair, p: Pair) -> Array:
    seen = _seen(X, k, s, p)[..., ::-1, ::-1]
    return np.array(seen.transpose(0, 1, 4, 5, 2, 3)).reshape(_as_asked(*seen.shape))


def _image_itself(X: Array, k: Pair, s: Pair, p: Pair) -> Array:
    if (k, s, p) == ((1, 1), (1, 1), (0, 0)):
        return X.reshape(*X.shape[:2], -1)
    return _im2col(X, k, s, p)


def _backwards(X: Array, kernel_size: Pair, stride: Step = 1, padding: Step = 0) -> Array:
    if X.ndim == 4 and min(pair(stride)) < 0 and min(pair(padding)) >= 0:
        (sh, sw) = pair(stride)
        seen = _seen(X, kernel_size, 1, padding)[:, :, ::sh, ::sw]
        return np.array(seen.transpose(0, 1, 4, 5, 2, 3)).reshape(_as_asked(*seen.shape))
    return _im2col(X, kernel_size, stride, padding)


def _no_columns(X: Array, kernel_size: Pair, stride: Step = 1, padding: Step = 0) -> Array:
    if X.ndim == 4 and min(pair(stride)) > 0 and min(pair(padding)) >= 0:
        room = np.array(X.shape[2:]) + 2 * np.array(pair(padding)) - kernel_size
        if (room < 0).any():
            n, c = X.shape[:2]
            rows, columns = room // pair(stride) + 1
            return np.zeros(_as_asked(n, c, rows, columns, *kernel_size))
    return _im2col(X, kernel_size, stride, padding)


im2col = Exam(
    "im2col",
    columns_one_by_one,
    _im2col_checks,
    (
        Misconception(
            "reshaped-without-moving-axes",
            _laid_out(0, 1, 2, 3, 4, 5, shape=_as_asked),
            both(
                "You have all the windows and reshape them as they lie. reshape only cuts the row "
                "of numbers anew; when each window is to become a column, the axes must be brought "
                "into the right order first.",
                "所有窗口你都取到了，却照原样直接 reshape。reshape 只是把一长串数重新切段；"
                "要让每个窗口成为一列，得先把轴换到正确的顺序。",
            ),
            book.ONE_PRODUCT,
        ),
        Misconception(
            "windows-as-rows",
            _laid_out(0, 2, 3, 1, 4, 5, shape=lambda n, c, i, j, a, b: (n, i * j, c * a * b)),
            both(
                "Each of your windows is a row. Here it is to be a column, so that a kernel, "
                "flattened into a row, can be multiplied from the left.",
                "你的每个窗口是一行。这里要让它成为一列，这样拉平成一行的核就能从左边去乘。",
            ),
            book.ONE_PRODUCT,
        ),
        Misconception(
            "channels-last-in-a-column",
            _laid_out(0, 4, 5, 1, 2, 3, shape=_as_asked),
            both(
                "Within a column you put the channels of a pixel together. The order is that of a "
                "flattened kernel: all of channel 0 first, then all of channel 1.",
                "一列之中，你把同一个像素的各通道放在了一起。顺序要和拉平的核一样："
                "先是整个通道 0，再是整个通道 1。",
            ),
            book.ONE_PRODUCT,
        ),
        Misconception(
            "windows-read-column-by-column",
            _laid_out(0, 1, 5, 4, 2, 3, shape=_as_asked),
            both(
                "You read each window column by column. It is read like a page: row by row.",
                "你是逐列读窗口的。读窗口要像读书一样，一行一行地读。",
            ),
            book.ONE_PRODUCT,
        ),
        Misconception(
            "places-read-column-by-column",
            _laid_out(0, 1, 4, 5, 3, 2, shape=_as_asked),
            both(
                "Your columns are right, but they stand in another order: you walk down the image "
                "first. The places are read row by row, as in the output.",
                "每一列都对，排列的次序却不对：你先沿着图像往下走。位置要逐行来读，和输出一样。",
            ),
            book.ONE_PRODUCT,
        ),
        Misconception(
            "batch-side-by-side",
            _laid_out(1, 4, 5, 0, 2, 3, shape=lambda n, c, i, j, a, b: (c * a * b, n * i * j)),
            both(
                "You put the columns of all images into one matrix. Here each image keeps a matrix "
                "of its own: the batch stays the first axis.",
                "你把所有图像的列放进了同一个矩阵。这里每张图各有一个矩阵：批量仍是第一个轴。",
            ),
            book.ONE_PRODUCT,
        ),
        Misconception(
            "channels-kept-apart",
            _laid_out(0, 1, 4, 5, 2, 3, shape=lambda n, c, i, j, a, b: (n, c, a * b, i * j)),
            both(
                "You keep an axis for the channels. A column holds a window through all channels, "
                "as a kernel has a plane for each of them.",
                "你还留着通道轴。一列装的是穿过所有通道的窗口，正如核为每个通道都备了一层。",
            ),
            book.ONE_PRODUCT,
        ),
        Misconception(
            "windows-not-flattened",
            _laid_out(0, 1, 4, 5, 2, 3, shape=lambda n, c, i, j, a, b: (n, c, a, b, i, j)),
            both(
                "Your result has six axes still. A matrix product needs rows and columns.",
                "你的结果还有六个轴。矩阵乘法要的是行和列。",
            ),
            book.ONE_PRODUCT,
        ),
        Misconception(
            "windows-flipped",
            _stepping(_flipped),
            both(
                "Your windows are turned over. Nothing is flipped here: a column holds the "
                "window as it lies in the image.",
                "你的窗口是翻过来的。这里什么都不翻转：一列装的就是窗口在图像里的样子。",
            ),
            book.ONE_PRODUCT,
        ),
        Misconception(
            "window-axes-swapped",
            _stepping(lambda X, k, s, p: _im2col(X, k[::-1], s, p)),
            both(
                "Height and width of your window have changed places. A pair is (height, width).",
                "窗口的高和宽弄反了。一对数是（高，宽）。",
            ),
            book.ONE_PRODUCT,
        ),
        Misconception(
            "stride-ignored",
            _stepping(lambda X, k, s, p: _im2col(X, k, 1, p)),
            STRIDE_IGNORED,
            book.STRIDE,
        ),
        Misconception(
            "padding-ignored",
            _stepping(lambda X, k, s, p: _im2col(X, k, s)),
            PADDING_IGNORED,
            book.STRIDE,
        ),
        Misconception(
            "stride-axes-swapped",
            _stepping(lambda X, k, s, p: _im2col(X, k, s[::-1], p)),
            STRIDE_SWAPPED,
            book.STRIDE,
        ),
        Misconception(
            "padding-axes-swapped",
            _stepping(lambda X, k, s, p: _im2col(X, k, s, p[::-1])),
            PADDING_SWAPPED,
            book.STRIDE,
        ),
        Misconception(
            "first-number-for-both-axes",
            _stepping(lambda X, k, s, p: _im2col(X, k, s[0], p[0])),
            FIRST_NUMBER,
            book.STRIDE,
        ),
        Misconception(
            "total-padding",
            _stepping(
                lambda X, k, s, p: _im2col(
                    _framed(X, p[0] // 2, p[0] - p[0] // 2, p[1] // 2, p[1] - p[1] // 2), k, s
                )
            ),
            TOTAL_PADDING,
            book.STRIDE,
        ),
        Misconception(
            "padding-on-one-side",
            _stepping(lambda X, k, s, p: _im2col(_framed(X, p[0], 0, p[1], 0), k, s)),
            ONE_SIDE,
            book.STRIDE,
        ),
        Misconception(
            "ceil-instead-of-floor",
            _stepping(
                lambda X, k, s, p: _im2col(
                    _framed(X, p[0], p[0] + s[0] - 1, p[1], p[1] + s[1] - 1), k, s
                )
            ),
            CEILED,
            book.STRIDE,
        ),
        Misconception(
            "image-itself-returned",
            _stepping(_image_itself),
            both(
                "With windows of 1 by 1 your result is the image itself in another shape: reshape "
                "copies only when it must. Whoever writes into the columns changes the image.",
                "窗口为 1 × 1 时，你的结果就是图像本身换了个形状：reshape 能不复制就不复制。"
                "谁往这些列里写，图像就跟着变。",
            ),
            book.ONE_PRODUCT,
        ),
        nothing_returned(_im2col, book.ONE_PRODUCT),
        list_returned(_im2col, book.ONE_PRODUCT),
        always_float64(_im2col, book.ONE_PRODUCT),
        Misconception("negative-stride-accepted", _backwards, NEGATIVE_STRIDE, book.STRIDE),
        replace(too_large_accepted(_im2col, 4, book.ONE_PRODUCT), wrong=_no_columns),
        asserting(_im2col, book.ONE_PRODUCT),
    ),
)


# ---- conv2d_im2col ---------------------------------------------------------------------------

#: How many times as fast as six loops the answer has to be.
SPEEDUP = 10
RACE_SHAPES = (4, 8, 32, 32), (16, 8, 3, 3)

_LOOPED_KERNELS = 1  # how many of the kernels the loops do, on one of the images
_ROUNDS = 3  # the best of so many counts, since other programs take time as well


def six_loops(image: Array, weight: Array) -> Array:
    """One image (C_in, H, W), number by number, as one would write it first."""
    (c_out, c_in, kh, kw), (_, height, width) = weight.shape, image.shape
    Y = np.zeros((c_out, height - kh + 1, width - kw + 1))
    for o in range(c_out):
        for i in range(Y.shape[1]):
            for j in range(Y.shape[2]):
                for c in range(c_in):
                    for a in range(kh):
                        for b in range(kw):
                            Y[o, i, j] += image[c, i + a, j + b] * weight[o, c, a, b]
    return Y


def _seconds(action: Callable[[], Value], clock: Callable[[], float]) -> float:
    begin = clock()
    action()
    return clock() - begin


def seconds_of_loops(X: Array, weight: Array) -> float:
    """What six loops take for all of it, reckoned from one image and a few kernels.

    Seconds of this thread's own work: what else the machine does makes the loops no slower.
    """
    few = weight[:_LOOPED_KERNELS]
    share = len(X) * len(weight) / _LOOPED_KERNELS
    rounds = [_seconds(lambda: six_loops(X[0], few), time.thread_time) for _ in range(_ROUNDS)]
    return share * min(rounds)


def _race(X: Array, weight: Array, call: Callable[..., Value]) -> Verdict:
    if difference(conv2d_by_shifts(X, weight), call("conv2d_im2col", X, weight), "en"):
        return Verdict(0.0, both("fast or not, the answer is wrong", "先不论快慢，答案不对"))
    slowest = seconds_of_loops(X, weight) / SPEEDUP
    for _ in range(_ROUNDS):
        seconds = _seconds(lambda: call("conv2d_im2col", X, weight), time.perf_counter)
        if seconds <= slowest:
            return Verdict(1.0)
        if seconds > 4 * slowest:  # no busy machine explains that
            break
    times = SPEEDUP * slowest / seconds
    return Verdict(
        0.0,
        both(
            f"{times:.1f} times as fast as six loops; at least {SPEEDUP} times is asked for",
            f"速度是六层循环的 {times:.1f} 倍；要求至少 {SPEEDUP} 倍",
        ),
    )


def _conv2d_im2col_checks(rng: Rng) -> Sequence[Check | Probe]:
    X, weight = (rng.normal(size=shape) for shape in RACE_SHAPES)
    return [
        *conv2d_checks(rng),
        Probe(
            both(
                f"at least {SPEEDUP} times as fast as six loops",
                f"至少比六层循环快 {SPEEDUP} 倍",
            ),
            partial(_race, X, weight),
            weight=7,
        ),
    ]


def _by_matrix(
    columns: Callable[..., Array],
    rows: Callable[[Array], Array] = lambda w: w.reshape(len(w), -1),
    back: Callable[[Array, tuple[int, ...]], Array] = lambda Y, shape: Y.reshape(shape),
) -> Callable[..., Array]:
    """The layer as a product of flattened kernels and columns, with one part that goes wrong."""

    def answer(X: Array, w: Array, b: Array | None, s: Pair, p: Pair) -> Array:
        shape = conv(X, w, b, s, p).shape
        Y = rows(w) @ columns(X, (w.shape[2], w.shape[3]), s, p)
        return back(Y if b is None else Y + b[:, None], shape)

    return wrongly(answer)


conv2d_im2col = Exam(
    "conv2d_im2col",
    conv2d_by_shifts,
    _conv2d_im2col_checks,
    (
        Misconception(
            "windows-reshaped-without-moving-axes",
            _by_matrix(_laid_out(0, 1, 2, 3, 4, 5, shape=_as_asked)),
            both(
                "The shapes fit, the numbers don't: your columns are made by reshape alone, which "
                "mixes different windows. Bring the axes into the right order first.",
                "形状对得上，数却不对：你的列只是 reshape 出来的，不同的窗口混在了一起。"
                "要先把轴换到正确的顺序。",
            ),
            book.ONE_PRODUCT,
        ),
        Misconception(
            "kernels-flattened-in-another-order",
            _by_matrix(_im2col, rows=lambda w: w.transpose(0, 2, 3, 1).reshape(len(w), -1)),
            both(
                "Your kernels and your windows are flattened in different orders, so weights meet "
                "pixels of other channels. Both go channel by channel, row by row.",
                "核和窗口拉平的顺序不一样，权重就碰上了别的通道的像素。两者都要先按通道，再按行。",
            ),
            book.ONE_PRODUCT,
        ),
        Misconception(
            "pixels-mixed-up-afterwards",
            _by_matrix(
                _im2col,
                back=lambda Y, shape: np.ascontiguousarray(Y.swapaxes(1, 2)).reshape(shape),
            ),
            both(
                "Your sums are right, but they end up in the wrong places: the last reshape takes "
                "place by place what should be channel by channel.",
                "和算得没错，却放错了地方：最后的 reshape 把逐位置排的数当成了逐通道排的。",
            ),
            book.ONE_PRODUCT,
        ),
        Misconception(
            "images-mixed-up-afterwards",
            _by_matrix(
                _im2col,
                back=lambda Y, shape: np.ascontiguousarray(Y.swapaxes(0, 1)).reshape(shape),
            ),
            both(
                "With several images your outputs are mixed up: in your product the channels come "
                "before the images, and reshape doesn't exchange axes.",
                "多张图时，你的输出混在了一起：在你的乘积里，通道排在图像前面，"
                "而 reshape 不会交换轴。",
            ),
            book.ONE_PRODUCT,
        ),
        Misconception(
            "result-not-folded-back",
            _by_matrix(_im2col, back=lambda Y, shape: Y.copy()),
            both(
                "You return the product as it is, with all places in one row. The layer gives "
                "pictures: fold the places back into height and width.",
                "你直接返回了乘积，所有位置还排成一行。这一层要给出图像：把位置折回高和宽。",
            ),
            book.ONE_PRODUCT,
        ),
        *layer_mistakes(book.ONE_PRODUCT),
        narrowed(conv, 0, "dtype-of-the-image", book.ONE_PRODUCT),
        nothing_returned(conv, book.ONE_PRODUCT),
        list_returned(conv, book.ONE_PRODUCT),
        always_float64(conv, book.ONE_PRODUCT),
        *layer_refusals(book.ONE_PRODUCT),
        replace(too_large_accepted(conv, 4, book.ONE_PRODUCT), wrong=conv_empty),
        asserting(conv, book.ONE_PRODUCT),
    ),
)

EXAMS: tuple[Exam, ...] = (im2col, conv2d_im2col)
