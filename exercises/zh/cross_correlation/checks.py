# generated from solutions/cross_correlation.md by `python -m autograder release`; edit that instead
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
MISTAKES = {'031ee72f35d78f99': 'corr1d/dtype-of-the-signal',
 '0384bdf4b7bbc038': 'corr3d/depth-not-summed',
 '05732e617f8022aa': 'corr3d/nothing-returned',
 '1349ad6f852576b6': 'convolve2d/full-instead-of-valid',
 '144673181f4b7efb': 'corr2d/mean-instead-of-sum',
 '1b6eaa121cb2486f': 'corr2d/nothing-returned',
 '1f53e6271b7bbb3e': 'convolve2d/flipped-sideways-only',
 '21ede03da872ed17': 'conv_layer/bias-subtracted',
 '2b2f25995aabbedd': 'corr2d/square-kernel-only',
 '2f09c14d303b9d2f': 'convolve2d/flipped-sideways-only',
 '312e53e79736a011': 'corr1d/jumps-by-kernel-size',
 '348a4f8afb719ef8': 'conv_layer/bias-added-to-the-image',
 '34c29d84157d9db5': 'corr3d/depth-stands-still',
 '46602cf4653df1c7': 'conv_layer/bias-added-to-the-kernel',
 '46614e91e9b49822': 'corr1d/flipped-kernel',
 '525009cc7e664699': 'convolve2d/flipped-upside-down-only',
 '5c7b015077d37065': 'corr1d/mean-instead-of-sum',
 '6155a7ca8dd6d600': 'convolve2d/image-flipped-instead',
 '663b06f9f811d464': 'corr3d/last-window-missed',
 '67345de9f7bee0a0': 'corr2d/zeros-left-at-the-border',
 '6f2c6d00d935bac3': 'corr1d/jumps-by-kernel-size',
 '6f978f5967430541': 'corr2d/flipped-kernel',
 '7325f83f030de643': 'corr3d/last-window-missed',
 '75833d3cf0fd4ad1': 'corr2d/mean-instead-of-sum',
 '77541de238487144': 'corr2d/padded-to-same-size',
 '796138da8679c51c': 'corr2d/last-window-missed',
 '7e0054087b4b9403': 'corr2d/flipped-kernel',
 '7eaf2545c01cd035': 'corr3d/axes-reversed',
 '7fa4275d1f46125d': 'corr1d/full-instead-of-valid',
 '82d01ff52601b8e2': 'convolve2d/kernel-flipped-in-place',
 '87b7e6f437673d7b': 'convolve2d/kernel-not-flipped',
 '88786d4a1fb1275f': 'corr3d/flipped-kernel',
 '8a359ee2da9d8eb1': 'convolve2d/kernel-not-flipped',
 '8b07f9500902fc97': 'corr2d/padded-to-same-size',
 '8e544144aa0c33ec': 'conv_layer/flipped-kernel',
 '8f1c5d9168a98bc6': 'corr1d/full-instead-of-valid',
 '91ec32d7c07aee42': 'convolve2d/image-flipped-too',
 '92421e98bd7dee7d': 'corr3d/axes-reversed',
 '94760b87bc03274b': 'corr3d/depth-not-summed',
 '948d0e210acd710f': 'corr3d/dtype-of-the-volume',
 '95d9b0995ee6d0db': 'corr1d/dtype-of-the-signal',
 '9fbd27ca54563d58': 'corr2d/transposed-kernel',
 'a25a218fd17424ba': 'convolve2d/nothing-returned',
 'a737178e8dd300a3': 'corr1d/nothing-returned',
 'a74f05181d21f07f': 'corr3d/plane-by-plane',
 'ab42c3915fe2e632': 'corr3d/dtype-of-the-volume',
 'ad3b0759dbe5e784': 'corr1d/padded-to-same-size',
 'af093df1f7cb6e08': 'conv_layer/bias-for-every-product',
 'af497d49eeb9c9f6': 'corr3d/nothing-returned',
 'b0318a4a897c7c0c': 'convolve2d/nothing-returned',
 'b1aa2535a86c9561': 'corr2d/dtype-of-the-image',
 'b7f29d60d71d3311': 'convolve2d/full-instead-of-valid',
 'c0f68c551128f410': 'corr2d/last-window-missed',
 'c1e63daa31b9e920': 'corr1d/padded-to-same-size',
 'c4f59af78c2e4bda': 'convolve2d/quarter-turn',
 'c51e4dd3feb15e3d': 'corr2d/nothing-returned',
 'cef6ac49b1d4d4dc': 'conv_layer/nothing-returned',
 'd2dd8f06c9944597': 'corr2d/transposed-kernel',
 'd6d7d6d497296c7a': 'corr2d/jumps-by-kernel-size',
 'd82307787e45f9f8': 'corr3d/depth-stands-still',
 'd8cffcd330c8b6a8': 'convolve2d/flipped-upside-down-only',
 'd9b724b14fa42c43': 'corr1d/mean-instead-of-sum',
 'db69ea4dbb94c1af': 'corr3d/plane-by-plane',
 'e1592b0fcd85f473': 'convolve2d/transposed-instead-of-flipped',
 'e23f54d4d47838d9': 'corr1d/last-window-missed',
 'e452e4188b33cf55': 'corr1d/flipped-kernel',
 'e49b444917b944af': 'convolve2d/image-flipped-too',
 'ea6ae5101d1844f7': 'conv_layer/bias-forgotten',
 'eaa27e4d05bea617': 'conv_layer/negative-cut-off',
 'ecceca2d6751e2f8': 'corr1d/last-window-missed',
 'f57cde4f1402dc5f': 'corr1d/nothing-returned',
 'f73481a13b967d84': 'corr2d/zeros-left-at-the-border',
 'f74c61d21c47dd5e': 'corr3d/flipped-kernel'}
