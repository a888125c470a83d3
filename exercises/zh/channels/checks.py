# generated from solutions/channels.md by `python -m autograder release`; edit that instead
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
MISTAKES = {'01e4c3a65cdabafc': 'corr2d_multi_in/flipped-kernel',
 '01f2a2375025bb2c': 'corr2d_multi_in_out/channels-not-summed',
 '0355bbbf3dc7c4bf': 'conv1x1/negative-cut-off',
 '06ac1ddf5f97d259': 'conv2d/ceil-instead-of-floor',
 '06dd892ef4d0aac4': 'corr2d_multi_in/channels-not-summed',
 '0b46ecde368cb685': 'corr2d_multi_in/nothing-returned',
 '13a7a3744fd7bb07': 'conv1x1/one-weight-a-channel',
 '1453528a3737b5d1': 'conv2d/channels-at-the-end',
 '16c143928bf87028': 'conv2d/total-padding',
 '19601077b2d35d56': 'conv1x1/mean-over-channels',
 '1b064a092f5873f2': 'corr2d_multi_in/channel-axis-kept',
 '1b2b6bd15c9f16da': 'corr2d_multi_in_out/nothing-returned',
 '1b6e2f78d1590084': 'corr2d_multi_in/mean-over-channels',
 '1cec152904d86922': 'corr2d_multi_in/channel-axis-kept',
 '1cf83a486b3fd207': 'corr2d_multi_in_out/channels-at-the-end',
 '25a97f8950cc1f45': 'conv2d/batch-added-up',
 '25b0a0cf061d02ed': 'corr2d_multi_in/largest-channel',
 '28d1538d5190f5cc': 'corr2d_multi_in_out/first-kernel-only',
 '29245c8f34b17ca0': 'conv1x1/output-channels-added-up',
 '2a7656dd5f46b04a': 'corr2d_multi_in_out/dtype-of-the-image',
 '2c6152d47685c397': 'conv2d/nothing-returned',
 '30f0c4b22d5f6cb7': 'conv2d/channels-not-summed',
 '3268d2e72991405a': 'conv2d/bias-forgotten',
 '35ab479bf4a6b4b7': 'corr2d_multi_in/nothing-returned',
 '376e0d2ddbd7d16d': 'conv2d/flipped-kernel',
 '39507bf6adca6973': 'conv1x1/pixels-torn-apart',
 '40f76efc008d9036': 'conv2d/stride-ignored',
 '4429aab87f833263': 'corr2d_multi_in/one-plane-for-all-channels',
 '448937cfb9005310': 'corr2d_multi_in_out/kernels-added-up',
 '4bc0de7dd05c6b9f': 'conv2d/nothing-returned',
 '4cfc3f3b009a80e3': 'conv1x1/pixels-mixed-up-afterwards',
 '4e9ae3068a990b07': 'conv2d/mean-over-channels',
 '571730a39449b86d': 'corr2d_multi_in/last-window-missed',
 '5bef383132d8c759': 'corr2d_multi_in_out/first-channel-only',
 '5c9f7bb0c0d74479': 'conv2d/channels-not-summed',
 '68cb494c941790fa': 'corr2d_multi_in/first-channel-only',
 '7446794f5713bc5d': 'conv2d/one-plane-for-all-channels',
 '7b9aeb4639949e77': 'corr2d_multi_in/mean-over-channels',
 '827f4ad8c24d68ff': 'corr2d_multi_in/one-plane-for-all-channels',
 '85816b6c4021ae5e': 'conv2d/padding-ignored',
 '859d86d786cb0896': 'corr2d_multi_in_out/mean-over-channels',
 '89e7f1e68bd7b1c5': 'conv2d/stride-ignored',
 '8a596e65abea87d8': 'conv2d/flipped-kernel',
 '8cd92cd335cfd17e': 'conv2d/padding-on-one-side',
 '901817c3aceef435': 'conv2d/flipped-kernel',
 '98494643353320b1': 'conv2d/channels-at-the-end',
 'a0cbb9420d4e8e32': 'corr2d_multi_in_out/one-plane-for-all-channels',
 'a3325f0fea1181c5': 'corr2d_multi_in/dtype-of-the-image',
 'aa54c95f06b86fcd': 'conv2d/first-channel-only',
 'ade52c309cd03333': 'conv2d/channels-at-the-end',
 'b2717a32e625d4a4': 'corr2d_multi_in/last-window-missed',
 'be9f1b879ef8c1d5': 'conv2d/bias-forgotten',
 'bf8aaeba5472ca23': 'corr2d_multi_in/channels-not-summed',
 'c0257e81e0c5dc2e': 'conv2d/stride-axes-swapped',
 'c368caec3ed6e3d5': 'conv2d/bias-forgotten',
 'c47ca409c3f6d46e': 'corr2d_multi_in/largest-channel',
 'ca7221120e2f06a3': 'conv1x1/nothing-returned',
 'd11ab95b4eda277c': 'conv2d/first-number-for-both-axes',
 'd129115eff45e111': 'corr2d_multi_in/flipped-kernel',
 'd212dea343b976fd': 'conv1x1/channels-at-the-end',
 'd9430edb66cde927': 'conv2d/bias-on-width',
 'dd508b6b45861ede': 'corr2d_multi_in_out/flipped-kernel',
 'e60b692521646ae1': 'conv2d/bias-for-every-channel',
 'e7833fbd4dd2a845': 'conv2d/nothing-returned',
 'e7bd315866789e5c': 'corr2d_multi_in/first-channel-only',
 'f54fc2557930c96b': 'conv2d/batch-added-up',
 'fa255c3c38f5d6aa': 'conv2d/channels-not-summed'}
