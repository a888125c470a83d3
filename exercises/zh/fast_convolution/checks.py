# generated from solutions/fast_convolution.md by `python -m autograder release`; edit that instead
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
MISTAKES = {'0441c9d001a68927': 'conv2d_im2col/nothing-returned',
 '04f21f2a76f5b253': 'conv2d_im2col/channels-not-summed',
 '1051d30a3cfbb721': 'conv2d_im2col/channels-at-the-end',
 '15db2589f1209609': 'im2col/padding-axes-swapped',
 '17f9835bd113b2dd': 'im2col/channels-last-in-a-column',
 '1c267c596f5742a9': 'im2col/windows-read-column-by-column',
 '1e9988f13590e8f8': 'im2col/nothing-returned',
 '306027f69f2adb60': 'conv2d_im2col/first-channel-only',
 '356f16ff08b2169b': 'conv2d_im2col/batch-added-up',
 '4300ab769c59c902': 'conv2d_im2col/kernels-flattened-in-another-order',
 '4e30a62ae89df358': 'im2col/padding-on-one-side',
 '50a432cdd39bb752': 'im2col/batch-side-by-side',
 '53ec9ac715f6d927': 'conv2d_im2col/flipped-kernel',
 '53f607ea9597cd73': 'im2col/stride-ignored',
 '54c37cd72f5f9628': 'conv2d_im2col/bias-forgotten',
 '595186d96a1dea5c': 'im2col/channels-kept-apart',
 '59d908d730b7863b': 'im2col/reshaped-without-moving-axes',
 '63f2abdeab8aa6e3': 'conv2d_im2col/flipped-kernel',
 '67b1526c60e0cd92': 'im2col/windows-not-flattened',
 '69939f4920556350': 'im2col/batch-side-by-side',
 '6dfcd663c9b952a5': 'conv2d_im2col/windows-reshaped-without-moving-axes',
 '75d27bdde57f91b2': 'im2col/places-read-column-by-column',
 '789341cc6d38b951': 'im2col/windows-not-flattened',
 '7faadfd4f782484f': 'conv2d_im2col/windows-reshaped-without-moving-axes',
 '8d841e1a15354c17': 'conv2d_im2col/result-not-folded-back',
 '901a89bcb0aecd36': 'im2col/window-axes-swapped',
 '90d7c85c505a341b': 'im2col/padding-ignored',
 '91f266ecdd7285b6': 'conv2d_im2col/bias-for-every-channel',
 '945e5adc68a6439c': 'im2col/nothing-returned',
 '94e56fc8b41f0942': 'im2col/windows-as-rows',
 '9a06b212cca2c542': 'im2col/channels-last-in-a-column',
 'a28b47135f4f9a31': 'conv2d_im2col/nothing-returned',
 'a377dba0b1ff8462': 'conv2d_im2col/pixels-mixed-up-afterwards',
 'a48342e3ec1bd0a1': 'conv2d_im2col/channels-not-summed',
 'abf57ef51a717791': 'im2col/windows-flipped',
 'b38068d83011f2e9': 'im2col/window-axes-swapped',
 'bb2b139b648ba92b': 'im2col/channels-kept-apart',
 'beb01c8cecb5fb93': 'conv2d_im2col/channels-at-the-end',
 'c6fd5ab2d5311974': 'im2col/reshaped-without-moving-axes',
 'c7a0da2626b53cfe': 'conv2d_im2col/kernels-flattened-in-another-order',
 'e920b517968ce7f6': 'conv2d_im2col/one-plane-for-all-channels',
 'e97c380664b5aa43': 'im2col/windows-flipped',
 'f717f3c1c3d5d94f': 'conv2d_im2col/result-not-folded-back',
 'f83d40965e8080c8': 'conv2d_im2col/mean-over-channels'}
