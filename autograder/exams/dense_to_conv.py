"""The hidden exams of `dense_to_conv`: how many weights, how many bytes, which weights remain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from math import prod

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
)
from autograder.exams.inputs import Array, Pair, Rng, between, decimals, different, fitting, whole
from autograder.exams.words import (
    DTYPES,
    WRONG_AXES,
    both,
)

# ---- dense_params ----------------------------------------------------------------------------


def _count_dense(n_in: int, n_out: int, bias: bool = True) -> int:
    """Each output has a weight for every input and, with a bias, for one more that is always 1."""
    return (n_in + bool(bias)) * n_out


def _dense_params_checks(rng: Rng) -> Sequence[Check]:
    a, b, c, d, e = different(rng, *[(5, 99)] * 5)
    pixels = between(rng, 1_000_000, 50_000_000)
    return [
        Check(both("weights and biases", "权重和偏置"), [case(a, b), case(b, a), case(c, d)]),
        Check(
            both("without a bias", "没有偏置"),
            [case(a, c, bias=False), case(d, e, False)],
        ),
        Check(
            both("one input or one output", "只有一个输入或一个输出"),
            [case(1, a), case(b, 1), case(1, c, bias=False)],
        ),
        Check(
            both("photographs: exact, however large", "照片：再大也要精确"),
            [
                case(pixels, between(rng, 200, 999)),
                case(3 * pixels + 1, between(rng, 1_000_001, 9_999_999)),
                case(between(rng, 2**31, 2**32), between(rng, 2**29, 2**30)),
            ],
            weight=2,
        ),
    ]


def _int32(value: int) -> int:
    """What is left of a number in 32 bits."""
    return (value + 2**31) % 2**32 - 2**31


dense_params = Exam(
    "dense_params",
    _count_dense,
    _dense_params_checks,
    (
        Misconception(
            "biases-forgotten",
            lambda n_in, n_out, bias=True: n_in * n_out,
            both(
                "You count the weights only. Every output also has a number of its own, which it "
                "gives when all inputs are 0.",
                "你只数了权重。每个输出还有一个自己的数，所有输入都是 0 时，输出的就是它。",
            ),
            book.ONE_PHOTOGRAPH,
        ),
        Misconception(
            "bias-for-every-input",
            lambda n_in, n_out, bias=True: n_in * n_out + (n_in if bias else 0),
            both(
                "You count one bias for each input. A bias is added where numbers are added up: at "
                "the outputs.",
                "你按输入的个数数偏置。偏置加在求和的地方，也就是输出那里。",
            ),
            book.ONE_PHOTOGRAPH,
        ),
        Misconception(
            "one-bias-for-all",
            lambda n_in, n_out, bias=True: n_in * n_out + (1 if bias else 0),
            both(
                "You count a single bias for the whole layer. Each output learns its own.",
                "你给整个层只数了一个偏置。其实每个输出都有自己的偏置要学。",
            ),
            book.ONE_PHOTOGRAPH,
        ),
        Misconception(
            "bias-always-counted",
            lambda n_in, n_out, bias=True: n_in * n_out + n_out,
            both(
                "You count biases even where the layer is asked to have none.",
                "即使说明这一层没有偏置，你也把偏置数了进去。",
            ),
            book.ONE_PHOTOGRAPH,
        ),
        Misconception(
            "added-instead-of-multiplied",
            lambda n_in, n_out, bias=True: n_in + n_out + (n_out if bias else 0),
            both(
                "You add up inputs and outputs. Draw 4 dots on the left and 3 on the right and "
                "join each with each: how many lines are there?",
                "你把输入和输出的个数相加了。左边画 4 个点，右边画 3 个点，两两连线：一共有几条？",
            ),
            book.ONE_PHOTOGRAPH,
        ),
        Misconception(
            "cut-to-32-bits",
            lambda n_in, n_out, bias=True: _int32(_count_dense(n_in, n_out, bias)),
            both(
                "Small counts are right, but billions come out wrong or negative: the count does "
                "not fit into 32 bits. Python's own integers have no largest value.",
                "小的数都对，上了几十亿就不对，甚至变成负数：32 位装不下这个数。"
                "Python 自己的整数没有上限。",
            ),
            book.INT32,
        ),
        Misconception(
            "float-instead-of-int",
            lambda n_in, n_out, bias=True: float(_count_dense(n_in, n_out, bias)),
            both(
                "A count is a whole number, and you return a float. Beyond 2**53 a float can't "
                "even tell neighbouring whole numbers apart.",
                "个数应当是整数，你返回的是浮点数。超过 2**53 之后，浮点数连相邻的整数都分不清。",
            ),
            book.ONE_PHOTOGRAPH,
        ),
        nothing_returned(_count_dense, book.ONE_PHOTOGRAPH),
    ),
)


# ---- conv_params -----------------------------------------------------------------------------


def _count_conv(c_in: int, c_out: int, kernel_size: Pair, bias: bool = True) -> int:
    """Lay out one kernel's places, and count them and the bias once for each output channel."""
    places = len(list(product(range(c_in), *map(range, kernel_size))))
    return sum([places + bool(bias)] * c_out)


