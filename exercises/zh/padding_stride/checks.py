# generated from solutions/padding_stride.md by `python -m autograder release`; edit that instead
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
MISTAKES = {'084888cfbe417a04': 'output_size/one-forgotten',
 '0e359c74010bb1bd': 'output_size/one-forgotten',
 '19c13672234d3c26': 'output_size/nothing-returned',
 '1bc69d385c4a4e79': 'output_size/nothing-returned',
 '1eb33b9861f21e08': 'corr2d_strided/padding-ignored',
 '1fc2df6adfa77968': 'output_size/dilation-counts-the-zeros',
 '226647da0668a3ed': 'same_padding/kernel-length-shared-out',
 '23a5aa602917ef18': 'pad2d/nothing-returned',
 '24d928dc3df78dd0': 'same_padding/height-and-width-swapped',
 '275f92a32af52b44': 'output_size/dilation-ignored',
 '3362c6497a24ab98': 'pad2d/corners-instead-of-axes',
 '33f49283f4c593f5': 'output_size/ceil-instead-of-floor',
 '36b7304121a09008': 'same_padding/fraction-of-a-row',
 '4086cfb4ef897a22': 'corr2d_strided/checked-before-padding',
 '42e5482d06e27673': 'same_padding/one-number-an-axis',
 '47459d920882a795': 'same_padding/rounded-down-on-both-sides',
 '4b37242f7d3c486f': 'output_size/stride-ignored',
 '4c2e4a308e82358e': 'corr2d_strided/nothing-returned',
 '58eae76126948b2d': 'same_padding/all-on-each-side',
 '5af3580d4d01624a': 'output_size/fraction-of-a-place',
 '5ca69b783196841a': 'same_padding/half-the-kernel-on-both-sides',
 '5e20e7dcade9096c': 'corr2d_strided/image-thinned-out-first',
 '5ed1fd0229cd5b21': 'corr2d_strided/padding-after-the-kernel',
 '5ff228e925093e6d': 'output_size/nothing-returned',
 '60c2309af73c3ac2': 'corr2d_strided/window-never-moves-on',
 '61393d8553dc2792': 'same_padding/extra-row-on-top',
 '643b541f81ae260a': 'corr2d_strided/stride-ignored',
 '64a5e32d4bb2c348': 'corr2d_strided/flipped-kernel',
 '6963d83a5eec0623': 'pad2d/first-amount-on-both-sides',
 '69a3b76488e48533': 'output_size/one-forgotten',
 '6b469293609f0345': 'same_padding/corners-instead-of-axes',
 '6be0c51c43d160df': 'output_size/nothing-returned',
 '6da923600b89582f': 'corr2d_strided/padding-ignored',
 '7537b41f42b94fa0': 'corr2d_strided/stride-axes-swapped',
 '7b8e712664473a27': 'same_padding/nothing-returned',
 '90dd55d7294bcdb1': 'corr2d_strided/ceil-instead-of-floor',
 '956530459e4e7040': 'corr2d_strided/image-thinned-out-first',
 '9a2e00a1cc1dd1ed': 'pad2d/height-and-width-swapped',
 'a05ae4b97075cc22': 'same_padding/kernel-length-shared-out',
 'a21f2b5ab5eb3b20': 'output_size/stride-ignored',
 'a33f1ef4474824eb': 'corr2d_strided/nothing-returned',
 'ac79e79dea0a3487': 'output_size/one-forgotten',
 'ae1b61117219a935': 'same_padding/height-and-width-swapped',
 'aee025d6efeddd17': 'pad2d/first-amount-on-both-sides',
 'b2b10746fc38758b': 'corr2d_strided/window-never-moves-on',
 'ba92fc28c9adc7f1': 'corr2d_strided/edge-instead-of-zeros',
 'bcf988d3dea4a6ba': 'output_size/padding-ignored',
 'bdf35e650f288d32': 'same_padding/nothing-returned',
 'c4b524a001873890': 'pad2d/edge-instead-of-zeros',
 'c580de38e93e5a6a': 'same_padding/one-number-an-axis',
 'c903398619d33459': 'pad2d/edge-instead-of-zeros',
 'c973196d351cdc28': 'pad2d/nothing-returned',
 'ccbf6026b913729c': 'pad2d/height-and-width-swapped',
 'd4fb40af0108c9cd': 'pad2d/corners-instead-of-axes',
 'd8b23ccc8412560b': 'pad2d/sides-swapped',
 'dd91632da66af650': 'same_padding/all-on-one-side',
 'e7c64215ff983798': 'corr2d_strided/total-padding',
 'ec924f2d78b872dd': 'corr2d_strided/padding-axes-swapped',
 'eed150df7485a352': 'pad2d/first-axes-padded',
 'f205ae222af34b49': 'corr2d_strided/stride-ignored',
 'f53cc116d1c9960c': 'corr2d_strided/first-number-for-both-axes',
 'f74a36c378d0ca2c': 'corr2d_strided/flipped-kernel',
 'f86b911cc0f167f1': 'same_padding/corners-instead-of-axes',
 'fca726e6d783af0e': 'corr2d_strided/padding-on-one-side'}
