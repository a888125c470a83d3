# generated from solutions/dense_to_conv.md by `python -m autograder release`; edit that instead
"""The two words that the visible tests speak: `compare` and `must_raise`.

This file lies beside your notebook and needs NumPy and, for pictures, Matplotlib. Nothing in it
decides your grade. The constants are filled in when the exercises are released.
"""

import copy
import hashlib
from collections.abc import Callable
from typing import Any

import numpy as np

LANGUAGE = 'zh'
# What known mistakes answer to the examples that you see, as digests; and what went wrong there.
MISTAKES = {'021bb046f4f9e03d': 'corr2d_as_dense/kernel-stays-in-the-corner',
 '0299f3453f67f4a6': 'memory_bytes/bits-instead-of-bytes',
 '04f068859f748b5c': 'corr2d_as_dense/nothing-returned',
 '078dc6c3764f7fcb': 'dense_params/nothing-returned',
 '0f37375e9f30e94a': 'dense_params/added-instead-of-multiplied',
 '173e2cc593d7c6b2': 'dense2d/nothing-returned',
 '1a92fff0ed720b1d': 'conv_params/biases-forgotten',
 '1d2df3ccd4c3ef4d': 'conv_params/bias-for-every-plane',
 '22755990b2c84a8f': 'dense2d/rows-not-summed',
 '2bdc63a9660906c8': 'corr2d_as_dense/moved-the-wrong-way',
 '30edb4112a196ee0': 'corr2d_as_dense/flattened-to-a-matrix',
 '3907c331e8e9934a': 'corr2d_as_dense/input-axes-first',
 '395c4ffe329c8f9a': 'memory_bytes/always-four-bytes',
 '40694daea454922c': 'conv_params/nothing-returned',
 '4353ab4336e858bb': 'dense_params/added-instead-of-multiplied',
 '43758563ac035513': 'dense_params/nothing-returned',
 '43c57de756b7ca97': 'conv_params/flat-kernels',
 '449979ffccf57cca': 'memory_bytes/nothing-returned',
 '4554dba9870df1c2': 'memory_bytes/nothing-returned',
 '4c6c81808a418efa': 'conv_params/biases-forgotten',
 '4e9e39f7f7e79b39': 'dense_params/bias-always-counted',
 '4ec095e0d16b2c58': 'dense_params/cut-to-32-bits',
 '5215e1f14f8a15ca': 'corr2d_as_dense/kernel-repeated-everywhere',
 '54a8eeff7f98bb1d': 'dense_params/bias-for-every-input',
 '5812ef4a387b2608': 'memory_bytes/bits-instead-of-bytes',
 '5be8d95a6de0b2df': 'conv_params/square-kernel',
 '5c10a2d58ec79900': 'dense2d/bias-forgotten',
 '5eec05ab0af6b6d1': 'conv_params/flat-kernels',
 '61cb60ca5ed648bb': 'dense_params/nothing-returned',
 '61e6b7a447b278f9': 'corr2d_as_dense/kernel-stays-in-the-corner',
 '64952c7d7e77c21c': 'corr2d_as_dense/flipped-kernel',
 '68f3aa6555deb228': 'conv_params/one-bias-for-all',
 '69df13f0495b9014': 'dense2d/bias-for-every-product',
 '6a01d040acc32668': 'conv_params/nothing-returned',
 '6b2e0b303e7e76f9': 'dense_params/bias-for-every-input',
 '6c593c281063dd92': 'dense2d/bias-subtracted',
 '6cacfabbc5599416': 'corr2d_as_dense/as-many-outputs-as-inputs',
 '6d320339314ce51b': 'memory_bytes/cut-to-32-bits',
 '748a3b7afb89f8c7': 'dense2d/input-transposed',
 '7d5aad6fc1c7bf39': 'corr2d_as_dense/one-weight-a-place',
 '7ed7122c38952b4f': 'memory_bytes/kibibytes-instead-of-bytes',
 '88fa13293b2a61e5': 'conv_params/nothing-returned',
 '89ed08a722d5236d': 'corr2d_as_dense/always-float64',
 '8efb30187bd571cb': 'dense_params/one-bias-for-all',
 '8f09966ee9bb7af0': 'corr2d_as_dense/flipped-kernel',
 '91add1132e831e66': 'conv_params/sides-added',
 '993fa072cdd02e4f': 'conv_params/bias-for-every-input-channel',
 '99ab32d645111727': 'conv_params/one-kernel-only',
 '9b43013bad635444': 'corr2d_as_dense/nothing-returned',
 'a072736e133d903c': 'corr2d_as_dense/one-weight-a-place',
 'a0b54f6be2acba24': 'corr2d_as_dense/as-many-outputs-as-inputs',
 'a5226b9403c8b38f': 'dense_params/one-bias-for-all',
 'a5530e437bcfac90': 'conv_params/one-kernel-only',
 'af7ff152ad6c28b1': 'corr2d_as_dense/moved-the-wrong-way',
 'b0f134e848ce2184': 'conv_params/sides-added',
 'b1f083392453ca29': 'conv_params/square-kernel',
 'bcd27950b58876f4': 'memory_bytes/gigabytes-instead-of-bytes',
 'c4805271c6836e0f': 'dense2d/dtype-of-the-image',
 'c687570a0cf08f1b': 'corr2d_as_dense/flattened-to-a-matrix',
 'c7130b67ef3468c7': 'corr2d_as_dense/always-float64',
 'c7dcd8c55ba85e7d': 'dense_params/biases-forgotten',
 'ca1189a781e21dde': 'dense_params/biases-forgotten',
 'cc41c34366aa3fc9': 'corr2d_as_dense/transposed-kernel',
 'cd715b4951ebd4df': 'conv_params/bias-always-counted',
 'ce3e454bbb30b7f8': 'corr2d_as_dense/input-axes-first',
 'cebc6640dd4eb959': 'dense_params/added-instead-of-multiplied',
 'e52e6fbb5f113d91': 'dense2d/mean-instead-of-sum',
 'ea9d0fa4bec49774': 'dense_params/cut-to-32-bits',
 'eab07ee8ca262f81': 'corr2d_as_dense/kernel-repeated-everywhere',
 'f89dd1d886fee442': 'memory_bytes/gigabytes-instead-of-bytes'}