def _conv_params_checks(rng: Rng) -> Sequence[Check]:
    def ask(**options: bool) -> Case:
        kh, kw, c_in, c_out = different(rng, (2, 9), (2, 9), (3, 16), (3, 64))
        return case(c_in, c_out, (kh, kw), **options)

    a, b, c = different(rng, *[(2, 9)] * 3)
    return [
        Check(
            both("kernels that are not square", "不是方形的核"),
            [ask(), ask(), ask()],
            weight=2,
        ),
        Check(both("without a bias", "没有偏置"), [ask(bias=False), ask(bias=False)], weight=2),
        Check(
            both(
                "one channel in, one channel out, kernels of 1 by 1",
                "单个输入通道、单个输出通道、1 × 1 的核",
            ),
            [case(1, a, (b, c)), case(b, 1, (c, a)), case(c, a, (1, 1)), case(c, b, (1, a))],
        ),
    ]


conv_params = Exam(
    "conv_params",
    _count_conv,
    _conv_params_checks,
    (
        Misconception(
            "biases-forgotten",
            lambda c_in, c_out, k, bias=True: c_out * c_in * prod(k),
            both(
                "You count the weights only. Every output channel also has a bias.",
                "你只数了权重。每个输出通道还有一个偏置。",
            ),
            book.WHAT_GROWS,
        ),
        Misconception(
            "one-bias-for-all",
            lambda c_in, c_out, k, bias=True: c_out * c_in * prod(k) + bool(bias),
            both(
                "You count a single bias for the whole layer. Each feature map is shifted by its "
                "own.",
                "你给整个层只数了一个偏置。其实每张特征图都有自己的偏置。",
            ),
            book.WHAT_GROWS,
        ),
        Misconception(
            "bias-for-every-plane",
            lambda c_in, c_out, k, bias=True: c_out * c_in * (prod(k) + bool(bias)),
            both(
                "You count a bias for every plane of every kernel. The planes of a kernel are "
                "added up into one channel, and the bias is added to that.",
                "你给每个核的每一层都数了一个偏置。一个核的各层要加成一个通道，偏置加在这个和上。",
            ),
            book.WHAT_GROWS,
        ),
        Misconception(
            "bias-for-every-input-channel",
            lambda c_in, c_out, k, bias=True: c_out * c_in * prod(k) + (c_in if bias else 0),
            both(
                "You count one bias for each channel that comes in. A bias is added to what comes "
                "out.",
                "你按输入通道数偏置。偏置是加在输出上的。",
            ),
            book.WHAT_GROWS,
        ),
        Misconception(
            "bias-always-counted",
            lambda c_in, c_out, k, bias=True: c_out * c_in * prod(k) + c_out,
            both(
                "You count biases even where the layer is asked to have none.",
                "即使说明这一层没有偏置，你也把偏置数了进去。",
            ),
            book.WHAT_GROWS,
        ),
        Misconception(
            "flat-kernels",
            lambda c_in, c_out, k, bias=True: c_out * (prod(k) + bool(bias)),
            both(
                "Your kernels are flat: one plane each. On a colour picture a kernel needs a plane "
                "for red, one for green and one for blue.",
                "你的核只有薄薄的一层。面对彩色图像，一个核要有红、绿、蓝三层。",
            ),
            book.WHAT_GROWS,
        ),
        Misconception(
            "one-kernel-only",
            lambda c_in, c_out, k, bias=True: c_in * prod(k) + (c_out if bias else 0),
            both(
                "You count a single kernel. One kernel makes one feature map; how many maps come "
                "out of the layer?",
                "你只数了一个核。一个核得到一张特征图；这一层一共输出几张？",
            ),
            book.WHAT_GROWS,
        ),
        Misconception(
            "square-kernel",
            lambda c_in, c_out, k, bias=True: c_out * (c_in * k[0] ** 2 + bool(bias)),
            both(
                "You take the kernel for square: its height stands in for its width.",
                "你把核当成了方的：用高代替了宽。",
            ),
            book.WHAT_GROWS,
        ),
        Misconception(
            "sides-added",
            lambda c_in, c_out, k, bias=True: c_out * (c_in * sum(k) + bool(bias)),
            both(
                "You add the kernel's height and width. How many numbers are in a table of 3 rows "
                "and 5 columns?",
                "你把核的高和宽相加了。3 行 5 列的表里有几个数？",
            ),
            book.WHAT_GROWS,
        ),
        nothing_returned(_count_conv, book.WHAT_GROWS),
    ),
)


