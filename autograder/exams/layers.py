"""The convolutional layer on batches, which several exams ask for: oracle, checks, mistakes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from autograder.exam import Case, Check, Misconception, case
from autograder.exams import book
from autograder.exams.common import pair, refuse
from autograder.exams.inputs import Array, Layer, Pair, Rng, decimals, layer, whole
from autograder.exams.words import (
    BAD_STRIDE,
    CEILED,
    DTYPES,
    FIRST_NUMBER,
    FLIPPED,
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

Step = int | Pair


def conv2d_by_shifts(
    X: Array, weight: Array, bias: Array | None = None, stride: Step = 1, padding: Step = 0
) -> Array:
    """Each element of the kernels meets the whole batch, shifted; an oracle, measured by SciPy."""
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    kh, kw = weight.shape[2:]
    height, width = padded.shape[2] - kh + 1, padded.shape[3] - kw + 1
    Y: Array = sum(
        weight[:, :, a, b]
        @ np.moveaxis(padded[:, :, a : a + height : sh, b : b + width : sw], 1, 2)
        for a, b in np.ndindex(kh, kw)
    )  # (N, Ho, C_out, Wo)
    Y = np.ascontiguousarray(Y.swapaxes(1, 2))
    return Y if bias is None else Y + bias.reshape(1, -1, 1, 1)


# ---- checks ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Batch:
    """The sizes of a layer applied to a batch."""

    n: int
    c_in: int
    c_out: int
    sizes: Layer

    @property
    def shapes(self) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
        """The shapes of X, weight and bias."""
        image, kernel = self.sizes.image, self.sizes.kernel
        return (
            (self.n, self.c_in, *image),
            (self.c_out, self.c_in, *kernel),
            (self.c_out,),
        )


def batch(rng: Rng, sizes: Layer, **given: int) -> Batch:
    """A batch of several images, with numbers of images and channels that no other axis has."""
    free = [each for each in range(2, 9) if each not in {*sizes.image, *sizes.kernel}]
    n, c_in, c_out = (int(each) for each in rng.permutation(free[:3]))
    return Batch(n, given.get("c_in", c_in), given.get("c_out", c_out), sizes)


FLOATS = ("float64", "float64", "float64")


def conv2d_checks(rng: Rng) -> list[Check]:
    """What holds for every function with the signature of `conv2d`."""

    def ask(
        of: Batch,
        draw: Callable[..., Array] = whole,
        types: tuple[str, str, str] = FLOATS,
        *,
        bias: bool = True,
    ) -> Case:
        arrays = [
            (draw if to.startswith("float") else whole)(rng, *shape, dtype=to)
            for shape, to in zip(of.shapes, types, strict=True)
        ]
        steps = {"stride": of.sizes.stride, "padding": of.sizes.padding}
        steps = {name: step for name, step in steps.items() if step != (1, 1) and step != (0, 0)}
        return case(*arrays[: 3 if bias else 2], **steps)

    def some(**spans: Pair) -> Batch:
        return batch(rng, layer(rng, output=(2, 3), stride=(2, 3), padding=(1, 2), **spans))

    plain = layer(rng, stride=(1, 1), padding=(0, 0))
    as_wide_as_channels = batch(rng, plain, c_out=plain.output[1])
    as_many_out_as_in = batch(rng, plain, c_in=3, c_out=3)
    small = Batch(2, 3, 4, plain)
    X, weight, bias = (whole(rng, *shape) for shape in batch(rng, plain).shapes)
    return [
        Check(
            both(
                "several images, channels in and out, no bias",
                "多张图，多个输入和输出通道，没有偏置",
            ),
            [
                ask(batch(rng, plain), bias=False),
                ask(batch(rng, layer(rng, stride=(1, 1), padding=(0, 0))), decimals, bias=False),
                ask(as_many_out_as_in, bias=False),
            ],
            weight=2,
        ),
        Check(
            both("one bias for each output channel", "每个输出通道一个偏置"),
            [ask(as_wide_as_channels), ask(batch(rng, plain), decimals)],
            weight=2,
        ),
        Check(
            both("strides that do not divide, and padding", "除不尽的步幅，以及填充"),
            [
                ask(batch(rng, layer(rng, padding=(0, 0), output=(2, 3))), bias=False),
                ask(batch(rng, layer(rng, stride=(1, 1), output=(4, 7)))),
                ask(some(), decimals),
                ask(some(), decimals, bias=False),
            ],
            weight=4,
        ),
        Check(
            both(
                "stride and padding as one int, by name or by place, bias=None",
                "步幅和填充只给一个整数，按名字或按位置传参，bias=None",
            ),
            [
                case(X, weight, None, 2, 1),
                case(X, weight, bias, padding=2),
            ],
            weight=2,
        ),
        Check(
            both(
                "kernels of 1 by 1 and as large as the image, a single image and channel",
                "1 × 1 的核，和图像一样大的核，单张图和单个通道",
            ),
            [
                case(whole(rng, 2, 3, 4, 5), whole(rng, 4, 3, 1, 1), whole(rng, 4)),
                case(whole(rng, 2, 3, 4, 5), whole(rng, 3, 3, 4, 5), whole(rng, 3)),
                case(whole(rng, 1, 1, 5, 4), whole(rng, 1, 1, 2, 3), whole(rng, 1)),
                ask(some(kernel=(1, 2))),
            ],
        ),
        Check(
            DTYPES,
            [
                ask(small, whole, ("int64", "int64", "int64")),
                ask(small, decimals, ("int64", "float64", "int64")),
                ask(small, decimals, ("float64", "int64", "int64"), bias=False),
                ask(small, decimals, ("int64", "int64", "float64")),
                ask(small, decimals, ("float32", "float32", "float32")),
            ],
            dtype=True,
        ),
        Check(
            both(
                "ValueError when channels or the bias's length do not fit",
                "通道数或偏置的长度不合时抛出 ValueError",
            ),
            [
                case(whole(rng, 2, 3, 5, 6), whole(rng, 4, 2, 2, 3)),
                case(whole(rng, 2, 3, 5, 6), whole(rng, 4, 1, 2, 3)),
                case(whole(rng, 2, 3, 5, 6), whole(rng, 4, 3, 2, 3), whole(rng, 1)),
                case(whole(rng, 2, 3, 5, 6), whole(rng, 5, 3, 2, 3), whole(rng, 4)),
            ],
            raises=True,
        ),
        Check(
            TOO_LARGE_PADDED,
            [
                case(whole(rng, 2, 3, 4, 6), whole(rng, 5, 3, 5, 2)),
                case(whole(rng, 2, 3, 4, 6), whole(rng, 5, 3, 3, 9), padding=1),
            ],
            raises=True,
        ),
        Check(
            BAD_STRIDE,
            [
                case(whole(rng, 2, 3, 5, 6), whole(rng, 4, 3, 2, 3), stride=0),
                case(whole(rng, 2, 3, 5, 6), whole(rng, 4, 3, 2, 3), stride=(1, -1)),
                case(whole(rng, 2, 3, 5, 6), whole(rng, 4, 3, 2, 3), padding=(-1, 1)),
            ],
            raises=True,
        ),
        Check(
            WRONG_AXES,
            [
                case(whole(rng, 3, 5, 6), whole(rng, 4, 3, 2, 3)),
                case(whole(rng, 2, 3, 5, 6), whole(rng, 3, 2, 3)),
                case(whole(rng, 2, 2, 3, 5, 6), whole(rng, 4, 3, 2, 3)),
            ],
            raises=True,
        ),
    ]


# ---- wrong ways ------------------------------------------------------------------------------


def places(X: Array, kernel_size: Pair, stride: Step, padding: Step) -> Array:
    """The windows of padded images, (N, C, Ho, Wo, kh, kw); for the wrong answers only."""
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    seen = np.lib.stride_tricks.sliding_window_view(padded, kernel_size, axis=(2, 3))
    return seen[:, :, ::sh, ::sw]


def conv(
    X: Array, weight: Array, bias: Array | None = None, stride: Step = 1, padding: Step = 0
) -> Array:
    """Answer as an honest student would; for the wrong answers, which vary it."""
    if X.ndim != 4 or weight.ndim != 4 or X.shape[1] != weight.shape[1]:
        raise ValueError("impossible")
    if bias is not None and bias.shape != weight.shape[:1]:
        raise ValueError("impossible")
    refuse(X, weight, stride, padding)
    Y: Array = np.einsum(
        "ncijab,ocab->noij", places(X, weight.shape[2:], stride, padding), weight, optimize=True
    )
    return Y if bias is None else Y + bias[:, None, None]


Answer = Callable[[Array, Array, Array | None, Pair, Pair], Array]


def wrongly(answer: Answer) -> Callable[..., Array]:
    """A wrong answer that refuses what is impossible, and gets stride and padding as pairs."""

    def wrong(
        X: Array, weight: Array, bias: Array | None = None, stride: Step = 1, padding: Step = 0
    ) -> Array:
        conv(X, weight, bias, stride, padding)
        return answer(X, weight, bias, pair(stride), pair(padding))

    return wrong


def _added(Y: Array, bias: Array | None) -> Array:
    return Y if bias is None else Y + bias.reshape(-1, *[1] * (Y.ndim - 2))


def summed(path: str) -> Callable[..., Array]:
    """The layer's sum by another `einsum`; a bias goes on the second axis, if there is one."""

    def answer(X: Array, w: Array, b: Array | None, s: Pair, p: Pair) -> Array:
        return _added(np.einsum(path, places(X, w.shape[2:], s, p), w), b)

    return wrongly(answer)