HINTS = {'corr2d_strided/always-float64': '值都对，但不管输入是什么类型，结果总是 float64。np.zeros 不另外指定就建 float64 '
                                  '数组：整数会变成浮点数，float32 的网络内存会翻一倍。想一想，几个输入合在一起该是什么数据类型？',
 'corr2d_strided/assert-instead-of-value-error': '你发现了不合理的输入，但用的是 assert。assert 写的是程序员对自己代码的断定，用 '
                                                 'python -O 运行时会被整个去掉。调用者传来不合理的输入时，应当抛出题目里指定的那种异常。',
 'corr2d_strided/ceil-instead-of-floor': '你多算了一个窗口，它伸到末尾外面，碰上了没人要求补的零。剩下的放不下整个窗口，就不算。',
 'corr2d_strided/checked-before-padding': '核比图像大，你就拒绝了，可填充之后其实放得下。先填充，再看放不放得下。',
 'corr2d_strided/dtype-of-the-image': '你只按其中一个输入的数据类型来建结果数组。如果它是整数，而另一个带小数，小数部分就会悄悄丢掉。结果的数据类型要装得下所有输入合在一起的值。',
 'corr2d_strided/dtype-of-the-kernel': '你只按其中一个输入的数据类型来建结果数组。如果它是整数，而另一个带小数，小数部分就会悄悄丢掉。结果的数据类型要装得下所有输入合在一起的值。',
 'corr2d_strided/edge-instead-of-zeros': '你把边缘的像素往外复制了。这里四周补的是零，对求和没有贡献。',
 'corr2d_strided/first-number-for-both-axes': '每一对数你只用了第一个。高和宽可以各有各的步幅和填充。',
 'corr2d_strided/flipped-kernel': '你的核在使用前被翻转了。那是数学里的卷积；互相关是把核原样盖在窗口上，第一个元素对着窗口的第一个元素。动手把一个输出写开来，对照一下。',
 'corr2d_strided/image-thinned-out-first': '你先按步幅从图像里抽取像素，再让核在剩下的像素上滑动。步幅管的是核停在哪里；每停一处，它看到的仍是相邻的像素。',
 'corr2d_strided/kernel-too-large-accepted': '核比输入还大，就没有地方可放。你的函数这时返回一个空数组，错误要到很久以后才在别处冒出来。核大得更多时，NumPy '
                                             '可能碰巧会报错，但不能指望它。',
 'corr2d_strided/negative-stride-accepted': '步幅为负时，你的切片会倒着走，却没有人发现。核原地不动或者往回走，都应当拒绝。',
 'corr2d_strided/nothing-returned': '函数算完了，却没有把结果交出来，调用它的人只拿到 None。print 只是把值显示在屏幕上，要把结果交给调用者，得用 '
                                    'return。',
 'corr2d_strided/padding-after-the-kernel': '你把零补在了结果四周。填充是为了核：让它能站到图像边上，一半在外面。',
 'corr2d_strided/padding-axes-swapped': '你的两个填充弄反了。一对数是（高，宽）：第一个数说的是上下各补几行。',
 'corr2d_strided/padding-ignored': '你的答案与填充无关。要先在图像四周补零，再让核滑动。',
 'corr2d_strided/padding-on-one-side': '你只在上面和左面补了零。图像有四条边。',
 'corr2d_strided/stride-axes-swapped': '你的两个步幅弄反了。一对数是（高，宽）：第一个数说的是向下走几格。',
 'corr2d_strided/stride-ignored': '你的答案与步幅无关。步幅为 2 时，核每隔一处才停一次，输出大约小一半。',
 'corr2d_strided/total-padding': '你把填充分给了两侧。本课程和 PyTorch 一样，这个数是每一侧的量。',
 'corr2d_strided/window-never-moves-on': '输出的大小是对的，可窗口之间仍然只隔一格：步幅只缩小了结果，没有让核走得更远。输出的第 2 '
                                         '行，窗口从哪一行开始？',
 'output_size/ceil-instead-of-floor': '步幅除不尽时，你多算了一处，那里的窗口会伸到末尾外面。画一行 8 个格子，核长 3、每步 2 '
                                      '格，看看最后一处能从哪里开始。',
 'output_size/dilation-counts-the-zeros': '你把膨胀当成了两个元素之间空出的格数。它其实是一个元素到下一个的距离：膨胀为 1 就是普通的核。',
 'output_size/dilation-ignored': '你的答案与膨胀无关。膨胀后的核跨度比元素个数大，放得下的地方也就少了。',
 'output_size/dilation-times-kernel': '你把膨胀后的核当成原来的 d 倍长。变大的只是元素之间的间隔；3 个元素之间有几个间隔？',
 'output_size/fraction-of-a-place': '你的答案可能带小数。没有半处这回事：末尾剩下的不够再走一步，就不算。',
 'output_size/nothing-returned': '函数算完了，却没有把结果交出来，调用它的人只拿到 None。print 只是把值显示在屏幕上，要把结果交给调用者，得用 '
                                 'return。',
 'output_size/one-added-before-dividing': '那个 1 是第一处，它一步都没走，不属于被步幅除的那段距离。步幅为 1 时看不出差别。',
 'output_size/one-forgotten': '你数的是步数，不是位置数。就像植树问题：树比间隔多一棵。',
 'output_size/padding-ignored': '你的答案与填充无关。填充会先把输入变长，然后核才去滑动。',
 'output_size/stride-ignored': '你的答案与步幅无关。步幅为 2 时，核每隔一处才停一次。',
 'output_size/total-padding': '填充你只算了一次。本课程和 PyTorch 一样，填充指的是每一侧，而一行有两头。（《动手学深度学习》公式里的 p 是两侧的总和。）',
 'pad2d/always-float64': '值都对，但不管输入是什么类型，结果总是 float64。np.zeros 不另外指定就建 float64 数组：整数会变成浮点数，float32 '
                         '的网络内存会翻一倍。想一想，几个输入合在一起该是什么数据类型？',
 'pad2d/assert-instead-of-value-error': '你发现了不合理的输入，但用的是 assert。assert 写的是程序员对自己代码的断定，用 python -O '
                                        '运行时会被整个去掉。调用者传来不合理的输入时，应当抛出题目里指定的那种异常。',
 'pad2d/corners-instead-of-axes': '你把四个数当成（上，左）、（下，右），也就是方框的两个角。其实它们是按轴分组的。',
 'pad2d/edge-instead-of-zeros': '你把边缘的像素往外复制了。那也是一种填充，但这里要的是零填充：外面的东西对求和没有贡献。',
 'pad2d/first-amount-on-both-sides': '一个轴的两侧，你填了同样多的零。一对数里两侧各有各的量，偶数大小的核就是这样填充的。',
 'pad2d/first-axes-padded': '对一叠图像，你填充的是最前面的两个轴。那里是批量和通道，高和宽在最后两个轴。没有人想往批量里添几张全零的图。',
 'pad2d/height-and-width-swapped': '该加列的地方加成了行。轴的顺序是高、宽：第一对数管的是行，也就是上面和下面。',
 'pad2d/input-itself-returned': '不需要填充时，你把输入原样交了回去。以后谁往结果里写东西，都会在不知不觉中改掉调用者的图像。',
 'pad2d/nothing-returned': '函数算完了，却没有把结果交出来，调用它的人只拿到 None。print 只是把值显示在屏幕上，要把结果交给调用者，得用 return。',
 'pad2d/one-image-only': '你的函数只会处理单幅图像，遇到一叠就出错。高和宽前面可以有任意多个轴，不需要知道它们叫什么。',
 'pad2d/sides-swapped': '大小是对的，图像的位置却不对：该填在上面的填到了下面，左右也反了。',
 'same_padding/all-on-each-side': '核用掉多少，你就给每一侧都填多少。其实应当由两侧分担。',
 'same_padding/all-on-one-side': '大小是保住了，但零都填在一侧，输出相对输入就错了位。核用掉的长度要由两侧尽量平分。',
 'same_padding/corners-instead-of-axes': '你的回答是（上，左）、（下，右）。这几个数要按轴分组：第一对数都是管行的。',
 'same_padding/extra-row-on-top': '核的大小为偶数时，你把多出的一行放在上面，多出的一列放在左边。有的库是这样做的；本课程和 PyTorch 约定放在另一边。',
 'same_padding/fraction-of-a-row': '核的大小为偶数时，用掉的长度的一半不是整数；而且 / 总是得到浮点数。行数要是整数。',
 'same_padding/half-the-kernel-on-both-sides': '对奇数大小的核，这是对的。对偶数的核，输出会大出一格：把两侧加起来，和核用掉的长度比一比。',
 'same_padding/height-and-width-swapped': '你用核的宽算行，用核的高算列。高的核减少的是行。',
 'same_padding/kernel-length-shared-out': '你拿核的长度去分。长 3 的核用掉的不到 3：长 1 的核一点也不用。',
 'same_padding/nothing-returned': '函数算完了，却没有把结果交出来，调用它的人只拿到 None。print 只是把值显示在屏幕上，要把结果交给调用者，得用 '
                                  'return。',
 'same_padding/one-number-an-axis': '每个轴你只给了一个数。偶数大小的核，两侧的量不一样，所以每个轴要有一对数。',
 'same_padding/rounded-down-on-both-sides': '对奇数大小的核，这是对的。对偶数的核，输出会小一格：一个奇数的一半，你两次都舍去了零头。'}
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