# ---- memory_bytes ----------------------------------------------------------------------------

_BYTES = {
    "int8": 1,
    "uint8": 1,
    "bool": 1,
    "float16": 2,
    "int16": 2,
    "float32": 4,
    "int32": 4,
    "float64": 8,
    "int64": 8,
    "complex128": 16,
}


def _bytes(n_params: int, dtype: str = "float32") -> int:
    return n_params * _BYTES[dtype]


def _memory_checks(rng: Rng) -> Sequence[Check]:
    counts = different(rng, *[(10, 9999)] * 12)
    billions = between(rng, 2_000_000_001, 9_000_000_000)
    return [
        Check(
            both("float32, when nothing is said", "不说明时按 float32"),
            [case(each) for each in counts[:3]],
        ),
        Check(
            both("other floats", "别的浮点类型"),
            [
                case(counts[3], "float64"),
                case(counts[4], dtype="float16"),
                case(counts[5], "float32"),
            ],
        ),
        Check(
            both("integers, bools and complex numbers", "整数、布尔值和复数"),
            [
                case(counts[6], "int64"),
                case(counts[7], dtype="uint8"),
                case(counts[8], "int16"),
                case(counts[9], "bool"),
                case(counts[10], "complex128"),
            ],
        ),
        Check(
            both("billions: exact, however large", "几十亿个：再大也要精确"),
            [case(billions), case(billions + 1, "float64"), case(2**53 + counts[11], "float16")],
            weight=2,
        ),
    ]