HINTS = {'conv_params/bias-always-counted': '即使说明这一层没有偏置，你也把偏置数了进去。',
 'conv_params/bias-for-every-input-channel': '你按输入通道数偏置。偏置是加在输出上的。',
 'conv_params/bias-for-every-plane': '你给每个核的每一层都数了一个偏置。一个核的各层要加成一个通道，偏置加在这个和上。',
 'conv_params/biases-forgotten': '你只数了权重。每个输出通道还有一个偏置。',
 'conv_params/flat-kernels': '你的核只有薄薄的一层。面对彩色图像，一个核要有红、绿、蓝三层。',
 'conv_params/nothing-returned': '函数算完了，却没有把结果交出来，调用它的人只拿到 None。print 只是把值显示在屏幕上，要把结果交给调用者，得用 '
                                 'return。',
 'conv_params/one-bias-for-all': '你给整个层只数了一个偏置。其实每张特征图都有自己的偏置。',
 'conv_params/one-kernel-only': '你只数了一个核。一个核得到一张特征图；这一层一共输出几张？',
 'conv_params/sides-added': '你把核的高和宽相加了。3 行 5 列的表里有几个数？',
 'conv_params/square-kernel': '你把核当成了方的：用高代替了宽。',
 'corr2d_as_dense/always-float64': '值都对，但不管输入是什么类型，结果总是 float64。np.zeros 不另外指定就建 float64 '
                                   '数组：整数会变成浮点数，float32 的网络内存会翻一倍。想一想，几个输入合在一起该是什么数据类型？',
 'corr2d_as_dense/as-many-outputs-as-inputs': '你给每个像素都配了一个输出。核会伸出边缘的地方没有输出：数一数它放得下几处。',
 'corr2d_as_dense/assert-instead-of-value-error': '你发现了不合理的输入，但用的是 assert。assert 写的是程序员对自己代码的断定，用 '
                                                  'python -O '
                                                  '运行时会被整个去掉。调用者传来不合理的输入时，应当抛出题目里指定的那种异常。',
 'corr2d_as_dense/flattened-to-a-matrix': '你把输入和输出都拉平，返回了矩阵形式的权重。题目要的是四个下标的形式，看得出每个权重管哪里。',
 'corr2d_as_dense/flipped-kernel': '核的位置放对了，却是翻过来的：那是数学里卷积的权重。',
 'corr2d_as_dense/input-axes-first': '数是对的，轴的顺序却不对：先是权重通往哪里，再是它看着哪里。',
 'corr2d_as_dense/kernel-repeated-everywhere': '你的核一遍又一遍铺满了整张图。局部性的意思是：一个窗口以外，权重都是 0。',
 'corr2d_as_dense/kernel-stays-in-the-corner': '你的所有输出都看着图像的同一个角。平移的意思是：输出挪一格，看的地方也挪一格。',
 'corr2d_as_dense/kernel-too-large-accepted': '核比图像还大，就没有地方可放。你的函数这时返回一个空数组，错误要到很久以后才冒出来。',
 'corr2d_as_dense/moved-the-wrong-way': '输出往右下挪，你的核却往左上挪。它应当跟着输出走。',
 'corr2d_as_dense/nothing-returned': '函数算完了，却没有把结果交出来，调用它的人只拿到 None。print 只是把值显示在屏幕上，要把结果交给调用者，得用 '
                                     'return。',
 'corr2d_as_dense/one-weight-a-place': '每个输出只有一个权重，就在自己的位置上。核是一张小图，它的所有元素都要放进去。',
 'corr2d_as_dense/transposed-kernel': '核的行和列弄反了。',
 'dense2d/always-float64': '值都对，但不管输入是什么类型，结果总是 float64。np.zeros 不另外指定就建 float64 '
                           '数组：整数会变成浮点数，float32 的网络内存会翻一倍。想一想，几个输入合在一起该是什么数据类型？',
 'dense2d/assert-instead-of-value-error': '你发现了不合理的输入，但用的是 assert。assert 写的是程序员对自己代码的断定，用 python '
                                          '-O 运行时会被整个去掉。调用者传来不合理的输入时，应当抛出题目里指定的那种异常。',
 'dense2d/bias-for-every-product': '你的偏置在求和里面，有几个像素就加了几次。',
 'dense2d/bias-forgotten': '加权求和是对的，只是没有加 U。每个输出都有自己的偏置。',
 'dense2d/bias-stretched-to-fit': 'U 太小时，广播会把它拉大，谁也看不出好些输出共用了同一个偏置。',
 'dense2d/bias-subtracted': 'U 的符号反了：偏置是加上去的。',
 'dense2d/dtype-of-the-image': '你只按其中一个输入的数据类型来建结果数组。如果它是整数，而另一个带小数，小数部分就会悄悄丢掉。结果的数据类型要装得下所有输入合在一起的值。',
 'dense2d/input-transposed': '输入的行和列弄反了：权重的第三个下标对应 X 的行，第四个对应列。',
 'dense2d/mean-instead-of-sum': '你对乘积取了平均。全连接层只做求和，大小由权重去调。',
 'dense2d/nothing-returned': '函数算完了，却没有把结果交出来，调用它的人只拿到 None。print 只是把值显示在屏幕上，要把结果交给调用者，得用 return。',
 'dense2d/rows-not-summed': '你只对图像的一个轴求了和，另一个还留着。像素的两个下标都要在求和中消掉。',
 'dense2d/written-into-the-bias': '你把和直接加进了 U 里。结果没错，可这一层的偏置被改掉了，下一张图就会得到别的答案。',
 'dense_params/added-instead-of-multiplied': '你把输入和输出的个数相加了。左边画 4 个点，右边画 3 个点，两两连线：一共有几条？',
 'dense_params/bias-always-counted': '即使说明这一层没有偏置，你也把偏置数了进去。',
 'dense_params/bias-for-every-input': '你按输入的个数数偏置。偏置加在求和的地方，也就是输出那里。',
 'dense_params/biases-forgotten': '你只数了权重。每个输出还有一个自己的数，所有输入都是 0 时，输出的就是它。',
 'dense_params/cut-to-32-bits': '小的数都对，上了几十亿就不对，甚至变成负数：32 位装不下这个数。Python 自己的整数没有上限。',
 'dense_params/nothing-returned': '函数算完了，却没有把结果交出来，调用它的人只拿到 None。print 只是把值显示在屏幕上，要把结果交给调用者，得用 '
                                  'return。',
 'dense_params/one-bias-for-all': '你给整个层只数了一个偏置。其实每个输出都有自己的偏置要学。',
 'memory_bytes/always-four-bytes': '不管什么数据类型，你都按 4 个字节算。大模型装不下时，正是靠换更小的数据类型来解决的。',
 'memory_bytes/bits-instead-of-bytes': 'float32 里的数字说的是位。内存按字节计，一个字节有 8 位。',
 'memory_bytes/cut-to-32-bits': '小的数都对，超过二十亿字节就不对，甚至变成负数：32 位装不下这个数。',
 'memory_bytes/gigabytes-instead-of-bytes': '你回答的单位是 GB。题目要的是字节，是个整数。',
 'memory_bytes/kibibytes-instead-of-bytes': '你除以了 1024。题目要的是字节，不是千字节。',
 'memory_bytes/nothing-returned': '函数算完了，却没有把结果交出来，调用它的人只拿到 None。print 只是把值显示在屏幕上，要把结果交给调用者，得用 '
                                  'return。'}