HINTS = {'conv1x1/always-float64': '值都对，但不管输入是什么类型，结果总是 float64。np.zeros 不另外指定就建 float64 '
                           '数组：整数会变成浮点数，float32 的网络内存会翻一倍。想一想，几个输入合在一起该是什么数据类型？',
 'conv1x1/assert-instead-of-value-error': '你发现了不合理的输入，但用的是 assert。assert 写的是程序员对自己代码的断定，用 python '
                                          '-O 运行时会被整个去掉。调用者传来不合理的输入时，应当抛出题目里指定的那种异常。',
 'conv1x1/channels-at-the-end': '数是对的，通道却排在最后一个轴。这里的顺序是通道、高、宽。',
 'conv1x1/dtype-of-the-image': '你只按其中一个输入的数据类型来建结果数组。如果它是整数，而另一个带小数，小数部分就会悄悄丢掉。结果的数据类型要装得下所有输入合在一起的值。',
 'conv1x1/dtype-of-the-weight': '你只按其中一个输入的数据类型来建结果数组。如果它是整数，而另一个带小数，小数部分就会悄悄丢掉。结果的数据类型要装得下所有输入合在一起的值。',
 'conv1x1/mean-over-channels': '你对各输入通道取了平均。各通道的结果应当相加；如果哪个通道该少算一点，核里对应那一层的数自会小些。',
 'conv1x1/negative-cut-off': '负的输出都变成了 0。那是激活函数，是另外一层的事。',
 'conv1x1/nothing-returned': '函数算完了，却没有把结果交出来，调用它的人只拿到 None。print 只是把值显示在屏幕上，要把结果交给调用者，得用 return。',
 'conv1x1/one-column-stretched': '只有一个输入通道的权重被广播拉到了所有通道上，谁也看不出它配不上。',
 'conv1x1/one-weight-a-channel': '你给每个通道乘了权重就停下了。全连接层还要把它们加起来。',
 'conv1x1/output-channels-added-up': '你把输出通道也加到了一起。权重的每一行各得一个通道。',
 'conv1x1/pixels-mixed-up-afterwards': '和算得没错，却放错了地方：最后的 reshape 把逐像素排的数当成了逐通道排的。要先把通道轴移到前面。',
 'conv1x1/pixels-torn-apart': '你把 (C, H, W) 直接 reshape 成 H*W 行、每行 C 个数的表。reshape '
                              '只是把一长串数重新切段，凑到一起的是同一通道里相邻的像素，而不是同一像素的各个通道。移动轴要用别的操作。',
 'conv2d/always-float64': '值都对，但不管输入是什么类型，结果总是 float64。np.zeros 不另外指定就建 float64 '
                          '数组：整数会变成浮点数，float32 的网络内存会翻一倍。想一想，几个输入合在一起该是什么数据类型？',
 'conv2d/any-bias-accepted': '长度为 1 的偏置会被悄悄拉长，用到所有通道上。有 4 个输出通道的层应当学出 4 个偏置；只来了一个，说明哪里出了错。',
 'conv2d/assert-instead-of-value-error': '你发现了不合理的输入，但用的是 assert。assert 写的是程序员对自己代码的断定，用 python -O '
                                         '运行时会被整个去掉。调用者传来不合理的输入时，应当抛出题目里指定的那种异常。',
 'conv2d/batch-added-up': '一批图像被你加成了一个和。它们彼此无关：进去几张，出来还是几张。',
 'conv2d/bias-for-every-channel': '你的偏置在对通道的求和里面，有几个输入通道就加了几次。它只该在求和之后加一次。',
 'conv2d/bias-forgotten': '你的答案与偏置无关。每个输出通道有一个数，要加到整张特征图上。',
 'conv2d/bias-on-width': '你的偏置加到了宽上：NumPy '
                         '是从最后一个轴开始对齐形状的。这样多数形状会出错；要是输出的宽恰好等于通道数，就会悄悄算出错误的数。偏置是属于通道的。',
 'conv2d/ceil-instead-of-floor': '你多算了一个窗口，它伸到末尾外面，碰上了没人要求补的零。剩下的放不下整个窗口，就不算。',
 'conv2d/channels-at-the-end': '数是对的，通道却排在最后一个轴。这里的顺序是批量、通道、高、宽，输入和输出都一样。',
 'conv2d/channels-not-summed': '你给每个输入通道都返回了一张图。一个核只得到一张图：它的各层在各自通道上的结果要加起来。',
 'conv2d/dtype-of-the-image': '你只按其中一个输入的数据类型来建结果数组。如果它是整数，而另一个带小数，小数部分就会悄悄丢掉。结果的数据类型要装得下所有输入合在一起的值。',
 'conv2d/first-channel-only': '你的答案只算了第一个输入通道。核为每个通道都备了一层，每一层都要算。',
 'conv2d/first-number-for-both-axes': '每一对数你只用了第一个。高和宽可以各有各的步幅和填充。',
 'conv2d/flipped-kernel': '你的核在使用前被翻转了。那是数学里的卷积；互相关是把核原样盖在窗口上，第一个元素对着窗口的第一个元素。动手把一个输出写开来，对照一下。',
 'conv2d/kernel-too-large-accepted': '核比输入还大，就没有地方可放。你的函数这时返回一个空数组，错误要到很久以后才在别处冒出来。核大得更多时，NumPy '
                                     '可能碰巧会报错，但不能指望它。',
 'conv2d/mean-over-channels': '你对各输入通道取了平均。各通道的结果应当相加；如果哪个通道该少算一点，核里对应那一层的数自会小些。',
 'conv2d/negative-stride-accepted': '步幅为负时，你的切片会倒着走，却没有人发现。核原地不动或者往回走，都应当拒绝。',
 'conv2d/nothing-returned': '函数算完了，却没有把结果交出来，调用它的人只拿到 None。print 只是把值显示在屏幕上，要把结果交给调用者，得用 return。',
 'conv2d/one-plane-for-all-channels': '你把核的第一层用到了所有通道上。每个通道都有自己的一层：红色加分的地方，蓝色也许要减分。',
 'conv2d/one-plane-stretched': '只有一层的核被广播拉到了所有通道上，谁也看不出它和输入配不上。',
 'conv2d/padding-axes-swapped': '你的两个填充弄反了。一对数是（高，宽）：第一个数说的是上下各补几行。',
 'conv2d/padding-ignored': '你的答案与填充无关。要先在图像四周补零，再让核滑动。',
 'conv2d/padding-on-one-side': '你只在上面和左面补了零。图像有四条边。',
 'conv2d/stride-axes-swapped': '你的两个步幅弄反了。一对数是（高，宽）：第一个数说的是向下走几格。',
 'conv2d/stride-ignored': '你的答案与步幅无关。步幅为 2 时，核每隔一处才停一次，输出大约小一半。',
 'conv2d/total-padding': '你把填充分给了两侧。本课程和 PyTorch 一样，这个数是每一侧的量。',
 'conv2d/weight-axes-swapped': '你把权重的第一个轴当成了输入通道。第一个轴数的是核，每个输出通道一个；第二个轴数的才是核的层。',
 'corr2d_multi_in/always-float64': '值都对，但不管输入是什么类型，结果总是 float64。np.zeros 不另外指定就建 float64 '
                                   '数组：整数会变成浮点数，float32 的网络内存会翻一倍。想一想，几个输入合在一起该是什么数据类型？',
 'corr2d_multi_in/assert-instead-of-value-error': '你发现了不合理的输入，但用的是 assert。assert 写的是程序员对自己代码的断定，用 '
                                                  'python -O '
                                                  '运行时会被整个去掉。调用者传来不合理的输入时，应当抛出题目里指定的那种异常。',
 'corr2d_multi_in/channel-axis-kept': '你的结果还留着通道轴。核一次就跨过了所有通道，这个方向上没有什么可滑动的：一个核，一张图。',
 'corr2d_multi_in/channels-not-summed': '你给每个输入通道都返回了一张图。一个核只得到一张图：它的各层在各自通道上的结果要加起来。',
 'corr2d_multi_in/cut-to-the-shorter': '通道数不同时，zip 到短的那个就停了，谁也没发现有通道被漏掉。',
 'corr2d_multi_in/dtype-of-the-image': '你只按其中一个输入的数据类型来建结果数组。如果它是整数，而另一个带小数，小数部分就会悄悄丢掉。结果的数据类型要装得下所有输入合在一起的值。',
 'corr2d_multi_in/dtype-of-the-kernel': '你只按其中一个输入的数据类型来建结果数组。如果它是整数，而另一个带小数，小数部分就会悄悄丢掉。结果的数据类型要装得下所有输入合在一起的值。',
 'corr2d_multi_in/first-channel-only': '你的答案只算了第一个输入通道。核为每个通道都备了一层，每一层都要算。',
 'corr2d_multi_in/flipped-kernel': '你的核在使用前被翻转了。那是数学里的卷积；互相关是把核原样盖在窗口上，第一个元素对着窗口的第一个元素。动手把一个输出写开来，对照一下。',
 'corr2d_multi_in/kernel-too-large-accepted': '核比输入还大，就没有地方可放。你的函数这时返回一个空数组，错误要到很久以后才在别处冒出来。核大得更多时，NumPy '
                                              '可能碰巧会报错，但不能指望它。',
 'corr2d_multi_in/largest-channel': '你只留下了结果最大的那个通道。每个通道都有份：要全部加起来。',
 'corr2d_multi_in/last-window-missed': '你的输出少了一个：核还放得下的最后一处没有算到。掰着手指数一数，长 2 的核在 3 个数里放得下几处？',
 'corr2d_multi_in/mean-over-channels': '你对各输入通道取了平均。各通道的结果应当相加；如果哪个通道该少算一点，核里对应那一层的数自会小些。',
 'corr2d_multi_in/nothing-returned': '函数算完了，却没有把结果交出来，调用它的人只拿到 None。print 只是把值显示在屏幕上，要把结果交给调用者，得用 '
                                     'return。',
 'corr2d_multi_in/one-plane-for-all-channels': '你把核的第一层用到了所有通道上。每个通道都有自己的一层：红色加分的地方，蓝色也许要减分。',
 'corr2d_multi_in/one-plane-stretched': '只有一层的核被广播拉到了所有通道上，谁也看不出它和输入配不上。',
 'corr2d_multi_in_out/always-float64': '值都对，但不管输入是什么类型，结果总是 float64。np.zeros 不另外指定就建 float64 '
                                       '数组：整数会变成浮点数，float32 的网络内存会翻一倍。想一想，几个输入合在一起该是什么数据类型？',
 'corr2d_multi_in_out/assert-instead-of-value-error': '你发现了不合理的输入，但用的是 assert。assert '
                                                      '写的是程序员对自己代码的断定，用 python -O '
                                                      '运行时会被整个去掉。调用者传来不合理的输入时，应当抛出题目里指定的那种异常。',
 'corr2d_multi_in_out/channels-at-the-end': '数是对的，通道却排在最后一个轴。这里的顺序是通道、高、宽，输入和输出都一样。',
 'corr2d_multi_in_out/channels-not-summed': '你给每个输入通道都返回了一张图。一个核只得到一张图：它的各层在各自通道上的结果要加起来。',
 'corr2d_multi_in_out/dtype-of-the-image': '你只按其中一个输入的数据类型来建结果数组。如果它是整数，而另一个带小数，小数部分就会悄悄丢掉。结果的数据类型要装得下所有输入合在一起的值。',
 'corr2d_multi_in_out/dtype-of-the-kernel': '你只按其中一个输入的数据类型来建结果数组。如果它是整数，而另一个带小数，小数部分就会悄悄丢掉。结果的数据类型要装得下所有输入合在一起的值。',
 'corr2d_multi_in_out/first-channel-only': '你的答案只算了第一个输入通道。核为每个通道都备了一层，每一层都要算。',
 'corr2d_multi_in_out/first-kernel-only': '你只输出了第一个核的特征图。有几个核，就有几张特征图。',
 'corr2d_multi_in_out/flipped-kernel': '你的核在使用前被翻转了。那是数学里的卷积；互相关是把核原样盖在窗口上，第一个元素对着窗口的第一个元素。动手把一个输出写开来，对照一下。',
 'corr2d_multi_in_out/kernel-too-large-accepted': '核比输入还大，就没有地方可放。你的函数这时返回一个空数组，错误要到很久以后才在别处冒出来。核大得更多时，NumPy '
                                                  '可能碰巧会报错，但不能指望它。',
 'corr2d_multi_in_out/kernels-added-up': '你把各个核的结果加到了一起。每个核各得一张特征图；求和是对输入通道做的。',
 'corr2d_multi_in_out/mean-over-channels': '你对各输入通道取了平均。各通道的结果应当相加；如果哪个通道该少算一点，核里对应那一层的数自会小些。',
 'corr2d_multi_in_out/nothing-returned': '函数算完了，却没有把结果交出来，调用它的人只拿到 None。print '
                                         '只是把值显示在屏幕上，要把结果交给调用者，得用 return。',
 'corr2d_multi_in_out/one-plane-for-all-channels': '你把核的第一层用到了所有通道上。每个通道都有自己的一层：红色加分的地方，蓝色也许要减分。',
 'corr2d_multi_in_out/one-plane-stretched': '只有一层的核被广播拉到了所有通道上，谁也看不出它和输入配不上。'}
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