HINTS = {'conv_layer/always-float64': '值都对，但不管输入是什么类型，结果总是 float64。np.zeros 不另外指定就建 float64 '
                              '数组：整数会变成浮点数，float32 的网络内存会翻一倍。想一想，几个输入合在一起该是什么数据类型？',
 'conv_layer/assert-instead-of-value-error': '你发现了不合理的输入，但用的是 assert。assert 写的是程序员对自己代码的断定，用 '
                                             'python -O 运行时会被整个去掉。调用者传来不合理的输入时，应当抛出题目里指定的那种异常。',
 'conv_layer/bias-added-to-the-image': '你在互相关之前就把偏置加到了图像上。这样偏置还要被核乘一遍，如果核的各数之和是零，偏置就没了。',
 'conv_layer/bias-added-to-the-kernel': '你在求和之前就把偏置加到了核上。这样图像越亮的地方它作用越大；偏置应当处处加得一样多。',
 'conv_layer/bias-for-every-product': '你的偏置在求和里面，核有几个元素就加了几次。偏置属于输出，不属于每个乘积。',
 'conv_layer/bias-forgotten': '核的部分算完了，偏置却没有加。如果图像全是零，这一层应当输出什么？',
 'conv_layer/bias-subtracted': '偏置的符号反了。减去的叫阈值；偏置是这一层什么都没看到时的输出。',
 'conv_layer/dtype-of-the-image': '你只按其中一个输入的数据类型来建结果数组。如果它是整数，而另一个带小数，小数部分就会悄悄丢掉。结果的数据类型要装得下所有输入合在一起的值。',
 'conv_layer/dtype-of-the-kernel': '你只按其中一个输入的数据类型来建结果数组。如果它是整数，而另一个带小数，小数部分就会悄悄丢掉。结果的数据类型要装得下所有输入合在一起的值。',
 'conv_layer/flipped-kernel': '你的核在使用前被翻转了。那是数学里的卷积；互相关是把核原样盖在窗口上，第一个元素对着窗口的第一个元素。动手把一个输出写开来，对照一下。',
 'conv_layer/kernel-too-large-accepted': '核比输入还大，就没有地方可放。你的函数这时返回一个空数组，错误要到很久以后才在别处冒出来。核大得更多时，NumPy '
                                         '可能碰巧会报错，但不能指望它。',
 'conv_layer/negative-cut-off': '负的输出都变成了 0。那是激活函数（ReLU），许多网络把它接在这一层后面；卷积层本身算出什么就输出什么。',
 'conv_layer/nothing-returned': '函数算完了，却没有把结果交出来，调用它的人只拿到 None。print 只是把值显示在屏幕上，要把结果交给调用者，得用 '
                                'return。',
 'convolve2d/always-float64': '值都对，但不管输入是什么类型，结果总是 float64。np.zeros 不另外指定就建 float64 '
                              '数组：整数会变成浮点数，float32 的网络内存会翻一倍。想一想，几个输入合在一起该是什么数据类型？',
 'convolve2d/assert-instead-of-value-error': '你发现了不合理的输入，但用的是 assert。assert 写的是程序员对自己代码的断定，用 '
                                             'python -O 运行时会被整个去掉。调用者传来不合理的输入时，应当抛出题目里指定的那种异常。',
 'convolve2d/dtype-of-the-image': '你只按其中一个输入的数据类型来建结果数组。如果它是整数，而另一个带小数，小数部分就会悄悄丢掉。结果的数据类型要装得下所有输入合在一起的值。',
 'convolve2d/dtype-of-the-kernel': '你只按其中一个输入的数据类型来建结果数组。如果它是整数，而另一个带小数，小数部分就会悄悄丢掉。结果的数据类型要装得下所有输入合在一起的值。',
 'convolve2d/flipped-sideways-only': '你的核左右翻了过来，上下却没有动。核有两个轴。',
 'convolve2d/flipped-upside-down-only': '你的核上下翻了过来，左右却没有动。核有两个轴。',
 'convolve2d/full-instead-of-valid': '你把核与图像只在边角上碰到一点的位置也算进去了（即 full）。这道题和 corr2d 一样，核要完全落在图像里。',
 'convolve2d/image-flipped-instead': '你翻转的是图像，而不是核。数是卷积的数，位置却都不对：整个结果是颠倒的。',
 'convolve2d/image-flipped-too': '图像和核都被翻转了。这等于两个都不翻，再把结果翻过来：只该翻其中一个。',
 'convolve2d/kernel-flipped-in-place': '结果是对的，但调用者的核从此颠倒了：你把翻转后的数写回了传进来的数组。下次再用同一个核，结果就变了。',
 'convolve2d/kernel-not-flipped': '你算的是互相关，也就是深度学习里说的“卷积”。数学里的卷积，要先把一样东西翻过来。如果图像里只有一个 1，其余全是 '
                                  '0，结果会是什么样？',
 'convolve2d/kernel-too-large-accepted': '核比输入还大，就没有地方可放。你的函数这时返回一个空数组，错误要到很久以后才在别处冒出来。核大得更多时，NumPy '
                                         '可能碰巧会报错，但不能指望它。',
 'convolve2d/nothing-returned': '函数算完了，却没有把结果交出来，调用它的人只拿到 None。print 只是把值显示在屏幕上，要把结果交给调用者，得用 '
                                'return。',
 'convolve2d/quarter-turn': '你把核转了四分之一圈。两个轴都翻，相当于转半圈：拿张纸在一角做个记号，转转看。',
 'convolve2d/transposed-instead-of-flipped': '你做的是转置：行变成列。翻转是另一种动作，形状不变，左上角的元素跑到离它最远的那个角。',
 'corr1d/always-float64': '值都对，但不管输入是什么类型，结果总是 float64。np.zeros 不另外指定就建 float64 '
                          '数组：整数会变成浮点数，float32 的网络内存会翻一倍。想一想，几个输入合在一起该是什么数据类型？',
 'corr1d/assert-instead-of-value-error': '你发现了不合理的输入，但用的是 assert。assert 写的是程序员对自己代码的断定，用 python -O '
                                         '运行时会被整个去掉。调用者传来不合理的输入时，应当抛出题目里指定的那种异常。',
 'corr1d/dtype-of-the-kernel': '你只按其中一个输入的数据类型来建结果数组。如果它是整数，而另一个带小数，小数部分就会悄悄丢掉。结果的数据类型要装得下所有输入合在一起的值。',
 'corr1d/dtype-of-the-signal': '你只按其中一个输入的数据类型来建结果数组。如果它是整数，而另一个带小数，小数部分就会悄悄丢掉。结果的数据类型要装得下所有输入合在一起的值。',
 'corr1d/flipped-kernel': '你的核在使用前被翻转了。那是数学里的卷积；互相关是把核原样盖在窗口上，第一个元素对着窗口的第一个元素。动手把一个输出写开来，对照一下。',
 'corr1d/full-instead-of-valid': '你把核伸出两端的位置也算进去了（即 full），结果比输入还长。这道题要求核完全放得下。',
 'corr1d/jumps-by-kernel-size': '每算完一个窗口，你就跳到与它紧挨着的下一个，好像窗口不能重叠。其实核每次只移动一格，相邻的窗口大部分是共用的。',
 'corr1d/kernel-too-large-accepted': '核比输入还大，就没有地方可放。你的函数这时返回一个空数组，错误要到很久以后才在别处冒出来。核大得更多时，NumPy '
                                     '可能碰巧会报错，但不能指望它。',
 'corr1d/last-window-missed': '你的输出少了一个：核还放得下的最后一处没有算到。掰着手指数一数，长 2 的核在 3 个数里放得下几处？',
 'corr1d/mean-instead-of-sum': '你对核盖住的乘积取了平均。想取平均的核会自己带上系数，比如 1/9；这个运算本身只做求和。',
 'corr1d/nothing-returned': '函数算完了，却没有把结果交出来，调用它的人只拿到 None。print 只是把值显示在屏幕上，要把结果交给调用者，得用 return。',
 'corr1d/padded-to-same-size': '你的输出和输入一样大：到了边缘，核伸到外面，碰上了没人要求补的零。这道题里，核只放在它盖住的每个位置都有数的地方。',
 'corr2d/always-float64': '值都对，但不管输入是什么类型，结果总是 float64。np.zeros 不另外指定就建 float64 '
                          '数组：整数会变成浮点数，float32 的网络内存会翻一倍。想一想，几个输入合在一起该是什么数据类型？',
 'corr2d/assert-instead-of-value-error': '你发现了不合理的输入，但用的是 assert。assert 写的是程序员对自己代码的断定，用 python -O '
                                         '运行时会被整个去掉。调用者传来不合理的输入时，应当抛出题目里指定的那种异常。',
 'corr2d/dtype-of-the-image': '你只按其中一个输入的数据类型来建结果数组。如果它是整数，而另一个带小数，小数部分就会悄悄丢掉。结果的数据类型要装得下所有输入合在一起的值。',
 'corr2d/dtype-of-the-kernel': '你只按其中一个输入的数据类型来建结果数组。如果它是整数，而另一个带小数，小数部分就会悄悄丢掉。结果的数据类型要装得下所有输入合在一起的值。',
 'corr2d/flipped-kernel': '你的核在使用前被翻转了。那是数学里的卷积；互相关是把核原样盖在窗口上，第一个元素对着窗口的第一个元素。动手把一个输出写开来，对照一下。',
 'corr2d/jumps-by-kernel-size': '每算完一个窗口，你就跳到与它紧挨着的下一个，好像窗口不能重叠。其实核每次只移动一格，相邻的窗口大部分是共用的。',
 'corr2d/kernel-too-large-accepted': '核比输入还大，就没有地方可放。你的函数这时返回一个空数组，错误要到很久以后才在别处冒出来。核大得更多时，NumPy '
                                     '可能碰巧会报错，但不能指望它。',
 'corr2d/last-window-missed': '你的输出少了一个：核还放得下的最后一处没有算到。掰着手指数一数，长 2 的核在 3 个数里放得下几处？',
 'corr2d/mean-instead-of-sum': '你对核盖住的乘积取了平均。想取平均的核会自己带上系数，比如 1/9；这个运算本身只做求和。',
 'corr2d/nothing-returned': '函数算完了，却没有把结果交出来，调用它的人只拿到 None。print 只是把值显示在屏幕上，要把结果交给调用者，得用 return。',
 'corr2d/padded-to-same-size': '你的输出和输入一样大：到了边缘，核伸到外面，碰上了没人要求补的零。这道题里，核只放在它盖住的每个位置都有数的地方。',
 'corr2d/square-kernel-only': '核的高和宽一不相等，你的函数就出错。某个地方用一个代替了两个，或者把两者弄反了：窗口要和核一样高、一样宽。',
 'corr2d/transposed-kernel': '你的核行列对调了。数组的第一个下标数的是行，从上往下，图像如此，核也如此；按几何里 (x, y) 的习惯去写，就会弄反。',
 'corr2d/zeros-left-at-the-border': '你按图像的大小建了结果数组，却只填了一部分；下面和右边剩下的零不是计算结果。核向下、向右各有几处可放？',
 'corr3d/always-float64': '值都对，但不管输入是什么类型，结果总是 float64。np.zeros 不另外指定就建 float64 '
                          '数组：整数会变成浮点数，float32 的网络内存会翻一倍。想一想，几个输入合在一起该是什么数据类型？',
 'corr3d/assert-instead-of-value-error': '你发现了不合理的输入，但用的是 assert。assert 写的是程序员对自己代码的断定，用 python -O '
                                         '运行时会被整个去掉。调用者传来不合理的输入时，应当抛出题目里指定的那种异常。',
 'corr3d/axes-reversed': '你的核与输入的轴顺序相反。两者都按深、高、宽存放。',
 'corr3d/depth-not-summed': '每个位置你都按核的层数返回了好几个数。它们应当加成一个：核的深度和高、宽一样，求和之后就不在了。',
 'corr3d/depth-stands-still': '你的核会向下、向右滑动，却不沿深度方向移动：深度被当成了颜色通道，只加一次。这里的核是个小方块，三个方向都要滑动。',
 'corr3d/dtype-of-the-kernel': '你只按其中一个输入的数据类型来建结果数组。如果它是整数，而另一个带小数，小数部分就会悄悄丢掉。结果的数据类型要装得下所有输入合在一起的值。',
 'corr3d/dtype-of-the-volume': '你只按其中一个输入的数据类型来建结果数组。如果它是整数，而另一个带小数，小数部分就会悄悄丢掉。结果的数据类型要装得下所有输入合在一起的值。',
 'corr3d/flipped-kernel': '你的核在使用前被翻转了。那是数学里的卷积；互相关是把核原样盖在窗口上，第一个元素对着窗口的第一个元素。动手把一个输出写开来，对照一下。',
 'corr3d/kernel-too-large-accepted': '核比输入还大，就没有地方可放。你的函数这时返回一个空数组，错误要到很久以后才在别处冒出来。核大得更多时，NumPy '
                                     '可能碰巧会报错，但不能指望它。',
 'corr3d/last-window-missed': '你的输出少了一个：核还放得下的最后一处没有算到。掰着手指数一数，长 2 的核在 3 个数里放得下几处？',
 'corr3d/nothing-returned': '函数算完了，却没有把结果交出来，调用它的人只拿到 None。print 只是把值显示在屏幕上，要把结果交给调用者，得用 return。',
 'corr3d/plane-by-plane': '你把立体数据当成一叠互不相干的图片，每张只用了核的第一层。其实每个输出都要同时看到相邻的几层。'}
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