MAX_DRAWN = 144  # numbers in the largest array that is drawn


def compare(function: Callable[..., Any], *args: Any, expected: Any, **kwargs: Any) -> None:
    """Call `function(*args, **kwargs)` with copies, and say whether the answer is the expected one.

    Raises:
        AssertionError: it is not; the message shows expected and got side by side.
    """
    given, named = copy.deepcopy((args, kwargs))
    got = function(*given, **named)
    what = _asked(function, args, kwargs)
    reason = _difference(expected, got)
    if not reason:
        print(_say(f"right: {what}", f"正确：{what}"))
        return
    lines = [_say(f"{what}: {reason}", f"{what}：{reason}"), *_side_by_side(expected, got)]
    mistake = MISTAKES.get(digest(function.__name__, args, kwargs, got))
    if mistake:
        name, hint = mistake.partition("/")[2], HINTS[mistake]
        lines.append(_say(f"Looks like {name}: {hint}", f"看起来是 {name}：{hint}"))
    _draw(expected, got)
    raise AssertionError("\n".join(lines)) from None


def must_raise(
    error: type[Exception], function: Callable[..., Any], *args: Any, **kwargs: Any
) -> None:
    """Call `function(*args, **kwargs)`, which must raise `error`.

    Raises:
        AssertionError: it returned something, or raised another error.
    """
    what, wanted = _asked(function, args, kwargs), error.__name__
    try:
        function(*copy.deepcopy(args), **copy.deepcopy(kwargs))
    except error as raised:
        print(
            _say(
                f"right: {what} raises {wanted}: {raised}", f"正确：{what} 抛出 {wanted}：{raised}"
            )
        )
    except NotImplementedError:
        raise
    except Exception as raised:
        got = type(raised).__name__
        raise AssertionError(
            _say(
                f"{what} must raise {wanted}, but raised {got}: {raised}",
                f"{what} 应当抛出 {wanted}，实际抛出的是 {got}：{raised}",
            )
        ) from raised
    else:
        raise AssertionError(
            _say(
                f"{what} must raise {wanted}, but nothing was raised",
                f"{what} 应当抛出 {wanted}，实际没有抛出异常",
            )
        )


