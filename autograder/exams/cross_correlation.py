"""The hidden exams of `cross_correlation`: a kernel slides over a signal, an image, a volume."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

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
    refuse_misfit,
    slid,
    too_large_accepted,
    windows,
)
from autograder.exams.inputs import Array, Rng, decimals, different, fitting, number, whole
from autograder.exams.words import (
    DTYPES,
    FLIPPED,
    JUMPING,
    LAST_MISSED,
    MEAN,
    SAME_SIZE,
    TOO_LARGE,
    WRONG_AXES,
    both,
)

Bias = Callable[[Rng], tuple[Value, ...]]  # the arguments after X and K


# ---- checks ----------------------------------------------------------------------------------


def no_bias(rng: Rng) -> tuple[Value, ...]:
    """Nothing follows X and K."""
    return ()


def sliding_checks(rng: Rng, axes: int, rest: Bias = no_bias) -> list[Check]:
    """What holds for every function that slides a kernel over `axes` axes."""

    def ask(draw: Callable[..., Array], *types: str) -> Case:
        shape, kernel = fitting(rng, axes)
        one, other = types or ("float64", "float64")
        return case(draw(rng, *shape, dtype=one), draw(rng, *kernel, dtype=other), *rest(rng))

    return [
        Check(
            both(
                "whole numbers, a kernel that is neither square nor symmetric",
                "整数值，核既不是方的，也不对称",
            )
            if axes > 1
            else both("whole numbers, a kernel that is not symmetric", "整数值，核不对称"),
            [ask(whole), ask(whole)],
            weight=2,
        ),
        Check(
            both("negative numbers and fractions, several sizes", "负数和小数，多种大小"),
            [ask(decimals) for _ in range(3)],
            weight=2,
        ),
        Check(
            both(
                "the smallest and the largest kernel: one element, one line, all of the input",
                "最小和最大的核：一个元素、一条线、和输入一样大",
            ),
            [
                case(whole(rng, *shape), whole(rng, *kernel), *rest(rng))
                for shape, kernel in _extremes(rng, axes)
            ],
        ),
        Check(
            DTYPES,
            [
                case(whole(rng, *shape, dtype=one), draw(rng, *kernel, dtype=other), *last)
                for one, draw, other, last in _types(rng, rest)
                for shape, kernel in [fitting(rng, axes)]
            ]
            + [ask(decimals, "float64", "float32")]
            + [_whole_kernel(rng, axes, rest)],
            dtype=True,
        ),
        Check(
            TOO_LARGE,
            [
                case(whole(rng, *shape), whole(rng, *kernel), *rest(rng))
                for shape, kernel in _misfits(rng, axes)
            ],
            raises=True,
        ),
        Check(
            WRONG_AXES,
            [
                case(whole(rng, *shape), whole(rng, *kernel), *rest(rng))
                for shape, kernel in _wrong_axes(rng, axes)
            ],
            raises=True,
        ),
    ]


def _types(rng: Rng, rest: Bias) -> list[tuple[str, Callable[..., Array], str, tuple[Value, ...]]]:
    """The dtype of X, how to draw K, its dtype, and what follows: ints where all are ints."""
    bias = rest(rng)
    ints = tuple(int(10 * each) for each in bias)
    return [
        ("int64", whole, "int64", ints),
        ("int64", decimals, "float64", bias),
        ("float32", decimals, "float32", bias),
    ]


def _whole_kernel(rng: Rng, axes: int, rest: Bias) -> Case:
    shape, kernel = fitting(rng, axes)
    return case(decimals(rng, *shape), whole(rng, *kernel, dtype="int64"), *rest(rng))


def _extremes(rng: Rng, axes: int) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    shape = different(rng, *[(4, 8)] * axes)
    lines = [tuple(3 if axis == along else 1 for axis in range(axes)) for along in range(axes)]
    return [(shape, kernel) for kernel in [(1,) * axes, *lines, shape]]


def _misfits(rng: Rng, axes: int) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """A kernel too large by one along each axis in turn, and too large by two along all."""
    shape = different(rng, *[(3, 6)] * axes)
    by_one = [
        tuple(n + 1 if axis == along else 2 for axis, n in enumerate(shape))
        for along in range(axes)
    ]
    return [(shape, kernel) for kernel in [*by_one, tuple(n + 2 for n in shape)]]


def _wrong_axes(rng: Rng, axes: int) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    shape, kernel = fitting(rng, axes)
    more = [((*shape, 5), kernel), (shape, (*kernel, 2)), ((*shape, 5), (*kernel, 2))]
    return more if axes == 1 else [*more, (shape[1:], kernel[1:])]


# ---- wrong ways ------------------------------------------------------------------------------

CORR2D = partial(slid, axes=2)


def _convolved(X: Array, K: Array) -> Array:
    return CORR2D(X, np.flip(K))


def _padded(X: Array, K: Array, axes: int) -> Array:
    refuse_misfit(X, K, axes)
    return slid(np.pad(X, [((k - 1) // 2, k // 2) for k in K.shape]), K, axes)


def _last_missed(X: Array, K: Array, axes: int) -> Array:
    return slid(X, K, axes)[(slice(-1),) * axes].copy()


def _mean(X: Array, K: Array, axes: int) -> Array:
    mean: Array = slid(X, K, axes) / K.size
    return mean


def _jumping(X: Array, K: Array, axes: int) -> Array:
    return slid(X, K, axes)[tuple(slice(None, None, k) for k in K.shape)].copy()


def _zeros_left(X: Array, K: Array) -> Array:
    right = CORR2D(X, K)
    Y: Array = np.zeros(X.shape, right.dtype)
    Y[: right.shape[0], : right.shape[1]] = right
    return Y


def _square_only(X: Array, K: Array) -> Array:
    right = CORR2D(X, K)
    if K.shape[0] != K.shape[1]:
        raise ValueError("operands could not be broadcast together")
    return right


def sliding_habits(
    right: Callable[..., Array], axes: int, image: str, link: str
) -> tuple[Misconception, ...]:
    """Mistakes that any function which slides a kernel can show."""
    return (
        narrowed(right, 0, f"dtype-of-the-{image}", link),
        narrowed(right, 1, "dtype-of-the-kernel", link),
        nothing_returned(right, link),
        list_returned(right, link),
        always_float64(right, link),
        too_large_accepted(right, axes, link),
        asserting(right, link),
    )


# ---- corr2d ----------------------------------------------------------------------------------

corr2d = Exam(
    "corr2d",
    correlate,
    partial(sliding_checks, axes=2),
    (
        Misconception("flipped-kernel", _convolved, FLIPPED, book.FLIP),
        Misconception(
            "transposed-kernel",
            lambda X, K: CORR2D(X, K.T),
            both(
                "Rows and columns of your kernel have changed places. The first index of an array "
                "counts rows, downwards, for the kernel as for the image; an (x, y) habit from "
                "geometry turns it round.",
                "你的核行列对调了。数组的第一个下标数的是行，从上往下，图像如此，核也如此；"
                "按几何里 (x, y) 的习惯去写，就会弄反。",
            ),
            book.FLIP_IS_NO_TRANSPOSE,
        ),
        Misconception(
            "last-window-missed", partial(_last_missed, axes=2), LAST_MISSED, book.SLIDING
        ),
        Misconception("padded-to-same-size", partial(_padded, axes=2), SAME_SIZE, book.SLIDING),
        Misconception(
            "zeros-left-at-the-border",
            _zeros_left,
            both(
                "You make room for a result as large as the image and fill only a part of it; the "
                "zeros at the bottom and on the right are no results. How many places are there "
                "for the kernel, downwards and to the right?",
                "你按图像的大小建了结果数组，却只填了一部分；下面和右边剩下的零不是计算结果。"
                "核向下、向右各有几处可放？",
            ),
            book.SLIDING,
        ),
        Misconception("mean-instead-of-sum", partial(_mean, axes=2), MEAN, book.SLIDING),
        Misconception("jumps-by-kernel-size", partial(_jumping, axes=2), JUMPING, book.SLIDING),
        Misconception(
            "square-kernel-only",
            _square_only,
            both(
                "Your function fails as soon as the kernel's height and width differ. Somewhere "
                "one of the two stands in for both, or the two have changed places: the window "
                "must be as high and as wide as the kernel.",
                "核的高和宽一不相等，你的函数就出错。某个地方用一个代替了两个，或者把两者弄反了："
                "窗口要和核一样高、一样宽。",
            ),
            book.SLIDING,
        ),
        *sliding_habits(CORR2D, 2, "image", book.SLIDING),
    ),
)


# ---- convolve2d ------------------------------------------------------------------------------


def _full(X: Array, K: Array) -> Array:
    refuse_misfit(X, K, 2)
    return CORR2D(np.pad(X, [(k - 1, k - 1) for k in K.shape]), np.flip(K))


def _flipped_in_place(X: Array, K: Array) -> Array:
    K[...] = np.flip(K).copy()
    return CORR2D(X, K)


convolve2d = Exam(
    "convolve2d",
    lambda X, K: correlate(X, np.flip(K)),
    partial(sliding_checks, axes=2),
    (
        Misconception(
            "kernel-not-flipped",
            CORR2D,
            both(
                "This is cross-correlation, which deep learning calls convolution. The convolution "
                "of mathematics turns something over first. What comes out when the image is a "
                "single 1 among zeros?",
                "你算的是互相关，也就是深度学习里说的“卷积”。数学里的卷积，要先把一样东西翻过来。"
                "如果图像里只有一个 1，其余全是 0，结果会是什么样？",
            ),
            book.FLIP,
        ),
        Misconception(
            "flipped-upside-down-only",
            lambda X, K: CORR2D(X, K[::-1]),
            both(
                "Your kernel is turned upside down, but left and right are still where they were. "
                "A kernel has two axes.",
                "你的核上下翻了过来，左右却没有动。核有两个轴。",
            ),
            book.FLIP,
        ),
        Misconception(
            "flipped-sideways-only",
            lambda X, K: CORR2D(X, K[:, ::-1]),
            both(
                "Your kernel is turned left to right, but top and bottom are still where they "
                "were. A kernel has two axes.",
                "你的核左右翻了过来，上下却没有动。核有两个轴。",
            ),
            book.FLIP,
        ),
        Misconception(
            "transposed-instead-of-flipped",
            lambda X, K: CORR2D(X, K.T),
            both(
                "You transpose the kernel: rows become columns. Flipping is another movement. The "
                "shape stays as it is, and the element in the top left corner goes to the corner "
                "farthest from it.",
                "你做的是转置：行变成列。翻转是另一种动作，形状不变，左上角的元素跑到离它最远的那个角。",
            ),
            book.FLIP_IS_NO_TRANSPOSE,
        ),
        Misconception(
            "quarter-turn",
            lambda X, K: CORR2D(X, np.rot90(K)),
            both(
                "You turn the kernel by a quarter. Flipping both axes is half a turn: try "
                "it with a sheet of paper with a mark in one corner.",
                "你把核转了四分之一圈。两个轴都翻，相当于转半圈：拿张纸在一角做个记号，转转看。",
            ),
            book.FLIP,
        ),
        Misconception(
            "image-flipped-too",
            lambda X, K: CORR2D(np.flip(X), np.flip(K)),
            both(
                "Image and kernel are both flipped. That is the same as flipping neither and "
                "turning the result over: only one of the two may be turned.",
                "图像和核都被翻转了。这等于两个都不翻，再把结果翻过来：只该翻其中一个。",
            ),
            book.FLIP,
        ),
        Misconception(
            "image-flipped-instead",
            lambda X, K: CORR2D(np.flip(X), K),
            both(
                "You flip the image instead of the kernel. The numbers are those of a convolution, "
                "but each stands in the wrong place: the whole result is upside down.",
                "你翻转的是图像，而不是核。数是卷积的数，位置却都不对：整个结果是颠倒的。",
            ),
            book.FLIP,
        ),
        Misconception(
            "full-instead-of-valid",
            _full,
            both(
                "Your result also counts the places where kernel and image only touch at a corner "
                "('full'). Here the kernel only stands where it fits wholly, as in corr2d.",
                "你把核与图像只在边角上碰到一点的位置也算进去了（即 full）。这道题和 corr2d 一样，"
                "核要完全落在图像里。",
            ),
            book.FLIP,
        ),
        Misconception(
            "kernel-flipped-in-place",
            _flipped_in_place,
            both(
                "Your result is right, but the caller's kernel lies upside down afterwards: you "
                "wrote the flipped numbers into the array you were given. The next call with the "
                "same kernel then gives something else.",
                "结果是对的，但调用者的核从此颠倒了：你把翻转后的数写回了传进来的数组。"
                "下次再用同一个核，结果就变了。",
            ),
            book.FLIP,
        ),
        *sliding_habits(_convolved, 2, "image", book.FLIP),
    ),
)


# ---- conv_layer ------------------------------------------------------------------------------


def _layer(X: Array, K: Array, b: float) -> Array:
    found: Array = CORR2D(X, K) + b
    return found


def _bias_into_integers(X: Array, K: Array, b: float) -> Array:
    Y = CORR2D(X, K)
    Y += b
    return Y


def _layer_checks(rng: Rng) -> Sequence[Check]:
    small, more, *others = sliding_checks(rng, 2, lambda rng: (number(rng),))
    (shape, kernel), (other_shape, other_kernel) = fitting(rng), fitting(rng)
    whole_numbers = Check(
        both("integer image and kernel, a bias with a fraction", "整数图像和整数核，偏置带小数"),
        [
            case(
                whole(rng, *shape, dtype="int64"), whole(rng, *kernel, dtype="int64"), number(rng)
            ),
            case(whole(rng, *other_shape, dtype="int64"), whole(rng, *other_kernel), number(rng)),
        ],
    )
    return [small, more, whole_numbers, *others]


conv_layer = Exam(
    "conv_layer",
    lambda X, K, b: correlate(X, K) + b,
    _layer_checks,
    (
        Misconception(
            "bias-forgotten",
            lambda X, K, b: CORR2D(X, K),
            both(
                "The kernel has done its work, but the bias is missing. What would the layer give "
                "for an image that is all zeros?",
                "核的部分算完了，偏置却没有加。如果图像全是零，这一层应当输出什么？",
            ),
            book.LAYER,
        ),
        Misconception(
            "bias-subtracted",
            lambda X, K, b: CORR2D(X, K) - b,
            both(
                "The bias has the wrong sign. A threshold would be subtracted; a bias is "
                "what the layer gives when it sees nothing.",
                "偏置的符号反了。减去的叫阈值；偏置是这一层什么都没看到时的输出。",
            ),
            book.LAYER,
        ),
        Misconception(
            "bias-for-every-product",
            lambda X, K, b: CORR2D(X, K) + b * K.size,
            both(
                "Your bias is added once for every element of the kernel, because it stands inside "
                "the sum. It belongs to the output, not to the products.",
                "你的偏置在求和里面，核有几个元素就加了几次。偏置属于输出，不属于每个乘积。",
            ),
            book.LAYER,
        ),
        Misconception(
            "bias-added-to-the-image",
            lambda X, K, b: CORR2D(X + b, K),
            both(
                "You add the bias to the image, before the kernel. Then the kernel multiplies it, "
                "and a kernel whose numbers add up to zero does away with it.",
                "你在互相关之前就把偏置加到了图像上。这样偏置还要被核乘一遍，"
                "如果核的各数之和是零，偏置就没了。",
            ),
            book.LAYER,
        ),
        Misconception(
            "bias-added-to-the-kernel",
            lambda X, K, b: CORR2D(X, K + b),
            both(
                "You add the bias to the kernel, before the sum. Then it acts more strongly where "
                "the image is bright; a bias adds the same at every place.",
                "你在求和之前就把偏置加到了核上。这样图像越亮的地方它作用越大；偏置应当处处加得一样多。",
            ),
            book.LAYER,
        ),
        Misconception(
            "flipped-kernel", lambda X, K, b: CORR2D(X, np.flip(K)) + b, FLIPPED, book.FLIP
        ),
        Misconception(
            "negative-cut-off",
            lambda X, K, b: np.maximum(_layer(X, K, b), 0),
            both(
                "Negative outputs have become 0. That is an activation (ReLU), which many networks "
                "put behind this layer; the layer itself passes on what comes out.",
                "负的输出都变成了 0。那是激活函数（ReLU），许多网络把它接在这一层后面；"
                "卷积层本身算出什么就输出什么。",
            ),
            book.LAYER,
        ),
        Misconception(
            "bias-into-integers",
            _bias_into_integers,
            both(
                "With integers your function stops: += writes back into an array of integers, and "
                "there is no room for a fraction in it. A sum that makes a new array finds its own "
                "dtype.",
                "输入是整数时，你的函数会报错：+= 要写回原来的整数数组，那里放不下小数。"
                "让加法生成新数组，数据类型就会自动合适。",
            ),
            book.LAYER,
        ),
        *sliding_habits(_layer, 2, "image", book.LAYER),
    ),
)


# ---- corr1d ----------------------------------------------------------------------------------

CORR1D = partial(slid, axes=1)


def _full_1d(x: Array, k: Array) -> Array:
    refuse_misfit(x, k, 1)
    return CORR1D(np.pad(x, k.size - 1), k)


corr1d = Exam(
    "corr1d",
    correlate,
    partial(sliding_checks, axes=1),
    (
        Misconception("flipped-kernel", lambda x, k: CORR1D(x, k[::-1]), FLIPPED, book.FLIP),
        Misconception(
            "last-window-missed", partial(_last_missed, axes=1), LAST_MISSED, book.ONE_DIMENSION
        ),
        Misconception(
            "padded-to-same-size", partial(_padded, axes=1), SAME_SIZE, book.ONE_DIMENSION
        ),
        Misconception(
            "full-instead-of-valid",
            _full_1d,
            both(
                "Your result also counts the places where the kernel hangs over either end "
                "('full'), so it is longer than the input. Here the kernel must fit wholly.",
                "你把核伸出两端的位置也算进去了（即 full），结果比输入还长。"
                "这道题要求核完全放得下。",
            ),
            book.ONE_DIMENSION,
        ),
        Misconception("mean-instead-of-sum", partial(_mean, axes=1), MEAN, book.ONE_DIMENSION),
        Misconception(
            "jumps-by-kernel-size", partial(_jumping, axes=1), JUMPING, book.ONE_DIMENSION
        ),
        *sliding_habits(CORR1D, 1, "signal", book.ONE_DIMENSION),
    ),
)


# ---- corr3d ----------------------------------------------------------------------------------

CORR3D = partial(slid, axes=3)


def _depth_stands(X: Array, K: Array) -> Array:
    first: Array = CORR3D(X, K)[0].copy()
    return first


def _plane_by_plane(X: Array, K: Array) -> Array:
    refuse_misfit(X, K, 3)
    planes: Array = np.stack([CORR2D(plane, K[0]) for plane in X])
    return planes


def _depth_not_summed(X: Array, K: Array) -> Array:
    refuse_misfit(X, K, 3)
    found: Array = np.einsum("dijabc,abc->dija", windows(X, K.shape), K)
    return found


corr3d = Exam(
    "corr3d",
    correlate,
    partial(sliding_checks, axes=3),
    (
        Misconception("flipped-kernel", lambda X, K: CORR3D(X, np.flip(K)), FLIPPED, book.FLIP),
        Misconception(
            "depth-stands-still",
            _depth_stands,
            both(
                "Your kernel slides down and to the right, but not through the depth: depth is "
                "treated like colour channels, which are added up once. Here the kernel is a "
                "small block that moves along all three axes.",
                "你的核会向下、向右滑动，却不沿深度方向移动：深度被当成了颜色通道，只加一次。"
                "这里的核是个小方块，三个方向都要滑动。",
            ),
            book.THREE_DIMENSIONS,
        ),
        Misconception(
            "plane-by-plane",
            _plane_by_plane,
            both(
                "You treat the volume as a pile of separate pictures, each with the kernel's first "
                "plane only. Each output number must see several neighbouring planes at once.",
                "你把立体数据当成一叠互不相干的图片，每张只用了核的第一层。"
                "其实每个输出都要同时看到相邻的几层。",
            ),
            book.THREE_DIMENSIONS,
        ),
        Misconception(
            "depth-not-summed",
            _depth_not_summed,
            both(
                "For every place you return one number per plane of the kernel. They belong in "
                "one sum: the kernel's depth disappears as its height and width do.",
                "每个位置你都按核的层数返回了好几个数。它们应当加成一个：核的深度和高、宽一样，"
                "求和之后就不在了。",
            ),
            book.THREE_DIMENSIONS,
        ),
        Misconception(
            "axes-reversed",
            lambda X, K: CORR3D(X, K.transpose(2, 1, 0)),
            both(
                "Your kernel's axes run in the opposite order to the input's. Both are stored "
                "depth, height, width.",
                "你的核与输入的轴顺序相反。两者都按深、高、宽存放。",
            ),
            book.THREE_DIMENSIONS,
        ),
        Misconception(
            "last-window-missed", partial(_last_missed, axes=3), LAST_MISSED, book.THREE_DIMENSIONS
        ),
        *sliding_habits(CORR3D, 3, "volume", book.THREE_DIMENSIONS),
    ),
)

EXAMS: tuple[Exam, ...] = (corr2d, convolve2d, conv_layer, corr1d, corr3d)