def _bias_on_width(X: Array, w: Array, b: Array | None, s: Pair, p: Pair) -> Array:
    Y = conv(X, w, None, s, p)
    return Y if b is None else Y + b


def _channels_last(X: Array, w: Array, b: Array | None, s: Pair, p: Pair) -> Array:
    return np.ascontiguousarray(conv(X, w, b, s, p).transpose(0, 2, 3, 1))


def _bias_for_every_channel(X: Array, w: Array, b: Array | None, s: Pair, p: Pair) -> Array:
    return conv(X, w, None if b is None else b * w.shape[1], s, p)


def _weight_swapped(X: Array, w: Array, b: Array | None, s: Pair, p: Pair) -> Array:
    return conv(X, w.swapaxes(0, 1), b, s, p)


def _padded_by(frame: Callable[[int], Pair]) -> Callable[..., Array]:
    def answer(X: Array, w: Array, b: Array | None, s: Pair, p: Pair) -> Array:
        return conv(np.pad(X, [(0, 0), (0, 0), frame(p[0]), frame(p[1])]), w, b, s)

    return wrongly(answer)


def _ceiled(X: Array, w: Array, b: Array | None, s: Pair, p: Pair) -> Array:
    frame = [(0, 0), (0, 0), *((p[i], p[i] + s[i] - 1) for i in range(2))]
    return conv(np.pad(X, frame), w, b, s)