def digest(name: str, args: tuple[Any, ...], kwargs: dict[str, Any], got: Any) -> str:
    """A short name for one answer to one question; equal up to rounding and dtype."""
    parts = [name]
    for value in (*args, *(kwargs[key] for key in sorted(kwargs)), got):
        parts += [repr(_rounded(value))]
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


def _rounded(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_rounded(each) for each in value]
    try:
        numbers = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        return str(type(value))
    # + 0.0 turns -0.0 into 0.0
    return (numbers.shape, (np.round(numbers, 5) + 0.0).tolist())


def _say(en: str, zh: str) -> str:
    return zh if LANGUAGE == "zh" else en


def _asked(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    parts = [_brief(value) for value in args]
    parts += [f"{name}={_brief(value)}" for name, value in kwargs.items()]
    return f"{function.__name__}({', '.join(parts)})"


def _brief(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"array{list(value.shape)}"
    return repr(value) if len(repr(value)) < 40 else "..."


def _difference(expected: Any, got: Any) -> str:
    """Why `got` is not `expected`; "" when it is."""
    if isinstance(expected, tuple):
        if not isinstance(got, tuple | list) or len(got) != len(expected):
            return _say(
                f"a tuple of {len(expected)} is expected, got {_kind(got)}",
                f"应当返回 {len(expected)} 个元素的元组，得到的是 {_kind(got)}",
            )
        return next(filter(None, map(_difference, expected, got)), "")
    wanted = np.asarray(expected)
    if wanted.ndim and not isinstance(got, np.ndarray):
        return _say(
            f"an array is expected, got {_kind(got)}", f"应当返回数组，得到的是 {_kind(got)}"
        )
    if not wanted.ndim and (isinstance(got, bool) or not isinstance(got, int | float | np.number)):
        return _say(
            f"a number is expected, got {_kind(got)}", f"应当返回一个数，得到的是 {_kind(got)}"
        )
    if isinstance(expected, int) and not isinstance(got, int | np.integer):
        return _say(f"an int is expected, got {got!r}", f"应当返回整数，得到的是 {got!r}")
    found = np.asarray(got)
    if found.shape != wanted.shape:
        return _say(
            f"shape {wanted.shape} is expected, got {found.shape}",
            f"形状应当是 {wanted.shape}，得到的是 {found.shape}",
        )
    scale = np.abs(wanted).max(initial=0.0)
    close = np.isclose(found, wanted, rtol=0, atol=1e-6 * scale + 1e-300)
    if close.all():
        return ""
    place = [int(i) for i in np.argwhere(~close)[0]]
    return _say(
        f"{(~close).sum()} of {close.size} numbers differ"
        + (f", the first at {place}" if place else ""),
        f"{close.size} 个数里有 {(~close).sum()} 个不对" + (f"，第一个在 {place}" if place else ""),
    )


def _kind(value: Any) -> str:
    return f"array{list(value.shape)}" if isinstance(value, np.ndarray) else type(value).__name__


def _side_by_side(expected: Any, got: Any) -> list[str]:
    """Lines with what was expected on the left and what came on the right."""
    left = [_say("expected", "应当是"), *_lines(expected)]
    right = [_say("got", "得到的是"), *_lines(got)]
    rows = max(len(left), len(right))
    left += [""] * (rows - len(left))
    right += [""] * (rows - len(right))
    width = max(map(_width, left)) + 4
    return [f"  {a}{' ' * (width - _width(a))}{b}" for a, b in zip(left, right, strict=True)]


def _width(line: str) -> int:
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in line)


def _lines(value: Any) -> list[str]:
    if isinstance(value, tuple):
        return repr(value).splitlines()[:12]
    shown = np.array2string(np.asarray(value), threshold=60, edgeitems=3, precision=4)
    return [line[:60] for line in shown.splitlines()[:12]]


def _draw(expected: Any, got: Any) -> None:
    """Expected, got and their difference as pictures, where all is 2-D and small."""
    wanted, found = np.asarray(expected), np.asarray(got)
    small = wanted.ndim == 2 and 0 < wanted.size <= MAX_DRAWN
    if not small or wanted.shape != found.shape or found.dtype.kind not in "iuf":
        return
    try:
        import matplotlib.pyplot as plt
    except ImportError:
        return
    titles = ("expected", "got", "got - expected")  # every font has these letters
    _, axes = plt.subplots(1, 3, figsize=(1.2 + 2.1 * 3, 2.4), layout="constrained")
    for ax, title, values in zip(axes, titles, (wanted, found, found - wanted), strict=True):
        top = float(np.abs(values).max()) or 1.0
        colours = "coolwarm" if title == titles[2] else "cividis"
        ax.imshow(values, cmap=colours, vmin=-top if title == titles[2] else None, vmax=top)
        ax.set(title=title, xticks=[], yticks=[])
        if values.size <= 36:
            for (i, j), number in np.ndenumerate(values):
                box = {"facecolor": "white", "edgecolor": "none", "alpha": 0.7, "pad": 1}
                ax.text(j, i, f"{number:.3g}", ha="center", va="center", fontsize=8, bbox=box)
    plt.show()