memory_bytes = Exam(
    "memory_bytes",
    _bytes,
    _memory_checks,
    (
        Misconception(
            "bits-instead-of-bytes",
            lambda n, dtype="float32": 8 * _bytes(n, dtype),
            both(
                "The number in float32 counts bits. Memory is sold and addressed in bytes of 8 "
                "bits.",
                "float32 里的数字说的是位。内存按字节计，一个字节有 8 位。",
            ),
            book.GIGABYTES,
        ),
        Misconception(
            "always-four-bytes",
            lambda n, dtype="float32": 4 * n,
            both(
                "You count 4 bytes for every number, whatever its dtype. Choosing a smaller dtype "
                "is how large models are made to fit.",
                "不管什么数据类型，你都按 4 个字节算。大模型装不下时，"
                "正是靠换更小的数据类型来解决的。",
            ),
            book.GIGABYTES,
        ),
        Misconception(
            "digits-of-the-name",
            lambda n, dtype="float32": n * (int("".join(filter(str.isdigit, dtype)) or "32") // 8),
            both(
                "You read the size off the dtype's name. Not every name ends in its bits: bool, "
                "for one, has none. NumPy knows the size of each.",
                "你是从类型名里读出大小的。可不是每个名字都以位数结尾，比如 bool 就没有。"
                "每种类型有多大，NumPy 都知道。",
            ),
            book.GIGABYTES,
        ),
        Misconception(
            "gigabytes-instead-of-bytes",
            lambda n, dtype="float32": _bytes(n, dtype) / 10**9,
            both(
                "You answer in gigabytes. The exercise asks for bytes, a whole number.",
                "你回答的单位是 GB。题目要的是字节，是个整数。",
            ),
            book.GIGABYTES,
        ),
        Misconception(
            "kibibytes-instead-of-bytes",
            lambda n, dtype="float32": _bytes(n, dtype) // 1024,
            both(
                "You divide by 1024. The exercise asks for bytes, not kilobytes.",
                "你除以了 1024。题目要的是字节，不是千字节。",
            ),
            book.GIGABYTES,
        ),
        Misconception(
            "cut-to-32-bits",
            lambda n, dtype="float32": _int32(_bytes(n, dtype)),
            both(
                "Small answers are right, but beyond two billion bytes they come out wrong or "
                "negative: the number does not fit into 32 bits.",
                "小的数都对，超过二十亿字节就不对，甚至变成负数：32 位装不下这个数。",
            ),
            book.INT32,
        ),
        Misconception(
            "float-instead-of-int",
            lambda n, dtype="float32": float(_bytes(n, dtype)),
            both(
                "Bytes are counted, so the answer is a whole number; / always makes a float.",
                "字节是数出来的，答案应当是整数；而 / 总是得到浮点数。",
            ),
            book.GIGABYTES,
        ),
        nothing_returned(_bytes, book.GIGABYTES),
    ),
)


# ---- dense2d ---------------------------------------------------------------------------------


def _dense_by_matrix(X: Array, W: Array, U: Array) -> Array:
    """Flatten, multiply as any fully connected layer does, and fold back."""
    flat: Array = W.reshape(U.size, X.size) @ X.ravel() + U.ravel()
    return flat.reshape(U.shape)


def _dense_checks(rng: Rng) -> Sequence[Check]:
    def ask(
        draw: Callable[..., Array] = whole,
        types: tuple[str, str, str] = ("float64", "float64", "float64"),
        sizes: tuple[int, ...] = (),
    ) -> Case:
        h, w, rows, columns = sizes or different(rng, *[(2, 5)] * 4)
        shapes = ((h, w), (rows, columns, h, w), (rows, columns))
        return case(
            *(
                (draw if to.startswith("float") else whole)(rng, *shape, dtype=to)
                for shape, to in zip(shapes, types, strict=True)
            )
        )

    def misfit(x: tuple[int, ...], w: tuple[int, ...], u: tuple[int, ...]) -> Case:
        return case(whole(rng, *x), whole(rng, *w), whole(rng, *u))

    h, w, rows, columns = different(rng, *[(2, 5)] * 4)
    return [
        Check(both("whole numbers, four sizes", "整数值，四个边长各不相同"), [ask(), ask()], 2),
        Check(
            both("negative numbers and fractions", "负数和小数"),
            [ask(decimals), ask(decimals), ask(decimals)],
            weight=2,
        ),
        Check(
            both(
                "all four sizes equal: no mix-up of axes is seen by its shape",
                "四个边长都相等：轴弄反了，光看形状看不出来",
            ),
            [ask(sizes=(3, 3, 3, 3)), ask(decimals, sizes=(2, 2, 2, 2))],
        ),
        Check(
            both("a single output, a single pixel", "只有一个输出，只有一个像素"),
            [ask(sizes=(4, 3, 1, 1)), ask(sizes=(1, 1, 2, 3)), ask(sizes=(1, 4, 3, 1))],
        ),
        Check(
            DTYPES,
            [
                ask(types=("int64", "int64", "int64")),
                ask(decimals, ("int64", "float64", "int64")),
                ask(decimals, ("int64", "int64", "float64")),
                ask(decimals, ("float64", "int64", "int64")),
                ask(decimals, ("float32", "float32", "float32")),
            ],
            dtype=True,
        ),
        Check(
            both("ValueError when W does not fit X and U", "W 与 X、U 配不上时抛出 ValueError"),
            [
                misfit((h, w), (rows, columns, h, w + 1), (rows, columns)),
                misfit((h, w), (h, w, rows, columns), (rows, columns)),
                misfit((h, w), (rows, columns, w, h), (rows, columns)),
                misfit((h, w), (rows * columns, h * w), (rows, columns)),
            ],
            raises=True,
        ),
        Check(
            both(
                "ValueError when U is not as large as the output, though it would broadcast",
                "U 与输出大小不同时抛出 ValueError，即使能广播也一样",
            ),
            [
                misfit((h, w), (rows, columns, h, w), (rows, 1)),
                misfit((h, w), (rows, columns, h, w), (1, columns)),
                misfit((h, w), (rows, columns, h, w), (columns,)),
            ],
            raises=True,
        ),
        Check(
            WRONG_AXES,
            [
                misfit((h,), (rows, columns, h), (rows, columns)),
                misfit((h, w, 2), (rows, columns, h, w, 2), (rows, columns)),
                misfit((h, w), (rows, h, w), (rows,)),
            ],
            raises=True,
        ),
    ]


def _dense(X: Array, W: Array, U: Array) -> Array:
    """Answer as an honest student would; for the wrong answers, which vary it."""
    if X.ndim != 2 or U.ndim != 2 or W.shape != U.shape + X.shape:
        raise ValueError("impossible")
    found: Array = np.tensordot(W, X, 2) + U
    return found


def _densely(answer: Callable[[Array, Array, Array], Array]) -> Callable[..., Array]:
    """A wrong answer that refuses what is impossible."""

    def wrong(X: Array, W: Array, U: Array) -> Array:
        _dense(X, W, U)
        return answer(X, W, U)

    return wrong


def _broadcast(X: Array, W: Array, U: Array) -> Array:
    if X.ndim != 2 or W.ndim != 4 or W.shape[2:] != X.shape:
        raise ValueError("impossible")
    found: Array = np.tensordot(W, X, 2) + U
    return found


def _u_grows(X: Array, W: Array, U: Array) -> Array:
    U += np.tensordot(W, X, 2)
    return U.copy()


dense2d = Exam(
    "dense2d",
    _dense_by_matrix,
    _dense_checks,
    (
        Misconception(
            "bias-forgotten",
            _densely(lambda X, W, U: np.tensordot(W, X, 2)),
            both(
                "The weighted sums are right, but U is missing. Every output has its own bias.",
                "加权求和是对的，只是没有加 U。每个输出都有自己的偏置。",
            ),
            book.DENSE_4D,
        ),
        Misconception(
            "bias-subtracted",
            _densely(lambda X, W, U: np.tensordot(W, X, 2) - U),
            both(
                "U has the wrong sign: a bias is added.",
                "U 的符号反了：偏置是加上去的。",
            ),
            book.DENSE_4D,
        ),
        Misconception(
            "bias-for-every-product",
            _densely(lambda X, W, U: np.tensordot(W, X, 2) + U * X.size),
            both(
                "Your bias is added once for every pixel, because it stands inside the sum.",
                "你的偏置在求和里面，有几个像素就加了几次。",
            ),
            book.DENSE_4D,
        ),
        Misconception(
            "mean-instead-of-sum",
            _densely(lambda X, W, U: np.tensordot(W, X, 2) / X.size + U),
            both(
                "You average the products. A fully connected layer adds them up; the weights take "
                "care of the scale.",
                "你对乘积取了平均。全连接层只做求和，大小由权重去调。",
            ),
            book.DENSE_4D,
        ),
        Misconception(
            "input-transposed",
            _densely(
                lambda X, W, U: (
                    np.einsum("ijkl,lk->ij", W, X) + U if X.shape[0] == X.shape[1] else _raise()
                )
            ),
            both(
                "Rows and columns of the input have changed places: the weight's third index goes "
                "with the row of X, the fourth with the column.",
                "输入的行和列弄反了：权重的第三个下标对应 X 的行，第四个对应列。",
            ),
            book.DENSE_4D,
        ),
        Misconception(
            "looks-from-the-first-axes",
            _densely(
                lambda X, W, U: (
                    np.einsum("klij,kl->ij", W, X) + U if X.shape == U.shape else _raise()
                )
            ),
            both(
                "You sum over the first two axes of W. They say where a weight goes to; the last "
                "two say which pixel it looks at.",
                "你对 W 的前两个轴求和了。前两个轴说的是权重通往哪里，"
                "后两个轴说的才是它看着哪个像素。",
            ),
            book.DENSE_4D,
        ),
        Misconception(
            "only-its-own-pixel",
            _densely(
                lambda X, W, U: (
                    np.einsum("ijij,ij->ij", W, X) + U if X.shape == U.shape else _raise()
                )
            ),
            both(
                "Each of your outputs looks at the pixel in its own place only. In a fully "
                "connected layer every output looks at all pixels.",
                "你的每个输出只看了自己那个位置的像素。在全连接层里，每个输出都要看全部像素。",
            ),
            book.DENSE_4D,
        ),
        Misconception(
            "rows-not-summed",
            _densely(lambda X, W, U: np.einsum("ijkl,kl->ijk", W, X) + U[:, :, None]),
            both(
                "You sum over one axis of the picture and leave the other. Both indices of the "
                "pixel disappear in the sum.",
                "你只对图像的一个轴求了和，另一个还留着。像素的两个下标都要在求和中消掉。",
            ),
            book.DENSE_4D,
        ),
        narrowed(_dense, 0, "dtype-of-the-image", book.DENSE_4D),
        Misconception(
            "written-into-the-bias",
            _densely(
                lambda X, W, U: (
                    _u_grows(X, W, U) if np.result_type(X, W, U) == U.dtype else _dense(X, W, U)
                )
            ),
            both(
                "You add the sums into U itself. The result is right, but the layer's bias has "
                "changed, and the next picture gets another answer.",
                "你把和直接加进了 U 里。结果没错，可这一层的偏置被改掉了，"
                "下一张图就会得到别的答案。",
            ),
            book.DENSE_4D,
        ),
        nothing_returned(_dense, book.DENSE_4D),
        list_returned(_dense, book.DENSE_4D),
        always_float64(_dense, book.DENSE_4D),
        Misconception(
            "bias-stretched-to-fit",
            _broadcast,
            both(
                "A U that is too small is stretched by broadcasting, and nobody notices that most "
                "outputs share their bias.",
                "U 太小时，广播会把它拉大，谁也看不出好些输出共用了同一个偏置。",
            ),
            book.DENSE_4D,
        ),
        asserting(_dense, book.DENSE_4D),
    ),
)


def _raise() -> Array:
    raise ValueError("operands could not be broadcast together")


# ---- corr2d_as_dense -------------------------------------------------------------------------


def _by_unit_images(K: Array, input_shape: Pair) -> Array:
    """A linear layer is known by what it makes of each image with a single 1."""
    H, W = input_shape
    units = np.eye(H * W, dtype=K.dtype).reshape(H * W, H, W)
    answers = np.stack([correlate(unit, K) for unit in units], axis=-1)
    return answers.reshape(*answers.shape[:2], H, W)


def _as_dense_checks(rng: Rng) -> Sequence[Check]:
    def ask(draw: Callable[..., Array] = whole, dtype: str = "float64") -> Case:
        shape, kernel = fitting(rng, output=(2, 5))
        return case(draw(rng, *kernel, dtype=dtype), shape)

    h, w = different(rng, *[(3, 6)] * 2)
    return [
        Check(
            both(
                "whole numbers, a kernel that is neither square nor symmetric",
                "整数值，核既不是方的，也不对称",
            ),
            [ask(), ask()],
            weight=2,
        ),
        Check(
            both("negative numbers and fractions", "负数和小数"), [ask(decimals), ask(decimals)], 2
        ),
        Check(
            both(
                "the smallest and the largest kernel: one element, one line, all of the picture",
                "最小和最大的核：一个元素、一条线、和图像一样大",
            ),
            [
                case(whole(rng, 1, 1), (h, w)),
                case(whole(rng, 1, 3), (h, w)),
                case(whole(rng, 3, 1), (h, w)),
                case(whole(rng, h, w), (h, w)),
            ],
        ),
        Check(
            both("the kernel's dtype stays", "核的数据类型不变"),
            [ask(whole, "int64"), ask(decimals, "float32"), ask(decimals)],
            dtype=True,
        ),
        Check(
            both(
                "ValueError when the kernel is larger than the picture",
                "核比图像大时抛出 ValueError",
            ),
            [
                case(whole(rng, h + 1, 2), (h, w)),
                case(whole(rng, 2, w + 1), (h, w)),
                case(whole(rng, h + 2, w + 2), (h, w)),
            ],
            raises=True,
        ),
        Check(
            WRONG_AXES,
            [case(whole(rng, 3), (h, w)), case(whole(rng, 2, 3, 2), (h, w))],
            raises=True,
        ),
    ]


def _as_dense(K: Array, input_shape: Pair) -> Array:
    """Answer as an honest student would; for the wrong answers, which vary it."""
    (H, W) = input_shape
    if K.ndim != 2 or K.shape[0] > H or K.shape[1] > W:
        raise ValueError("impossible")
    kh, kw = K.shape
    weight = np.zeros((H - kh + 1, W - kw + 1, H, W), K.dtype)
    for i, j in np.ndindex(*weight.shape[:2]):
        weight[i, j, i : i + kh, j : j + kw] = K
    return weight


def _in_place_of(where: Callable[[int, int, Array, Array], None]) -> Callable[..., Array]:
    """The kernel laid into plane (i, j) as `where` says."""

    def wrong(K: Array, input_shape: Pair) -> Array:
        weight = np.zeros_like(_as_dense(K, input_shape))
        for i, j in np.ndindex(*weight.shape[:2]):
            where(i, j, weight[i, j], K)
        return weight

    return wrong


def _stays(i: int, j: int, plane: Array, K: Array) -> None:
    plane[: K.shape[0], : K.shape[1]] = K


def _everywhere_its_sum(i: int, j: int, plane: Array, K: Array) -> None:
    plane[i, j] = K.sum()


def _not_local(i: int, j: int, plane: Array, K: Array) -> None:
    for a, b in np.ndindex(*plane.shape):
        plane[a, b] = K[(a - i) % K.shape[0], (b - j) % K.shape[1]]


def _full_size(K: Array, input_shape: Pair) -> Array:
    H, W = input_shape
    right = _as_dense(K, input_shape)
    weight = np.zeros((H, W, H, W), K.dtype)
    for i, j in np.ndindex(H, W):
        for a, b in np.ndindex(*K.shape):
            if i + a < H and j + b < W:
                weight[i, j, i + a, j + b] = K[a, b]
    return weight if right.size else right


def _empty(K: Array, input_shape: Pair) -> Array:
    if K.ndim == 2:
        places = [n - k + 1 for n, k in zip(input_shape, K.shape, strict=True)]
        if 0 in places:
            return np.zeros((*places, *input_shape))
    return _as_dense(K, input_shape)


corr2d_as_dense = Exam(
    "corr2d_as_dense",
    _by_unit_images,
    _as_dense_checks,
    (
        Misconception(
            "flipped-kernel",
            lambda K, shape: _as_dense(np.flip(K), shape),
            both(
                "The kernel lies in the right places, but turned over: that is the weight of the "
                "convolution of mathematics.",
                "核的位置放对了，却是翻过来的：那是数学里卷积的权重。",
            ),
            book.FLIP,
        ),
        Misconception(
            "kernel-stays-in-the-corner",
            _in_place_of(_stays),
            both(
                "All your outputs look at the same corner of the picture. Translation means: an "
                "output one place further looks one place further.",
                "你的所有输出都看着图像的同一个角。平移的意思是：输出挪一格，看的地方也挪一格。",
            ),
            book.TRANSLATION,
        ),
        Misconception(
            "moved-the-wrong-way",
            lambda K, shape: _as_dense(K, shape)[::-1, ::-1].copy(),
            both(
                "Where the output moves down and to the right, your kernel moves up and to the "
                "left. It should go along with the output.",
                "输出往右下挪，你的核却往左上挪。它应当跟着输出走。",
            ),
            book.TRANSLATION,
        ),
        Misconception(
            "kernel-repeated-everywhere",
            _in_place_of(_not_local),
            both(
                "Your kernel covers the whole picture again and again. Locality means: outside one "
                "window the weights are 0.",
                "你的核一遍又一遍铺满了整张图。局部性的意思是：一个窗口以外，权重都是 0。",
            ),
            book.LOCALITY,
        ),
        Misconception(
            "one-weight-a-place",
            _in_place_of(_everywhere_its_sum),
            both(
                "Each output has a single weight, at its own place. The kernel is a small picture: "
                "it lies there with all its elements.",
                "每个输出只有一个权重，就在自己的位置上。核是一张小图，它的所有元素都要放进去。",
            ),
            book.BOTH_PRINCIPLES,
        ),
        Misconception(
            "as-many-outputs-as-inputs",
            _full_size,
            both(
                "You make an output for every pixel. Where the kernel would hang over the edge "
                "there is no output: count the places where it fits.",
                "你给每个像素都配了一个输出。核会伸出边缘的地方没有输出：数一数它放得下几处。",
            ),
            book.BOTH_PRINCIPLES,
        ),
        Misconception(
            "input-axes-first",
            lambda K, shape: np.ascontiguousarray(_as_dense(K, shape).transpose(2, 3, 0, 1)),
            both(
                "The numbers are right, but the axes stand in the wrong order: first where a "
                "weight goes to, then where it looks.",
                "数是对的，轴的顺序却不对：先是权重通往哪里，再是它看着哪里。",
            ),
            book.BOTH_PRINCIPLES,
        ),
        Misconception(
            "flattened-to-a-matrix",
            lambda K, shape: _as_dense(K, shape).reshape(-1, shape[0] * shape[1]),
            both(
                "You return the layer's weight as a matrix, inputs and outputs flattened. The "
                "exercise asks for four indices, which show where each weight looks.",
                "你把输入和输出都拉平，返回了矩阵形式的权重。题目要的是四个下标的形式，"
                "看得出每个权重管哪里。",
            ),
            book.BOTH_PRINCIPLES,
        ),
        Misconception(
            "transposed-kernel",
            lambda K, shape: _as_dense(K.T, shape),
            both(
                "Rows and columns of the kernel have changed places.",
                "核的行和列弄反了。",
            ),
            book.FLIP_IS_NO_TRANSPOSE,
        ),
        nothing_returned(_as_dense, book.BOTH_PRINCIPLES),
        list_returned(_as_dense, book.BOTH_PRINCIPLES),
        always_float64(_as_dense, book.BOTH_PRINCIPLES),
        Misconception(
            "kernel-too-large-accepted",
            _empty,
            both(
                "A kernel that is larger than the picture has no place to stand. Your function "
                "returns an empty array then, and the mistake shows up much later.",
                "核比图像还大，就没有地方可放。你的函数这时返回一个空数组，错误要到很久以后才冒出来。",
            ),
            book.BOTH_PRINCIPLES,
        ),
        asserting(_as_dense, book.BOTH_PRINCIPLES),
    ),
)

EXAMS: tuple[Exam, ...] = (dense_params, conv_params, memory_bytes, dense2d, corr2d_as_dense)
