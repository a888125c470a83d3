"""The hidden exams of `padding_stride`: how large, how padded, how far from place to place."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, cast

import numpy as np

from autograder.exam import Case, Check, Exam, Misconception, Value, case
from autograder.exams import book
from autograder.exams.common import (
    always_float64,
    asserting,
    correlate,
    list_returned,
    narrowed,
    nothing_returned,
    pair,
    refuse,
    too_large_accepted,
    windows,
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
from autograder.exams.words import (
    BAD_STRIDE,
    CEILED,
    CHECKED_TOO_EARLY,
    DTYPES,
    EDGE_REPEATED,
    FIRST_NUMBER,
    FLIPPED,
    NEGATIVE_STRIDE,
    NEVER_MOVES_ON,
    ONE_SIDE,
    PADDED_AFTER,
    PADDING_IGNORED,
    PADDING_SWAPPED,
    STRIDE_IGNORED,
    STRIDE_SWAPPED,
    TOO_LARGE_PADDED,
    TOTAL_PADDING,
    WRONG_AXES,
    both,
)

Frame = tuple[Pair, Pair]  # ((top, bottom), (left, right))


# ---- output_size -----------------------------------------------------------------------------


def count_places(n: int, k: int, padding: int = 0, stride: int = 1, dilation: int = 1) -> int:
    """Count the places where the kernel fits, one by one."""
    last = n + padding - dilation * (k - 1) - 1  # where the kernel's last place begins
    return len(range(-padding, last + 1, stride))


def _size_checks(rng: Rng) -> Sequence[Check]:
    def sized(k: int, p: int = 0, s: int = 1, d: int = 1, *, rest: int = 0) -> int:
        """An input length with a few places for the kernel and `rest` left over at its end."""
        return max(1, d * (k - 1) + 1 - 2 * p + s * between(rng, 3, 8) + rest)

    def number_for(**options: int) -> Case:
        k = between(rng, 3, 6)
        short = {name[0]: value for name, value in options.items() if name != "rest"}
        n = sized(k, **short, rest=options.pop("rest", 0))
        return case(n, k, **options)

    k, p, s, d = different(rng, (3, 5), (2, 6), (3, 6), (2, 4))
    return [
        Check(
            both("input and kernel only", "只有输入和核"),
            [number_for(), number_for(), case(k + s, k + s), case(k + s, 1)],
        ),
        Check(
            both("padding counts on both sides", "填充两侧都算"),
            [number_for(padding=each) for each in (1, p, p + 1)],
            weight=2,
        ),
        Check(
            both("strides, also such that do not divide", "步幅，包括除不尽的"),
            [
                number_for(stride=s, rest=1),
                number_for(stride=s, rest=s - 1),
                number_for(stride=s + 1, rest=s),
                number_for(stride=s),
            ],
            weight=2,
        ),
        Check(
            both(
                "strides larger than the kernel, or than the whole input",
                "步幅比核大，甚至比整个输入还大",
            ),
            [case(3 * s + 1, 2, stride=s), case(k + s, k, stride=s + 2), case(4 * k, 2, 0, 2 * k)],
        ),
        Check(
            both("dilation pulls the kernel apart", "膨胀把核拉开"),
            [number_for(dilation=each) for each in (2, 3, d + 1)],
            weight=2,
        ),
        Check(
            both("everything together, given by name or by place", "合在一起，按名字或按位置传参"),
            [
                number_for(padding=p, stride=s, dilation=2, rest=s - 1),
                number_for(padding=1, stride=s, dilation=d),
                case(sized(k, p, s, d, rest=1), k, p, s, d),
                # larger than the input, but not than the padded input
                case(k, k + 2 * p, p),
                case(k, k + 2 * p - 1, padding=p, stride=s),
            ],
            weight=2,
        ),
        Check(
            both(
                "ValueError when the kernel is larger than the padded input",
                "核比填充后的输入大时抛出 ValueError",
            ),
            [
                case(k, k + 1),
                case(k, k + 3, stride=2),
                case(k, k + 2 * p + 1, padding=p, stride=s),
                case(4 * k, k, dilation=6),
            ],
            raises=True,
        ),
        Check(
            both(
                "ValueError for a stride below 1 and a negative padding",
                "步幅小于 1 或填充为负时抛出 ValueError",
            ),
            [
                case(4 * k, k, stride=0),
                case(4 * k, k, 0, -s),
                case(4 * k, k, padding=-1),
            ],
            raises=True,
        ),
    ]


def _sized(
    formula: Callable[[int, int, int, int, int], Value] | None = None,
    reach: Callable[[int, int], int] = lambda k, d: d * (k - 1) + 1,
) -> Callable[..., Value]:
    """A way to compute the size that refuses what is impossible and then uses `formula`."""

    def size(n: int, k: int, padding: int = 0, stride: int = 1, dilation: int = 1) -> Value:
        if stride < 1 or padding < 0 or n + 2 * padding < dilation * (k - 1) + 1:
            raise ValueError("impossible")
        if formula:
            return formula(n, k, padding, stride, dilation)
        return (n + 2 * padding - reach(k, dilation)) // stride + 1

    return size


def _room(n: int, k: int, p: int, d: int) -> int:
    return n + 2 * p - d * (k - 1) - 1


def _unchecked(n: int, k: int, padding: int = 0, stride: int = 1, dilation: int = 1) -> int:
    if stride < 1 or padding < 0:
        raise ValueError("impossible")
    return _room(n, k, padding, dilation) // stride + 1


def _zero_when_impossible(
    n: int, k: int, padding: int = 0, stride: int = 1, dilation: int = 1
) -> int:
    return max(0, _unchecked(n, k, padding, stride, dilation))


def _stride_unchecked(n: int, k: int, padding: int = 0, stride: int = 1, dilation: int = 1) -> int:
    if padding < 0 or _room(n, k, padding, dilation) < 0:
        raise ValueError("impossible")
    return _room(n, k, padding, dilation) // stride + 1


output_size = Exam(
    "output_size",
    count_places,
    _size_checks,
    (
        Misconception(
            "ceil-instead-of-floor",
            _sized(lambda n, k, p, s, d: math.ceil(_room(n, k, p, d) / s) + 1),
            both(
                "When the stride does not divide, you count one more place: a last window that "
                "would hang over the end. Draw a row of 8, a kernel of 3 and steps of 2, and see "
                "where the last one may begin.",
                "步幅除不尽时，你多算了一处，那里的窗口会伸到末尾外面。画一行 8 个格子，"
                "核长 3、每步 2 格，看看最后一处能从哪里开始。",
            ),
            book.STRIDE,
        ),
        Misconception(
            "rounded-instead-of-floored",
            _sized(lambda n, k, p, s, d: round(_room(n, k, p, d) / s) + 1),
            both(
                "You round to the nearest whole number. Half a step is no step: the kernel "
                "either fits at a place or it does not.",
                "你做的是四舍五入。走了大半步也不算一步：一个位置，核要么放得下，要么放不下。",
            ),
            book.STRIDE,
        ),
        Misconception(
            "one-forgotten",
            _sized(lambda n, k, p, s, d: _room(n, k, p, d) // s),
            both(
                "You count the steps, not the places: like fence posts, there is one more of them "
                "than gaps between them.",
                "你数的是步数，不是位置数。就像植树问题：树比间隔多一棵。",
            ),
            book.STRIDE,
        ),
        Misconception(
            "one-added-before-dividing",
            _sized(lambda n, k, p, s, d: (_room(n, k, p, d) + 1) // s),
            both(
                "The 1 stands for the first place, where no step has been taken yet; it is no part "
                "of the way that the stride divides. With stride 1 both come to the same.",
                "那个 1 是第一处，它一步都没走，不属于被步幅除的那段距离。步幅为 1 时看不出差别。",
            ),
            book.STRIDE,
        ),
        Misconception(
            "total-padding",
            _sized(lambda n, k, p, s, d: (n + p - d * (k - 1) - 1) // s + 1 if n + p else 0),
            both(
                "You count the padding once. In this course, as in PyTorch, it is given per side, "
                "and a row has two ends. (The formula in Dive into Deep Learning means both "
                "ends together.)",
                "填充你只算了一次。本课程和 PyTorch 一样，填充指的是每一侧，而一行有两头。"
                "（《动手学深度学习》公式里的 p 是两侧的总和。）",
            ),
            book.PADDING,
        ),
        Misconception(
            "padding-ignored",
            _sized(lambda n, k, p, s, d: (n - d * (k - 1) - 1) // s + 1),
            both(
                "The padding makes no difference to your answer. It makes the input longer before "
                "the kernel comes to it.",
                "你的答案与填充无关。填充会先把输入变长，然后核才去滑动。",
            ),
            book.PADDING,
        ),
        Misconception(
            "stride-ignored",
            _sized(lambda n, k, p, s, d: _room(n, k, p, d) + 1),
            both(
                "The stride makes no difference to your answer. With stride 2 the kernel leaves "
                "out every other place.",
                "你的答案与步幅无关。步幅为 2 时，核每隔一处才停一次。",
            ),
            book.STRIDE,
        ),
        Misconception(
            "dilation-ignored",
            _sized(reach=lambda k, d: k),
            both(
                "The dilation makes no difference to your answer. A dilated kernel reaches farther "
                "than it has elements, so it finds fewer places.",
                "你的答案与膨胀无关。膨胀后的核跨度比元素个数大，放得下的地方也就少了。",
            ),
            book.DILATION,
        ),
        Misconception(
            "dilation-times-kernel",
            _sized(reach=lambda k, d: d * k),
            both(
                "You take the dilated kernel for d times as long. Only the gaps between its "
                "elements grow; how many gaps do 3 elements have?",
                "你把膨胀后的核当成原来的 d 倍长。变大的只是元素之间的间隔；"
                "3 个元素之间有几个间隔？",
            ),
            book.DILATION,
        ),
        Misconception(
            "dilation-counts-the-zeros",
            _sized(reach=lambda k, d: (d + 1) * (k - 1) + 1),
            both(
                "You take the dilation for the number of empty places between two elements. It is "
                "the distance from one element to the next: dilation 1 is the ordinary kernel.",
                "你把膨胀当成了两个元素之间空出的格数。它其实是一个元素到下一个的距离：膨胀为 1 "
                "就是普通的核。",
            ),
            book.DILATION,
        ),
        Misconception(
            "float-instead-of-int",
            _sized(lambda n, k, p, s, d: float(_room(n, k, p, d) // s + 1)),
            both(
                "A size is counted, so it is an int. / always makes a float, even where it "
                "divides, and no array can have 3.0 rows.",
                "大小是数出来的，应当是整数。/ 即使除得尽也总是得到浮点数，而数组不可能有 3.0 行。",
            ),
            book.STRIDE,
        ),
        Misconception(
            "fraction-of-a-place",
            _sized(lambda n, k, p, s, d: _room(n, k, p, d) / s + 1),
            both(
                "Your answer can have a fraction. There is no half place: what remains at the end, "
                "too short for another step, is not counted.",
                "你的答案可能带小数。没有半处这回事：末尾剩下的不够再走一步，就不算。",
            ),
            book.STRIDE,
        ),
        Misconception(
            "zero-when-impossible",
            _zero_when_impossible,
            both(
                "Where the kernel is larger than the input you answer 0, as if that were a size. "
                "Then a network is built that cannot work, and nobody is told.",
                "核比输入还大时，你回答 0，好像这也是一种大小。这样就会搭出一个根本不能用的网络，"
                "却没有人得到提醒。",
            ),
            book.STRIDE,
        ),
        Misconception(
            "kernel-too-large-accepted",
            _unchecked,
            both(
                "Where the kernel is larger than the padded input, your formula still gives a "
                "number, 0 or less. A formula does not know what is impossible; you do.",
                "核比填充后的输入还大时，公式照样给出一个数，是 0 或者负数。"
                "公式不知道什么是办不到的，这要由你来判断。",
            ),
            book.STRIDE,
        ),
        Misconception(
            "stride-not-checked",
            _stride_unchecked,
            both(
                "A kernel that never moves on, or moves backwards, is not noticed: stride 0 ends "
                "in a division by zero, a negative one in a senseless number.",
                "核原地不动，或者往回走，你都没有发现：步幅为 0 会变成除以零，步幅为负会得到"
                "毫无意义的数。",
            ),
            book.STRIDE,
        ),
        nothing_returned(_sized(), book.STRIDE),
        asserting(_sized(), book.STRIDE),
    ),
)


# ---- pad2d -----------------------------------------------------------------------------------


def _pad_by_numpy(X: Array, padding: Frame) -> Array:
    return np.pad(X, [(0, 0)] * (X.ndim - 2) + [tuple(each) for each in padding])


def _frame(rng: Rng) -> Frame:
    """Four different amounts."""
    top, bottom, left, right = different(rng, *[(1, 5)] * 4)
    return (top, bottom), (left, right)


def _pad_checks(rng: Rng) -> Sequence[Check]:
    def ask(axes: int, padding: Frame, draw: Callable[..., Array] = whole, **to: str) -> Case:
        return case(draw(rng, *different(rng, *[(2, 5)] * axes), **to), padding)

    (top, bottom), (left, right) = _frame(rng)
    return [
        Check(
            both("one image, four different amounts", "一幅图像，四边各不相同"),
            [ask(2, _frame(rng)), ask(2, _frame(rng), decimals)],
            weight=2,
        ),
        Check(
            both("stacks of images with 3 and 4 axes", "3 个轴和 4 个轴的一叠图像"),
            [ask(3, _frame(rng)), ask(4, _frame(rng)), ask(3, _frame(rng), decimals)],
            weight=2,
        ),
        Check(
            both("sides without padding", "有的边不填充"),
            [
                ask(2, ((top, 0), (left, 0))),
                ask(2, ((0, bottom), (0, right))),
                ask(3, ((0, 0), (left, right))),
                ask(2, ((0, 0), (0, 0))),
            ],
        ),
        Check(
            both("the dtype stays", "数据类型不变"),
            [
                ask(2, _frame(rng), dtype="int64"),
                ask(3, _frame(rng), decimals, dtype="float32"),
                ask(2, _frame(rng), decimals),
            ],
            dtype=True,
        ),
        Check(
            both("ValueError for a negative amount on any side", "任何一边为负时抛出 ValueError"),
            [
                ask(2, ((-1, bottom), (left, right))),
                ask(2, ((top, -1), (left, right))),
                ask(2, ((top, bottom), (-2, right))),
                ask(3, ((top, bottom), (left, -1))),
                # one line, of which a negative amount leaves nothing for NumPy to complain of
                case(whole(rng, 1, 3), ((-1, 2), (0, 1))),
                case(whole(rng, 3, 1), ((0, 1), (-1, 2))),
            ],
            raises=True,
        ),
        Check(
            both("ValueError for fewer than 2 axes", "不到 2 个轴时抛出 ValueError"),
            [ask(1, _frame(rng))],
            raises=True,
        ),
    ]


def pad(X: Array, padding: Frame) -> Array:
    """Pad as an honest student would; for the wrong answers, which vary it."""
    (top, bottom), (left, right) = padding
    if min(top, bottom, left, right) < 0 or X.ndim < 2:
        raise ValueError("impossible")
    *stack, H, W = X.shape
    Y = np.zeros((*stack, top + H + bottom, left + W + right), X.dtype)
    Y[..., top : top + H, left : left + W] = X
    return Y


def _with(frame: Callable[[int, int, int, int], Frame]) -> Callable[[Array, Frame], Array]:
    """Padding by another frame than was asked for."""

    def wrong(X: Array, padding: Frame) -> Array:
        pad(X, padding)
        return pad(X, frame(*padding[0], *padding[1]))

    return wrong


def _edge_repeated(X: Array, padding: Frame) -> Array:
    pad(X, padding)
    return np.pad(X, [(0, 0)] * (X.ndim - 2) + [*padding], mode="edge")


def _first_axes(X: Array, padding: Frame) -> Array:
    pad(X, padding)
    return np.pad(X, [*padding] + [(0, 0)] * (X.ndim - 2))


def _one_image_only(X: Array, padding: Frame) -> Array:
    if X.ndim != 2:
        raise ValueError("too many values to unpack (expected 2)")
    return pad(X, padding)


def _slice_to_minus_zero(X: Array, padding: Frame) -> Array:
    Y = pad(X, padding)
    (top, bottom), (left, right) = padding
    Y[..., top:-bottom, left:-right] = X
    return Y


def _itself(X: Array, padding: Frame) -> Array:
    Y = pad(X, padding)
    return Y if Y.shape != X.shape else X


pad2d = Exam(
    "pad2d",
    _pad_by_numpy,
    _pad_checks,
    (
        Misconception(
            "height-and-width-swapped",
            _with(lambda top, bottom, *sides: (sides, (top, bottom))),
            both(
                "Rows are added where columns were asked for. Axes come in the order height, "
                "width: the first pair is about rows, above and below.",
                "该加列的地方加成了行。轴的顺序是高、宽：第一对数管的是行，也就是上面和下面。",
            ),
            book.PADDING,
        ),
        Misconception(
            "first-amount-on-both-sides",
            _with(lambda top, _, left, __: ((top, top), (left, left))),
            both(
                "Both sides of an axis get the same amount of zeros. The pair gives each side its "
                "own: that is how an even kernel is padded.",
                "一个轴的两侧，你填了同样多的零。一对数里两侧各有各的量，偶数大小的核就是这样填充的。",
            ),
            book.PADDING,
        ),
        Misconception(
            "corners-instead-of-axes",
            _with(lambda top, bottom, left, right: ((top, left), (bottom, right))),
            both(
                "You read the four numbers as (top, left), (bottom, right), the two corners of a "
                "box. They are grouped by axis.",
                "你把四个数当成（上，左）、（下，右），也就是方框的两个角。其实它们是按轴分组的。",
            ),
            book.PADDING,
        ),
        Misconception(
            "sides-swapped",
            _with(lambda top, bottom, left, right: ((bottom, top), (right, left))),
            both(
                "The size is right, but the image lies in the wrong place: what was asked for the "
                "top is at the bottom, and left and right are exchanged as well.",
                "大小是对的，图像的位置却不对：该填在上面的填到了下面，左右也反了。",
            ),
            book.PADDING,
        ),
        Misconception(
            "edge-instead-of-zeros",
            _edge_repeated,
            both(
                "You repeat the border pixels outwards. That is one kind of padding, but this one "
                "is zero padding: what lies outside contributes nothing to any sum.",
                "你把边缘的像素往外复制了。那也是一种填充，但这里要的是零填充：外面的东西对求和没有贡献。",
            ),
            book.PADDING,
        ),
        Misconception(
            "first-axes-padded",
            _first_axes,
            both(
                "In a stack you pad the first two axes. There stand batch and channels; height and "
                "width are the last two. Nobody wants pictures of zeros added to the batch.",
                "对一叠图像，你填充的是最前面的两个轴。那里是批量和通道，高和宽在最后两个轴。"
                "没有人想往批量里添几张全零的图。",
            ),
            book.PADDING,
        ),
        Misconception(
            "one-image-only",
            _one_image_only,
            both(
                "Your function works for a single image and stops at a stack. In front of height "
                "and width there may be any number of axes, which it need not know by name.",
                "你的函数只会处理单幅图像，遇到一叠就出错。高和宽前面可以有任意多个轴，"
                "不需要知道它们叫什么。",
            ),
            book.PADDING,
        ),
        Misconception(
            "slice-to-minus-zero",
            _slice_to_minus_zero,
            both(
                "A slice that ends at -bottom works until bottom is 0: -0 is 0, and the slice is "
                "empty. Say where the image ends counted from the front.",
                "切片写到 -bottom 为止，bottom 为 0 时就不行了：-0 就是 0，切出来是空的。"
                "从前面数起，说清图像到哪里结束。",
            ),
            book.PADDING,
        ),
        Misconception(
            "input-itself-returned",
            _itself,
            both(
                "Where nothing is to be padded you hand back the input itself. Whoever writes into "
                "the result later changes the caller's image without knowing.",
                "不需要填充时，你把输入原样交了回去。以后谁往结果里写东西，都会在不知不觉中"
                "改掉调用者的图像。",
            ),
            book.PADDING,
        ),
        nothing_returned(pad, book.PADDING),
        list_returned(pad, book.PADDING),
        always_float64(pad, book.PADDING),
        asserting(pad, book.PADDING),
    ),
)


# ---- same_padding ----------------------------------------------------------------------------


def _same_by_search(kernel_size: Pair) -> Frame:
    """Try amounts until the size stays; the second side gets as much as the first or one more."""

    def sides(k: int) -> Pair:
        n = 2 * k + 3
        tries = [(first, first + extra) for first in range(k) for extra in (0, 1)]
        kept = [each for each in tries if len(range(n + sum(each) - k + 1)) == n]
        (only,) = kept
        return only

    return sides(kernel_size[0]), sides(kernel_size[1])


def _same_checks(rng: Rng) -> Sequence[Check]:
    def odd(count: int) -> list[int]:
        return [2 * each + 1 for each in different(rng, *[(1, 5)] * count)]

    def even(count: int) -> list[int]:
        return [2 * each for each in different(rng, *[(1, 5)] * count)]

    a, b, c, d = odd(4)
    e, f, g, h = even(4)
    return [
        Check(
            both("odd kernels: the same on both sides", "奇数大小的核：两侧一样多"),
            [case((a, b)), case((c, d)), case((b, c))],
        ),
        Check(
            both(
                "even kernels: the extra row below, the extra column on the right",
                "偶数大小的核：多出的一行在下面，多出的一列在右边",
            ),
            [case((e, f)), case((g, h)), case((f, g))],
            weight=2,
        ),
        Check(
            both("one odd and one even length, and length 1", "一奇一偶，以及长度为 1"),
            [case((a, e)), case((g, c)), case((1, h)), case((d, 1))],
        ),
    ]


def _sides(rule: Callable[[int], Value]) -> Callable[[Pair], Value]:
    return lambda kernel_size: (rule(kernel_size[0]), rule(kernel_size[1]))


_RIGHT_SIDES = _sides(lambda k: ((k - 1) // 2, k // 2))

same_padding = Exam(
    "same_padding",
    _same_by_search,
    _same_checks,
    (
        Misconception(
            "extra-row-on-top",
            _sides(lambda k: (k // 2, (k - 1) // 2)),
            both(
                "For even kernels your extra row is on top and the extra column on the left. Some "
                "libraries do so; this course agrees with PyTorch on the other side.",
                "核的大小为偶数时，你把多出的一行放在上面，多出的一列放在左边。有的库是这样做的；"
                "本课程和 PyTorch 约定放在另一边。",
            ),
            book.SAME_PADDING,
        ),
        Misconception(
            "half-the-kernel-on-both-sides",
            _sides(lambda k: (k // 2, k // 2)),
            both(
                "For odd kernels this is right. For even ones the output grows by one: add up both "
                "sides and compare with what the kernel costs.",
                "对奇数大小的核，这是对的。对偶数的核，输出会大出一格：把两侧加起来，"
                "和核用掉的长度比一比。",
            ),
            book.SAME_PADDING,
        ),
        Misconception(
            "rounded-down-on-both-sides",
            _sides(lambda k: ((k - 1) // 2, (k - 1) // 2)),
            both(
                "For odd kernels this is right. For even ones the output shrinks by one: half of "
                "an odd number is rounded down twice.",
                "对奇数大小的核，这是对的。对偶数的核，输出会小一格：一个奇数的一半，你两次都舍去了零头。",
            ),
            book.SAME_PADDING,
        ),
        Misconception(
            "all-on-each-side",
            _sides(lambda k: (k - 1, k - 1)),
            both(
                "You give each side all that the kernel costs. The two sides share it.",
                "核用掉多少，你就给每一侧都填多少。其实应当由两侧分担。",
            ),
            book.SAME_PADDING,
        ),
        Misconception(
            "all-on-one-side",
            _sides(lambda k: (0, k - 1)),
            both(
                "The size is kept, but all zeros are on one side, so the output is shifted against "
                "the input. The two sides share what the kernel costs, as evenly as possible.",
                "大小是保住了，但零都填在一侧，输出相对输入就错了位。核用掉的长度要由两侧尽量平分。",
            ),
            book.SAME_PADDING,
        ),
        Misconception(
            "kernel-length-shared-out",
            _sides(lambda k: (k // 2, k - k // 2)),
            both(
                "You share out the kernel's length. A kernel of 3 costs less than 3: a kernel of 1 "
                "costs nothing at all.",
                "你拿核的长度去分。长 3 的核用掉的不到 3：长 1 的核一点也不用。",
            ),
            book.SAME_PADDING,
        ),
        Misconception(
            "height-and-width-swapped",
            lambda kernel_size: _RIGHT_SIDES((kernel_size[1], kernel_size[0])),
            both(
                "The kernel's width decides your rows, and its height your columns. A high kernel "
                "takes away rows.",
                "你用核的宽算行，用核的高算列。高的核减少的是行。",
            ),
            book.SAME_PADDING,
        ),
        Misconception(
            "corners-instead-of-axes",
            lambda kernel_size: tuple(zip(*_RIGHT_SIDES(kernel_size), strict=True)),
            both(
                "You answer (top, left), (bottom, right). The numbers are grouped by axis: the "
                "first pair is all about rows.",
                "你的回答是（上，左）、（下，右）。这几个数要按轴分组：第一对数都是管行的。",
            ),
            book.SAME_PADDING,
        ),
        Misconception(
            "one-number-an-axis",
            lambda kernel_size: (kernel_size[0] // 2, kernel_size[1] // 2),
            both(
                "You answer one number for each axis. An even kernel needs a different amount on "
                "its two sides, so each axis has a pair.",
                "每个轴你只给了一个数。偶数大小的核，两侧的量不一样，所以每个轴要有一对数。",
            ),
            book.SAME_PADDING,
        ),
        Misconception(
            "fraction-of-a-row",
            _sides(lambda k: ((k - 1) / 2, (k - 1) / 2)),
            both(
                "Half of what the kernel costs is no whole number when the kernel is even, and / "
                "makes a float in any case. Rows are counted.",
                "核的大小为偶数时，用掉的长度的一半不是整数；而且 / 总是得到浮点数。行数要是整数。",
            ),
            book.SAME_PADDING,
        ),
        nothing_returned(_RIGHT_SIDES, book.SAME_PADDING),
    ),
)


# ---- corr2d_strided --------------------------------------------------------------------------


def _strided_by_scipy(X: Array, K: Array, stride: int | Pair = 1, padding: int | Pair = 0) -> Array:
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    everywhere = correlate(np.pad(X, ((ph, ph), (pw, pw))), K)
    return everywhere[::sh, ::sw].copy()


def ask_layer(
    rng: Rng,
    sizes: Layer,
    draw: Callable[..., Array] = whole,
    to: tuple[str, str] = ("float64", "float64"),
    kernel: Callable[..., Array] | None = None,
) -> Case:
    """A question to `corr2d_strided` with these sizes."""
    return case(
        draw(rng, *sizes.image, dtype=to[0]),
        (kernel or draw)(rng, *sizes.kernel, dtype=to[1]),
        stride=sizes.stride,
        padding=sizes.padding,
    )


def _strided_checks(rng: Rng) -> Sequence[Check]:
    ask = partial(ask_layer, rng)
    unstrided = partial(layer, rng, stride=(1, 1), output=(4, 8))
    plain = layer(rng, stride=(1, 1), padding=(0, 0))
    beyond = Layer((3, 4), (5, 7), (1, 1), (1, 2), (1, 2))  # fits only into the padded image
    filling = Layer((3, 4), (5, 8), (2, 3), (1, 2), (1, 1))  # is as large as the padded image
    return [
        Check(
            both("strides that do not divide, without padding", "除不尽的步幅，没有填充"),
            [
                ask(layer(rng, padding=(0, 0))),
                ask(layer(rng, stride=(1, 3), padding=(0, 0)), decimals),
            ],
            weight=2,
        ),
        Check(
            both("padding that differs by axis, stride 1", "两个轴填充不同，步幅为 1"),
            [ask(unstrided()), ask(unstrided(), decimals)],
            weight=2,
        ),
        Check(
            both("stride and padding together", "步幅和填充一起用"),
            [ask(layer(rng)), ask(layer(rng), decimals), ask(layer(rng), decimals)],
            weight=2,
        ),
        Check(
            both("an int for both axes, and neither of the two", "两个轴共用一个整数，以及都不给"),
            [
                case(whole(rng, *plain.image), whole(rng, *plain.kernel)),
                case(whole(rng, 7, 8), whole(rng, 3, 2), 2, 1),
                case(whole(rng, 5, 6), whole(rng, 2, 4), padding=2),
                case(whole(rng, 8, 9), whole(rng, 3, 2), stride=3),
            ],
        ),
        Check(
            both(
                "strides larger than the kernel, kernels that fit only into the padded image",
                "步幅比核大，以及填充后才放得下的核",
            ),
            [ask(layer(rng, kernel=(1, 2), stride=(3, 5))), ask(beyond), ask(filling)],
        ),
        Check(
            DTYPES,
            [
                ask(layer(rng), whole, ("int64", "int64")),
                ask(layer(rng), whole, ("int64", "float64"), decimals),
                ask(layer(rng), decimals, ("float64", "int64"), whole),
                ask(layer(rng), decimals, ("float32", "float32")),
            ],
            dtype=True,
        ),
        Check(
            TOO_LARGE_PADDED,
            [
                case(whole(rng, 4, 6), whole(rng, 5, 2)),
                case(whole(rng, 4, 6), whole(rng, 3, 9), padding=1),
                case(whole(rng, 4, 6), whole(rng, 10, 2), padding=(2, 1), stride=(3, 2)),
            ],
            raises=True,
        ),
        Check(
            BAD_STRIDE,
            [
                case(whole(rng, 6, 7), whole(rng, 2, 3), stride=0),
                case(whole(rng, 6, 7), whole(rng, 2, 3), stride=(1, -1)),
                case(whole(rng, 6, 7), whole(rng, 2, 3), stride=(-2, 2)),
                case(whole(rng, 6, 7), whole(rng, 2, 3), padding=-1),
                case(whole(rng, 6, 7), whole(rng, 2, 3), padding=(1, -2)),
            ],
            raises=True,
        ),
        Check(
            WRONG_AXES,
            [
                case(whole(rng, 5, 6, 4), whole(rng, 2, 3)),
                case(whole(rng, 5, 6), whole(rng, 2, 3, 2)),
                case(whole(rng, 5), whole(rng, 2)),
            ],
            raises=True,
        ),
    ]


def _strided(
    X: Array,
    K: Array,
    stride: int | Pair = 1,
    padding: int | Pair = 0,
    *,
    mode: str = "constant",
) -> Array:
    """Answer as an honest student would; for the wrong answers, which vary it."""
    if X.ndim != 2 or K.ndim != 2:
        raise ValueError("impossible")
    refuse(X, K, stride, padding)
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(X, ((ph, ph), (pw, pw)), mode=cast("Any", mode))
    found: Array = np.tensordot(windows(padded, K.shape)[::sh, ::sw], K, axes=2)
    return found


Strided = Callable[[Array, Array, Pair, Pair], Array]


def _wrongly(answer: Strided) -> Callable[..., Array]:
    """A wrong answer that refuses what is impossible, and gets stride and padding as pairs."""

    def wrong(X: Array, K: Array, stride: int | Pair = 1, padding: int | Pair = 0) -> Array:
        _strided(X, K, stride, padding)
        return answer(X, K, pair(stride), pair(padding))

    return wrong


def _padded_by(frame: Callable[[int], Pair]) -> Callable[..., Array]:
    """Another way to lay `p` zeros on the two sides of an axis."""

    def answer(X: Array, K: Array, s: Pair, p: Pair) -> Array:
        return _strided(np.pad(X, [frame(p[0]), frame(p[1])]), K, s)

    return _wrongly(answer)


def _never_moves_on(X: Array, K: Array, s: Pair, p: Pair) -> Array:
    rows, columns = _strided(X, K, s, p).shape
    return _strided(X, K, 1, p)[:rows, :columns].copy()


def _subsampled(X: Array, K: Array, s: Pair, p: Pair) -> Array:
    padded = np.pad(X, [(each, each) for each in p])
    return _strided(padded[:: s[0], :: s[1]], K)


def _ceiled(X: Array, K: Array, s: Pair, p: Pair) -> Array:
    frame = [(p[i], p[i] + s[i] - 1) for i in range(2)]
    return _strided(np.pad(X, frame), K, s)


def _checked_too_early(X: Array, K: Array, s: Pair, p: Pair) -> Array:
    refuse(X, K, s, 0)
    return _strided(X, K, s, p)


def _backwards(X: Array, K: Array, stride: int | Pair = 1, padding: int | Pair = 0) -> Array:
    sh, sw = pair(stride)
    if min(sh, sw) < 0 and sh and sw:
        return _strided(X, K, 1, padding)[::sh, ::sw].copy()
    return _strided(X, K, stride, padding)


def _empty_when_too_large(
    X: Array, K: Array, stride: int | Pair = 1, padding: int | Pair = 0
) -> Array:
    if X.ndim == K.ndim == 2 and min(pair(stride)) > 0 and min(pair(padding)) >= 0:
        room = np.array(X.shape) + 2 * np.array(pair(padding)) - K.shape
        if (room < 0).any():
            return np.zeros(room // pair(stride) + 1)
    return _strided(X, K, stride, padding)


corr2d_strided = Exam(
    "corr2d_strided",
    _strided_by_scipy,
    _strided_checks,
    (
        Misconception(
            "flipped-kernel",
            _wrongly(lambda X, K, s, p: _strided(X, np.flip(K), s, p)),
            FLIPPED,
            book.FLIP,
        ),
        Misconception(
            "stride-ignored",
            _wrongly(lambda X, K, s, p: _strided(X, K, 1, p)),
            STRIDE_IGNORED,
            book.STRIDE,
        ),
        Misconception(
            "padding-ignored",
            _wrongly(
                lambda X, K, s, p: _strided(X, K, s) if all(np.array(X.shape) >= K.shape) else X
            ),
            PADDING_IGNORED,
            book.PADDING,
        ),
        Misconception(
            "stride-axes-swapped",
            _wrongly(lambda X, K, s, p: _strided(X, K, s[::-1], p)),
            STRIDE_SWAPPED,
            book.STRIDE,
        ),
        Misconception(
            "padding-axes-swapped",
            _wrongly(lambda X, K, s, p: _strided(X, K, s, p[::-1]) if X.shape[1] > 4 else X),
            PADDING_SWAPPED,
            book.PADDING,
        ),
        Misconception(
            "first-number-for-both-axes",
            _wrongly(lambda X, K, s, p: _strided(X, K, s[0], p[0])),
            FIRST_NUMBER,
            book.STRIDE,
        ),
        Misconception(
            "total-padding",
            _padded_by(lambda p: (p // 2, p - p // 2)),
            TOTAL_PADDING,
            book.PADDING,
        ),
        Misconception(
            "padding-on-one-side",
            _padded_by(lambda p: (p, 0)),
            ONE_SIDE,
            book.PADDING,
        ),
        Misconception(
            "padding-after-the-kernel",
            _wrongly(
                lambda X, K, s, p: (
                    np.pad(_strided(X, K, s), [(each, each) for each in p])
                    if all(np.array(X.shape) >= K.shape)
                    else X
                )
            ),
            PADDED_AFTER,
            book.PADDING,
        ),
        Misconception(
            "edge-instead-of-zeros",
            _wrongly(lambda X, K, s, p: _strided(X, K, s, p, mode="edge")),
            EDGE_REPEATED,
            book.PADDING,
        ),
        Misconception(
            "image-thinned-out-first",
            _wrongly(_subsampled),
            both(
                "You take every stride-th pixel and then slide the kernel over what is left. The "
                "stride is about where the kernel stands; at each place it still sees neighbouring "
                "pixels.",
                "你先按步幅从图像里抽取像素，再让核在剩下的像素上滑动。步幅管的是核停在哪里；"
                "每停一处，它看到的仍是相邻的像素。",
            ),
            book.STRIDE,
        ),
        Misconception(
            "window-never-moves-on",
            _wrongly(_never_moves_on),
            NEVER_MOVES_ON,
            book.STRIDE,
        ),
        Misconception(
            "ceil-instead-of-floor",
            _wrongly(_ceiled),
            CEILED,
            book.STRIDE,
        ),
        Misconception(
            "checked-before-padding",
            _wrongly(_checked_too_early),
            CHECKED_TOO_EARLY,
            book.PADDING,
        ),
        narrowed(_strided, 0, "dtype-of-the-image", book.STRIDE),
        narrowed(_strided, 1, "dtype-of-the-kernel", book.STRIDE),
        nothing_returned(_strided, book.STRIDE),
        list_returned(_strided, book.STRIDE),
        always_float64(_strided, book.STRIDE),
        Misconception(
            "negative-stride-accepted",
            _backwards,
            NEGATIVE_STRIDE,
            book.STRIDE,
        ),
        replace(too_large_accepted(_strided, 2, book.STRIDE), wrong=_empty_when_too_large),
        asserting(_strided, book.STRIDE),
    ),
)

EXAMS: tuple[Exam, ...] = (output_size, pad2d, same_padding, corr2d_strided)
