# generated from solutions/learning.md by `python -m autograder release`; edit that instead
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
MISTAKES = {'03ba48c32508dc56': 'learn_kernel/losses-are-sums',
 '0d20360f69bca931': 'learn_kernel/order-of-the-results',
 '0e5e8581498d7731': 'learn_kernel/root-of-the-mean',
 '0f8c8060c6d97818': 'conv2d_backward/bias-axes-kept',
 '105d444819176d41': 'learn_kernel/kernel-kept-between-calls',
 '141beac0e0b1f21a': 'learn_kernel/uphill',
 '15f1a2857b41fbae': 'conv2d_backward/bias-for-each-image',
 '1720b3e5c2b709c4': 'conv2d_backward/overlaps-overwritten',
 '1de293eeb19cd9b9': 'conv2d_backward/dweight-flipped',
 '28afc3bdc499a416': 'conv2d_backward/bias-for-each-image',
 '2a77cd40e2a97451': 'learn_kernel/gradient-flipped',
 '2b2788c99639c96e': 'conv2d_backward/nothing-returned',
 '2c15223853791d1f': 'conv2d_backward/order-of-the-results',
 '2d08bfb5077c06e3': 'learn_kernel/nothing-returned',
 '2dc0204338805f39': 'conv2d_backward/padding-forgotten',
 '2ee4f616a093da36': 'learn_kernel/begins-with-ones',
 '38259e7606c46a07': 'learn_kernel/begins-with-ones',
 '386d8352daca27e9': 'conv2d_backward/kernel-flipped-on-the-way-back',
 '39acaaf30e711227': 'learn_kernel/dtype-of-the-image',
 '3b015e41d05df074': 'conv2d_backward/nothing-returned',
 '3c2bb4f60cba7ad6': 'conv2d_backward/dweight-flipped',
 '3cffa5d9f445acf4': 'conv2d_backward/untouched-pixels-missing',
 '3e5e29bab7d62085': 'learn_kernel/kernel-kept-between-calls',
 '42a3b11476a44aa3': 'learn_kernel/gradient-never-renewed',
 '46a335f73e846069': 'learn_kernel/two-forgotten',
 '50c9b6a0ec7a1dc7': 'conv2d_backward/kernel-flipped-on-the-way-back',
 '53b8c096bd44cb16': 'conv2d_backward/mean-over-the-batch',
 '5a9bd270b9eeb1bd': 'conv2d_backward/order-of-the-results',
 '63390b53915a171f': 'learn_kernel/learned-by-true-convolution',
 '64b89006b916cf88': 'learn_kernel/losses-after-the-step',
 '6c8ccd6edac4128b': 'conv2d_backward/bias-counted-once-an-image',
 '6e3810ea91f42561': 'learn_kernel/absolute-errors',
 '715eca7859a9ec8c': 'conv2d_backward/order-of-the-results',
 '772831755b0e04c3': 'learn_kernel/losses-are-sums',
 '7f3384ef03320741': 'learn_kernel/losses-as-a-list',
 '803d74e6776d5d93': 'conv2d_backward/untouched-pixels-missing',
 '8a9be0bae143f3da': 'learn_kernel/order-of-the-results',
 '8bb8888fbd33d0a2': 'conv2d_backward/nothing-returned',
 '8c4fcb2ba97409e1': 'conv2d_backward/bias-axes-kept',
 '9275219f25d7972f': 'conv2d_backward/stride-forgotten',
 '96d4c7edb5906a2f': 'learn_kernel/half-the-squared-error',
 '9a00a566d0c70b9e': 'learn_kernel/steps-on-the-sum',
 '9ddd96981fbe8bb6': 'learn_kernel/root-of-the-mean',
 'a3d31730c15ef01b': 'learn_kernel/losses-as-a-list',
 'a96c888f186671bc': 'conv2d_backward/bias-for-each-image',
 'a9fcad07cc592881': 'conv2d_backward/dweight-flipped',
 'b00f66f8e15ca112': 'conv2d_backward/padding-not-cut-off',
 'b354f99ead4dab15': 'learn_kernel/last-step-missing',
 'b5046d405df393b8': 'learn_kernel/absolute-errors',
 'b658e092a9456d3e': 'learn_kernel/kernel-alone',
 'b7853832e13c4bd8': 'conv2d_backward/mean-over-the-batch',
 'c1f05ecce2c1d93a': 'conv2d_backward/overlaps-overwritten',
 'c2ddc162c5487806': 'conv2d_backward/step-instead-of-gradient',
 'c38f8446c0396e66': 'learn_kernel/half-the-squared-error',
 'c434f39d567b6cce': 'learn_kernel/steps-on-the-sum',
 'd0d8b0fd40624760': 'conv2d_backward/bias-axes-kept',
 'd3ea62e0c5c872f4': 'conv2d_backward/kernel-flipped-on-the-way-back',
 'd6e72f9d8b8da845': 'learn_kernel/gradient-never-renewed',
 'd8ac06247f01e3be': 'learn_kernel/last-loss-only',
 'd903742f9dfc9e22': 'conv2d_backward/mean-over-the-batch',
 'd92da9d571009e7b': 'learn_kernel/uphill',
 'd977c484f628990d': 'conv2d_backward/step-instead-of-gradient',
 'dd25033b1dba926b': 'learn_kernel/last-step-missing',
 'e95581a171ecc645': 'learn_kernel/last-loss-only',
 'ed2867d2b928ffc8': 'learn_kernel/kernel-alone',
 'eda9d2487bef65df': 'learn_kernel/two-forgotten',
 'f0f307948b8a0eaf': 'learn_kernel/one-loss-too-many',
 'f12c7da12ef77775': 'learn_kernel/nothing-returned',
 'f3612d9bf744a8f1': 'learn_kernel/losses-after-the-step',
 'f57458b43f7fb8f9': 'conv2d_backward/bias-counted-once-an-image',
 'f90669094d1d06da': 'conv2d_backward/channels-of-dx-added-up',
 'f9bdd971f6e6bdca': 'conv2d_backward/everything-divided-by-the-batch',
 'fc62b8b74312f1ac': 'conv2d_backward/step-instead-of-gradient',
 'fd851c7aa2376a79': 'learn_kernel/one-loss-too-many',
 'fe08c7673effc4bd': 'conv2d_backward/padding-axes-swapped'}