def _one_plane(X: Array, w: Array, b: Array | None, s: Pair, p: Pair) -> Array:
    return conv(X, np.repeat(w[:, :1], w.shape[1], axis=1), b, s, p)


def _backwards(
    X: Array, weight: Array, bias: Array | None = None, stride: Step = 1, padding: Step = 0
) -> Array:
    sh, sw = pair(stride)
    if min(sh, sw) < 0 and sh and sw:
        return conv(X, weight, bias, 1, padding)[:, :, ::sh, ::sw].copy()
    return conv(X, weight, bias, stride, padding)


def _any_bias(
    X: Array, weight: Array, bias: Array | None = None, stride: Step = 1, padding: Step = 0
) -> Array:
    Y = conv(X, weight, None, stride, padding)
    return Y if bias is None else Y + bias[:, None, None]


def _broadcast_channels(
    X: Array, weight: Array, bias: Array | None = None, stride: Step = 1, padding: Step = 0
) -> Array:
    if X.ndim == weight.ndim == 4 and 1 == weight.shape[1] < X.shape[1]:
        weight = np.repeat(weight, X.shape[1], axis=1)
    return conv(X, weight, bias, stride, padding)


def conv_empty(
    X: Array, weight: Array, bias: Array | None = None, stride: Step = 1, padding: Step = 0
) -> Array:
    """An empty result where the kernel is too large; otherwise right."""
    if X.ndim == weight.ndim == 4 and min(pair(stride)) > 0 and min(pair(padding)) >= 0:
        room = np.array(X.shape[2:]) + 2 * np.array(pair(padding)) - weight.shape[2:]
        if (room < 0).any():
            return np.zeros((len(X), len(weight), *(room // pair(stride) + 1)))
    return conv(X, weight, bias, stride, padding)


def layer_mistakes(link: str) -> tuple[Misconception, ...]:
    """Mistakes that any function with the signature of `conv2d` can show."""
    return (
        Misconception(
            "flipped-kernel",
            wrongly(lambda X, w, b, s, p: conv(X, w[:, :, ::-1, ::-1], b, s, p)),
            FLIPPED,
            book.FLIP,
        ),
        Misconception(
            "bias-forgotten",
            wrongly(lambda X, w, b, s, p: conv(X, w, None, s, p)),
            both(
                "The bias makes no difference to your answer. Every output channel has one number "
                "that is added all over its map.",
                "你的答案与偏置无关。每个输出通道有一个数，要加到整张特征图上。",
            ),
            book.LAYER,
        ),
        Misconception(
            "bias-on-width",
            wrongly(_bias_on_width),
            both(
                "Your bias is added along the width: NumPy lines up shapes from the last axis. "
                "Most shapes fail then, and where the output is as wide as it has channels, wrong "
                "numbers come out without a word. A bias belongs to a channel.",
                "你的偏置加到了宽上：NumPy 是从最后一个轴开始对齐形状的。这样多数形状会出错；"
                "要是输出的宽恰好等于通道数，就会悄悄算出错误的数。偏置是属于通道的。",
            ),
            book.LAYER,
        ),
        Misconception(
            "bias-for-every-channel",
            wrongly(_bias_for_every_channel),
            both(
                "Your bias is added once for every input channel, because it stands inside the sum "
                "over the channels. It is added once, to the sum.",
                "你的偏置在对通道的求和里面，有几个输入通道就加了几次。它只该在求和之后加一次。",
            ),
            book.LAYER,
        ),
        Misconception(
            "mean-over-channels",
            wrongly(
                lambda X, w, b, s, p: _added(conv(X, w, None, s, p) / w.shape[1], b),
            ),
            MEAN_OVER_CHANNELS,
            book.CHANNELS_IN,
        ),
        Misconception(
            "channels-not-summed",
            summed("ncijab,ocab->nocij"),
            CHANNELS_NOT_SUMMED,
            book.CHANNELS_IN,
        ),
        Misconception(
            "first-channel-only",
            wrongly(lambda X, w, b, s, p: conv(X[:, :1], w[:, :1], b, s, p)),
            FIRST_CHANNEL,
            book.CHANNELS_IN,
        ),
        Misconception(
            "one-plane-for-all-channels", wrongly(_one_plane), ONE_PLANE, book.CHANNELS_IN
        ),
        Misconception("batch-added-up", summed("ncijab,ocab->oij"), BATCH_ADDED_UP, link),
        Misconception("channels-at-the-end", wrongly(_channels_last), CHANNELS_AT_THE_END, link),
        Misconception("weight-axes-swapped", wrongly(_weight_swapped), WEIGHT_SWAPPED, link),
        Misconception(
            "stride-ignored",
            wrongly(lambda X, w, b, s, p: conv(X, w, b, 1, p)),
            STRIDE_IGNORED,
            book.STRIDE,
        ),
        Misconception(
            "padding-ignored", _padded_by(lambda p: (0, 0)), PADDING_IGNORED, book.PADDING
        ),
        Misconception(
            "stride-axes-swapped",
            wrongly(lambda X, w, b, s, p: conv(X, w, b, s[::-1], p)),
            STRIDE_SWAPPED,
            book.STRIDE,
        ),
        Misconception(
            "padding-axes-swapped",
            wrongly(lambda X, w, b, s, p: conv(X, w, b, s, p[::-1])),
            PADDING_SWAPPED,
            book.PADDING,
        ),
        Misconception(
            "first-number-for-both-axes",
            wrongly(lambda X, w, b, s, p: conv(X, w, b, s[0], p[0])),
            FIRST_NUMBER,
            book.STRIDE,
        ),
        Misconception(
            "total-padding", _padded_by(lambda p: (p // 2, p - p // 2)), TOTAL_PADDING, book.PADDING
        ),
        Misconception("padding-on-one-side", _padded_by(lambda p: (p, 0)), ONE_SIDE, book.PADDING),
        Misconception("ceil-instead-of-floor", wrongly(_ceiled), CEILED, book.STRIDE),
    )


def layer_refusals(link: str) -> tuple[Misconception, ...]:
    """What functions with the signature of `conv2d` let pass, and should not."""
    return (
        Misconception(
            "any-bias-accepted",
            _any_bias,
            both(
                "A bias of length 1 is stretched over all channels without a word. A layer with 4 "
                "output channels has learned 4 biases; if there is one, something is wrong.",
                "长度为 1 的偏置会被悄悄拉长，用到所有通道上。有 4 个输出通道的层"
                "应当学出 4 个偏置；只来了一个，说明哪里出了错。",
            ),
            link,
        ),
        Misconception("one-plane-stretched", _broadcast_channels, STRETCHED, book.CHANNELS_IN),
        Misconception("negative-stride-accepted", _backwards, NEGATIVE_STRIDE, book.STRIDE),
    )


MEAN_OVER_CHANNELS = both(
    "You average over the input channels. Their results are added up; if one channel "
    "should count less, the kernel's plane for it has smaller numbers.",
    "你对各输入通道取了平均。各通道的结果应当相加；如果哪个通道该少算一点，"
    "核里对应那一层的数自会小些。",
)
CHANNELS_NOT_SUMMED = both(
    "You return one map for every input channel. A kernel makes one map: what its planes "
    "find in their channels is added up.",
    "你给每个输入通道都返回了一张图。一个核只得到一张图：它的各层在各自通道上的结果要加起来。",
)
FIRST_CHANNEL = both(
    "Only the first input channel counts in your answer. A kernel has a plane for every "
    "channel, and all of them count.",
    "你的答案只算了第一个输入通道。核为每个通道都备了一层，每一层都要算。",
)
ONE_PLANE = both(
    "You lay the kernel's first plane on every channel. Each channel has a plane of its own: "
    "red may count for something where blue counts against it.",
    "你把核的第一层用到了所有通道上。每个通道都有自己的一层：红色加分的地方，蓝色也许要减分。",
)
BATCH_ADDED_UP = both(
    "The images of your batch are mixed up in one sum. They have nothing to do with each other: "
    "as many images come out as went in.",
    "一批图像被你加成了一个和。它们彼此无关：进去几张，出来还是几张。",
)
CHANNELS_AT_THE_END = both(
    "The numbers are right, but the channels stand in the last axis. Here the order is batch, "
    "channels, height, width, for what goes in and for what comes out.",
    "数是对的，通道却排在最后一个轴。这里的顺序是批量、通道、高、宽，输入和输出都一样。",
)
WEIGHT_SWAPPED = both(
    "You take the weight's first axis for the input channels. It counts the kernels, one for "
    "each output channel; the second axis counts each kernel's planes.",
    "你把权重的第一个轴当成了输入通道。第一个轴数的是核，每个输出通道一个；"
    "第二个轴数的才是核的层。",
)
STRETCHED = both(
    "A kernel with a single plane is stretched over all channels by broadcasting, and nobody "
    "notices that it does not fit the input.",
    "只有一层的核被广播拉到了所有通道上，谁也看不出它和输入配不上。",
)