HINTS = {'conv2d_im2col/always-float64': '值都对，但不管输入是什么类型，结果总是 float64。np.zeros 不另外指定就建 float64 '
                                 '数组：整数会变成浮点数，float32 的网络内存会翻一倍。想一想，几个输入合在一起该是什么数据类型？',
 'conv2d_im2col/any-bias-accepted': '长度为 1 的偏置会被悄悄拉长，用到所有通道上。有 4 个输出通道的层应当学出 4 个偏置；只来了一个，说明哪里出了错。',
 'conv2d_im2col/assert-instead-of-value-error': '你发现了不合理的输入，但用的是 assert。assert 写的是程序员对自己代码的断定，用 '
                                                'python -O 运行时会被整个去掉。调用者传来不合理的输入时，应当抛出题目里指定的那种异常。',
 'conv2d_im2col/batch-added-up': '一批图像被你加成了一个和。它们彼此无关：进去几张，出来还是几张。',
 'conv2d_im2col/bias-for-every-channel': '你的偏置在对通道的求和里面，有几个输入通道就加了几次。它只该在求和之后加一次。',
 'conv2d_im2col/bias-forgotten': '你的答案与偏置无关。每个输出通道有一个数，要加到整张特征图上。',
 'conv2d_im2col/bias-on-width': '你的偏置加到了宽上：NumPy '
                                '是从最后一个轴开始对齐形状的。这样多数形状会出错；要是输出的宽恰好等于通道数，就会悄悄算出错误的数。偏置是属于通道的。',
 'conv2d_im2col/ceil-instead-of-floor': '你多算了一个窗口，它伸到末尾外面，碰上了没人要求补的零。剩下的放不下整个窗口，就不算。',
 'conv2d_im2col/channels-at-the-end': '数是对的，通道却排在最后一个轴。这里的顺序是批量、通道、高、宽，输入和输出都一样。',
 'conv2d_im2col/channels-not-summed': '你给每个输入通道都返回了一张图。一个核只得到一张图：它的各层在各自通道上的结果要加起来。',
 'conv2d_im2col/dtype-of-the-image': '你只按其中一个输入的数据类型来建结果数组。如果它是整数，而另一个带小数，小数部分就会悄悄丢掉。结果的数据类型要装得下所有输入合在一起的值。',
 'conv2d_im2col/first-channel-only': '你的答案只算了第一个输入通道。核为每个通道都备了一层，每一层都要算。',
 'conv2d_im2col/first-number-for-both-axes': '每一对数你只用了第一个。高和宽可以各有各的步幅和填充。',
 'conv2d_im2col/flipped-kernel': '你的核在使用前被翻转了。那是数学里的卷积；互相关是把核原样盖在窗口上，第一个元素对着窗口的第一个元素。动手把一个输出写开来，对照一下。',
 'conv2d_im2col/images-mixed-up-afterwards': '多张图时，你的输出混在了一起：在你的乘积里，通道排在图像前面，而 reshape 不会交换轴。',
 'conv2d_im2col/kernel-too-large-accepted': '核比输入还大，就没有地方可放。你的函数这时返回一个空数组，错误要到很久以后才在别处冒出来。核大得更多时，NumPy '
                                            '可能碰巧会报错，但不能指望它。',
 'conv2d_im2col/kernels-flattened-in-another-order': '核和窗口拉平的顺序不一样，权重就碰上了别的通道的像素。两者都要先按通道，再按行。',
 'conv2d_im2col/mean-over-channels': '你对各输入通道取了平均。各通道的结果应当相加；如果哪个通道该少算一点，核里对应那一层的数自会小些。',
 'conv2d_im2col/negative-stride-accepted': '步幅为负时，你的切片会倒着走，却没有人发现。核原地不动或者往回走，都应当拒绝。',
 'conv2d_im2col/nothing-returned': '函数算完了，却没有把结果交出来，调用它的人只拿到 None。print 只是把值显示在屏幕上，要把结果交给调用者，得用 '
                                   'return。',
 'conv2d_im2col/one-plane-for-all-channels': '你把核的第一层用到了所有通道上。每个通道都有自己的一层：红色加分的地方，蓝色也许要减分。',
 'conv2d_im2col/one-plane-stretched': '只有一层的核被广播拉到了所有通道上，谁也看不出它和输入配不上。',
 'conv2d_im2col/padding-axes-swapped': '你的两个填充弄反了。一对数是（高，宽）：第一个数说的是上下各补几行。',
 'conv2d_im2col/padding-ignored': '你的答案与填充无关。要先在图像四周补零，再让核滑动。',
 'conv2d_im2col/padding-on-one-side': '你只在上面和左面补了零。图像有四条边。',
 'conv2d_im2col/pixels-mixed-up-afterwards': '和算得没错，却放错了地方：最后的 reshape 把逐位置排的数当成了逐通道排的。',
 'conv2d_im2col/result-not-folded-back': '你直接返回了乘积，所有位置还排成一行。这一层要给出图像：把位置折回高和宽。',
 'conv2d_im2col/stride-axes-swapped': '你的两个步幅弄反了。一对数是（高，宽）：第一个数说的是向下走几格。',
 'conv2d_im2col/stride-ignored': '你的答案与步幅无关。步幅为 2 时，核每隔一处才停一次，输出大约小一半。',
 'conv2d_im2col/total-padding': '你把填充分给了两侧。本课程和 PyTorch 一样，这个数是每一侧的量。',
 'conv2d_im2col/weight-axes-swapped': '你把权重的第一个轴当成了输入通道。第一个轴数的是核，每个输出通道一个；第二个轴数的才是核的层。',
 'conv2d_im2col/windows-reshaped-without-moving-axes': '形状对得上，数却不对：你的列只是 reshape '
                                                       '出来的，不同的窗口混在了一起。要先把轴换到正确的顺序。',
 'im2col/always-float64': '值都对，但不管输入是什么类型，结果总是 float64。np.zeros 不另外指定就建 float64 '
                          '数组：整数会变成浮点数，float32 的网络内存会翻一倍。想一想，几个输入合在一起该是什么数据类型？',
 'im2col/assert-instead-of-value-error': '你发现了不合理的输入，但用的是 assert。assert 写的是程序员对自己代码的断定，用 python -O '
                                         '运行时会被整个去掉。调用者传来不合理的输入时，应当抛出题目里指定的那种异常。',
 'im2col/batch-side-by-side': '你把所有图像的列放进了同一个矩阵。这里每张图各有一个矩阵：批量仍是第一个轴。',
 'im2col/ceil-instead-of-floor': '你多算了一个窗口，它伸到末尾外面，碰上了没人要求补的零。剩下的放不下整个窗口，就不算。',
 'im2col/channels-kept-apart': '你还留着通道轴。一列装的是穿过所有通道的窗口，正如核为每个通道都备了一层。',
 'im2col/channels-last-in-a-column': '一列之中，你把同一个像素的各通道放在了一起。顺序要和拉平的核一样：先是整个通道 0，再是整个通道 1。',
 'im2col/first-number-for-both-axes': '每一对数你只用了第一个。高和宽可以各有各的步幅和填充。',
 'im2col/image-itself-returned': '窗口为 1 × 1 时，你的结果就是图像本身换了个形状：reshape 能不复制就不复制。谁往这些列里写，图像就跟着变。',
 'im2col/kernel-too-large-accepted': '核比输入还大，就没有地方可放。你的函数这时返回一个空数组，错误要到很久以后才在别处冒出来。核大得更多时，NumPy '
                                     '可能碰巧会报错，但不能指望它。',
 'im2col/negative-stride-accepted': '步幅为负时，你的切片会倒着走，却没有人发现。核原地不动或者往回走，都应当拒绝。',
 'im2col/nothing-returned': '函数算完了，却没有把结果交出来，调用它的人只拿到 None。print 只是把值显示在屏幕上，要把结果交给调用者，得用 return。',
 'im2col/padding-axes-swapped': '你的两个填充弄反了。一对数是（高，宽）：第一个数说的是上下各补几行。',
 'im2col/padding-ignored': '你的答案与填充无关。要先在图像四周补零，再让核滑动。',
 'im2col/padding-on-one-side': '你只在上面和左面补了零。图像有四条边。',
 'im2col/places-read-column-by-column': '每一列都对，排列的次序却不对：你先沿着图像往下走。位置要逐行来读，和输出一样。',
 'im2col/reshaped-without-moving-axes': '所有窗口你都取到了，却照原样直接 reshape。reshape '
                                        '只是把一长串数重新切段；要让每个窗口成为一列，得先把轴换到正确的顺序。',
 'im2col/stride-axes-swapped': '你的两个步幅弄反了。一对数是（高，宽）：第一个数说的是向下走几格。',
 'im2col/stride-ignored': '你的答案与步幅无关。步幅为 2 时，核每隔一处才停一次，输出大约小一半。',
 'im2col/total-padding': '你把填充分给了两侧。本课程和 PyTorch 一样，这个数是每一侧的量。',
 'im2col/window-axes-swapped': '窗口的高和宽弄反了。一对数是（高，宽）。',
 'im2col/windows-as-rows': '你的每个窗口是一行。这里要让它成为一列，这样拉平成一行的核就能从左边去乘。',
 'im2col/windows-flipped': '你的窗口是翻过来的。这里什么都不翻转：一列装的就是窗口在图像里的样子。',
 'im2col/windows-not-flattened': '你的结果还有六个轴。矩阵乘法要的是行和列。',
 'im2col/windows-read-column-by-column': '你是逐列读窗口的。读窗口要像读书一样，一行一行地读。'}
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