HINTS = {'conv2d_backward/always-float64': '值都对，但不管输入是什么类型，结果总是 float64。np.zeros 不另外指定就建 float64 '
                                   '数组：整数会变成浮点数，float32 的网络内存会翻一倍。想一想，几个输入合在一起该是什么数据类型？',
 'conv2d_backward/any-dy-accepted': 'dY 的位置少了，你也照收不误。形状和这一层的输出不同，就不是那个输出的梯度。',
 'conv2d_backward/assert-instead-of-value-error': '你发现了不合理的输入，但用的是 assert。assert 写的是程序员对自己代码的断定，用 '
                                                  'python -O '
                                                  '运行时会被整个去掉。调用者传来不合理的输入时，应当抛出题目里指定的那种异常。',
 'conv2d_backward/bias-axes-kept': '你的 dbias 有四个轴。梯度的形状，要和被求导的那个量一样。',
 'conv2d_backward/bias-counted-once-an-image': '求偏置的梯度时，你对特征图取了平均。偏置在每个位置都加过，每个位置都要把自己那份传回来。',
 'conv2d_backward/bias-for-each-image': '你的 dbias 给每张图留了一行。所有图用的是同一个偏置，各张图的那一份要加到一起。',
 'conv2d_backward/channels-of-dx-added-up': '你的 dX 各个通道都一样。每个输入通道遇到的是每个核里属于自己的那一层，回来时走的也是同样的路。',
 'conv2d_backward/dweight-flipped': '你的 dweight 是颠倒的：第一个权重的梯度放到了最后一个的位置上。权重和它的梯度之间，没有什么要翻转。',
 'conv2d_backward/everything-divided-by-the-batch': '三个梯度你都除以了图像的张数。不管损失是什么，dY '
                                                    '已经说明了它怎样随输出变化，没有什么可再平均的。',
 'conv2d_backward/kernel-flipped-on-the-way-back': '求 dX 时，你把核放反了。去的时候，权重 (a, b) 把像素 (i+a, j+b) '
                                                   '带到输出 (i, j)；回来的时候，同一个权重把 (i, j) 处的 dY 带回同一个像素。',
 'conv2d_backward/mean-over-the-batch': '你把权重和偏置的梯度对批量取了平均。如果损失是平均值，那个 1/N 已经在 dY '
                                        '里了；这一层只把每张图的贡献加起来。',
 'conv2d_backward/negative-stride-accepted': '步幅为负时，你的切片会倒着走，却没有人发现。核原地不动或者往回走，都应当拒绝。',
 'conv2d_backward/nothing-returned': '函数算完了，却没有把结果交出来，调用它的人只拿到 None。print 只是把值显示在屏幕上，要把结果交给调用者，得用 '
                                     'return。',
 'conv2d_backward/order-of-the-results': '三个梯度都对，返回的顺序却和要求的不同：先是输入的，再是权重的和偏置的。',
 'conv2d_backward/overlaps-overwritten': '在窗口重叠的地方，你的 dX '
                                         '只留下了最后一个窗口的那一份。被几个窗口看到过的像素，从每个窗口都要分到一份，加起来才对。',
 'conv2d_backward/padding-axes-swapped': '你的两个填充弄反了。一对数是（高，宽）：第一个数说的是上下各补几行。',
 'conv2d_backward/padding-forgotten': '你把梯度切到了对的大小，却从错的角切起：图像并不从填充后输入的角上开始。',
 'conv2d_backward/padding-not-cut-off': '你的 dX 和填充后的输入一样大。四周的零不是谁的输入：流到那里的梯度要丢掉。',
 'conv2d_backward/step-instead-of-gradient': '你的符号全反了：你返回的是该往哪里走。梯度指的是上坡的方向。',
 'conv2d_backward/stride-axes-swapped': '你的两个步幅弄反了。一对数是（高，宽）：第一个数说的是向下走几格。',
 'conv2d_backward/stride-forgotten': '往回传时，不管步幅是多少，你的窗口都只隔一格。输出 (i, j) 看的窗口，是从 i 乘步幅处开始的。',
 'conv2d_backward/untouched-pixels-missing': '步幅除不尽时，你的 dX 比 X 小。没有窗口碰到的像素照样存在，只是损失与它们无关。',
 'conv2d_backward/weight-changed-at-once': '梯度是对的，可你顺手把步也走了：调用者的权重就此变了样。走多大一步，是优化器的事。',
 'learn_kernel/absolute-errors': '你报告的是误差绝对值的平均。要先平方。',
 'learn_kernel/always-float64': '值都对，但不管输入是什么类型，结果总是 float64。np.zeros 不另外指定就建 float64 '
                                '数组：整数会变成浮点数，float32 的网络内存会翻一倍。想一想，几个输入合在一起该是什么数据类型？',
 'learn_kernel/assert-instead-of-value-error': '你发现了不合理的输入，但用的是 assert。assert 写的是程序员对自己代码的断定，用 '
                                               'python -O 运行时会被整个去掉。调用者传来不合理的输入时，应当抛出题目里指定的那种异常。',
 'learn_kernel/begins-with-ones': '你从全 1 的核开始。起点不同，走的路就不同：第一个损失应当是 Y 的平方的平均值。',
 'learn_kernel/dtype-of-the-image': '你的核用了图像的数据类型。图像是整数时，零点几的步子就走不了；学出来的核总是浮点数。',
 'learn_kernel/gradient-flipped': '你的梯度是颠倒的：核的第一个元素该得的，给了最后一个。这里什么都不翻转，往回传时也一样。',
 'learn_kernel/gradient-never-renewed': '误差你只算了一次，后面每一步都照它走。每走一步，核就变了，误差也要重新算。',
 'learn_kernel/half-the-squared-error': '你用的是平方误差的一半，有的书这样写是为了消掉求导得到的 2。这道题要的损失和步子，都是你的两倍。',
 'learn_kernel/kernel-alone': '你只返回了核。训练的人还想看到损失：看它才知道有没有效果。',
 'learn_kernel/kernel-kept-between-calls': '第一次调用是对的，以后的调用却从上次结束的地方接着走：你的核放在了函数外面。每次调用都要从新的全零核开始。',
 'learn_kernel/last-loss-only': '你只返回了一个损失。每一步都有一个。',
 'learn_kernel/last-step-missing': '损失是对的，核却落后一步：记下最后一个损失之后，还要再走一步。',
 'learn_kernel/learned-by-true-convolution': '损失都对，核却是翻转的：你是用数学里的卷积来学的。网络不在乎这一点，可这里要找的是互相关的核。',
 'learn_kernel/losses-after-the-step': '你记下的是每一步之后的损失。losses[0] 是全零的核的损失，那时还什么都没学。',
 'learn_kernel/losses-are-sums': '步子是对的，但你报告的是误差的平方和。平均值可以在大小不同的图像之间比较，总和不行。',
 'learn_kernel/losses-as-a-list': '你的损失是个列表。题目要的是形状为 (steps,) 的数组。',
 'learn_kernel/nothing-returned': '函数算完了，却没有把结果交出来，调用它的人只拿到 None。print 只是把值显示在屏幕上，要把结果交给调用者，得用 '
                                  'return。',
 'learn_kernel/one-loss-too-many': '你返回的损失比步数多一个，多的是最后那个核的损失。每一步一个损失，在走之前算。',
 'learn_kernel/order-of-the-results': '你先返回了损失。应当先是核。',
 'learn_kernel/root-of-the-mean': '你报告的是均方误差的平方根。损失就是均方误差本身。',
 'learn_kernel/steps-on-the-sum': '你的损失是平均值，步子却按平方和来走：输出有几个数，步子就大了几倍，图像一大就会发散。',
 'learn_kernel/two-forgotten': '你的损失是按平方算的，步子却只有应有的一半。平方的导数是什么？',
 'learn_kernel/uphill': '你的损失一步比一步大：你在往山上走。梯度指的是损失变大的方向。',
 'learn_kernel/y-stretched-to-fit': 'Y 太小时会被广播拉大，学出来的核，拟合的是谁也没给过你的数据。'}
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
