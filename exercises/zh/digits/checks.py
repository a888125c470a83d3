# generated from solutions/digits.md by `python -m autograder release`; edit that instead
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
MISTAKES = {'0695e66c3bebbcd8': 'max_pool2d/whole-image-pooled',
 '0e3cf575b42ce834': 'cross_entropy/clipped-probability',
 '0e82ae6f57b8ef39': 'max_pool2d/min-instead-of-max',
 '1254f2828de17287': 'relu/input-overwritten',
 '1aac4778310f7e29': 'max_pool2d/largest-by-size-alone',
 '1db287bcae5e2bb1': 'max_pool2d/stride-axes-swapped',
 '202831c39e16b224': 'max_pool2d/nothing-returned',
 '2aa16b54101bf751': 'max_pool2d/window-axes-swapped',
 '2f58a6959ee7cc8c': 'relu/positive-cut-off',
 '30830ee1e811aa38': 'max_pool2d/min-instead-of-max',
 '39205bae1dac872a': 'relu/negative-left-out',
 '3d6208e8d4a359a5': 'cross_entropy/one-loss-each',
 '403e534eecc5b078': 'max_pool2d/window-axes-swapped',
 '423ac92601c51421': 'cross_entropy/squared-errors',
 '44bcca75c669e2b5': 'cross_entropy/nothing-returned',
 '48265b19c853e533': 'max_pool2d/sum-instead-of-max',
 '4a7788bcf27b2569': 'cross_entropy/logarithm-to-base-two',
 '4ce736062348d6d9': 'cross_entropy/nothing-returned',
 '53a478637b72bc43': 'max_pool2d/largest-by-size-alone',
 '56284771f7aed76e': 'max_pool2d/steps-of-one-by-default',
 '5989f5e4032b7b49': 'max_pool2d/channels-pooled-too',
 '59eb896c983f3ba0': 'max_pool2d/mean-instead-of-max',
 '600558e7ef46df5d': 'relu/leaky',
 '677c807d813434d5': 'relu/sign-dropped',
 '67acd2797d503763': 'cross_entropy/logarithm-to-base-two',
 '6b42d9cf1eae1e91': 'max_pool2d/stride-ignored',
 '6bbd374c2ce851ec': 'cross_entropy/softmax-forgotten',
 '6d8af3236d5e55b6': 'cross_entropy/sign-forgotten',
 '6e43901bf0758a91': 'cross_entropy/sign-forgotten',
 '77340d8a520adf5e': 'relu/negative-left-out',
 '80f57936e6ad79c1': 'cross_entropy/softmax-forgotten',
 '8e954a35684fc7ee': 'max_pool2d/nothing-returned',
 '957ef03edc478013': 'relu/positive-cut-off',
 '9d5383a09d43fdaa': 'max_pool2d/largest-by-size-alone',
 '9ffa4b56d0668dfc': 'max_pool2d/sum-instead-of-max',
 'a2cfc6a899640705': 'max_pool2d/search-begins-at-zero',
 'a3437e5cae5f355d': 'relu/nothing-returned',
 'a719bd9a91f5d338': 'max_pool2d/min-instead-of-max',
 'a7b8d243cc8bcd6d': 'cross_entropy/logarithm-forgotten',
 'afa1df0e78702451': 'relu/sign-dropped',
 'b0a4eee6accdf7e1': 'relu/input-overwritten',
 'b2c996cf1a9197b4': 'max_pool2d/sum-instead-of-max',
 'b2fdf9518272eff3': 'cross_entropy/squared-errors',
 'b60b0f15fc76b37e': 'max_pool2d/first-number-for-both-axes',
 'b642974da37d9e93': 'cross_entropy/logarithm-forgotten',
 'bb66e6e09bca71f2': 'cross_entropy/all-classes-counted',
 'be9044df078c7b52': 'cross_entropy/one-loss-each',
 'c4423ae5dd8be293': 'max_pool2d/mean-instead-of-max',
 'c47665116d8a6d66': 'cross_entropy/sum-instead-of-mean',
 'c7b01d7a642b0353': 'relu/yes-or-no',
 'c8e684637dcd7a6b': 'relu/yes-or-no',
 'c9f641f2fbcd5476': 'relu/nothing-returned',
 'ca608c69493279ce': 'cross_entropy/softmax-over-the-batch',
 'cb3d2993af9e5a54': 'cross_entropy/logarithm-to-base-ten',
 'd3f57694cccc346b': 'cross_entropy/mean-over-classes-too',
 'd50877d9edf7acd0': 'max_pool2d/steps-of-one-by-default',
 'e4d67da41fdab679': 'max_pool2d/whole-image-pooled',
 'ec7c636e03682b7b': 'cross_entropy/logarithm-to-base-ten',
 'ef0c93e89817f610': 'max_pool2d/nothing-returned',
 'f2872868ecc2ba45': 'cross_entropy/mean-over-classes-too',
 'f61c803acd0ed44d': 'relu/leaky',
 'fb45077f2a5a9003': 'max_pool2d/mean-instead-of-max',
 'fc67a4a6f68a59e7': 'cross_entropy/softmax-over-the-batch',
 'ff8fde8936d9b034': 'max_pool2d/first-number-for-both-axes'}
HINTS = {'cross_entropy/all-classes-counted': '你把所有类别的对数都加了起来。只有正确答案的概率才算数。',
 'cross_entropy/clipped-probability': '取对数之前，你先让概率不小于某个很小的数。这样是不会溢出了，可 logit 很大时，损失到 28 '
                                      '左右就不再增长，也就没有坡度可学。',
 'cross_entropy/exponential-overflows': '普通的 logit 都对；logit 一大，exp 就溢出，损失成了 nan 或无穷大。同一行的 logit '
                                        '都减去同一个数，softmax 的结果不变。',
 'cross_entropy/logarithm-forgotten': '你算的是概率离 1 还差多少。取对数的话，对“很有把握却判错了”的惩罚要重得多。',
 'cross_entropy/logarithm-to-base-ten': '你的对数底取了 10。这里用自然对数。',
 'cross_entropy/logarithm-to-base-two': '你是按比特算的：对数的底取了 2。这里用自然对数。',
 'cross_entropy/mean-over-classes-too': '你还除以了类别数。每张图只有一个正确答案、一个损失：有几张图就有几个损失。',
 'cross_entropy/nothing-returned': '函数算完了，却没有把结果交出来，调用它的人只拿到 None。print 只是把值显示在屏幕上，要把结果交给调用者，得用 '
                                   'return。',
 'cross_entropy/one-loss-each': '你给每张图都返回了一个损失。题目要的是它们的平均值，一个数。',
 'cross_entropy/sign-forgotten': '你的损失是负的。概率的对数是负数；而损失应当在全对时为 0，错得越多越大。',
 'cross_entropy/softmax-forgotten': '你直接对 logit 取了对数。logit 不是概率，它可以是负数，也可以大于 1。',
 'cross_entropy/softmax-over-the-batch': '你的概率是在一批图之间加起来等于 1。应当是同一张图的各个类别加起来等于 1。',
 'cross_entropy/squared-errors': '你算的是概率与答案之差的平方。那是另一种损失；这里取的是一个概率的对数。',
 'cross_entropy/sum-instead-of-mean': '你把一批的损失加了起来。取平均的话，学习率就不必随批量大小改变。',
 'max_pool2d/always-float64': '值都对，但不管输入是什么类型，结果总是 float64。np.zeros 不另外指定就建 float64 '
                              '数组：整数会变成浮点数，float32 的网络内存会翻一倍。想一想，几个输入合在一起该是什么数据类型？',
 'max_pool2d/assert-instead-of-value-error': '你发现了不合理的输入，但用的是 assert。assert 写的是程序员对自己代码的断定，用 '
                                             'python -O 运行时会被整个去掉。调用者传来不合理的输入时，应当抛出题目里指定的那种异常。',
 'max_pool2d/ceil-instead-of-floor': '你多算了一个窗口，它伸到了末尾外面。剩下的放不下整个窗口，就不算。',
 'max_pool2d/channels-pooled-too': '你连通道之间也取了最大。各个通道要分开池化：边缘检测器看到的，和颜色没有关系。',
 'max_pool2d/first-number-for-both-axes': '每一对数你只用了第一个。窗口和步幅，高和宽可以各不相同。',
 'max_pool2d/image-itself-returned': '窗口为 1 × 1 时，你的结果是图像的视图。谁往里面写，图像就跟着变。',
 'max_pool2d/kernel-too-large-accepted': '核比输入还大，就没有地方可放。你的函数这时返回一个空数组，错误要到很久以后才在别处冒出来。核大得更多时，NumPy '
                                         '可能碰巧会报错，但不能指望它。',
 'max_pool2d/largest-by-size-alone': '你只看了绝对值，没看正负号。-4 并不比 3 大。',
 'max_pool2d/mean-instead-of-max': '你取了每个窗口的平均。最大池化问的是那里到底有没有东西，哪怕很小：它留下最大的。',
 'max_pool2d/min-instead-of-max': '你留下的是每个窗口里最小的数。',
 'max_pool2d/negative-stride-accepted': '步幅为负时，你的切片会倒着走，却没有人发现。核原地不动或者往回走，都应当拒绝。',
 'max_pool2d/nothing-returned': '函数算完了，却没有把结果交出来，调用它的人只拿到 None。print 只是把值显示在屏幕上，要把结果交给调用者，得用 '
                                'return。',
 'max_pool2d/search-begins-at-zero': '窗口里全是负数时，你回答 0，可那里根本没有 0。你是从什么数开始找的？边缘又是用什么填的？',
 'max_pool2d/sizes-that-divide-only': '图像大小不是窗口的整数倍时，你的函数就出错：reshape 只能折叠恰好除得尽的。末尾剩下的不要就是了。',
 'max_pool2d/steps-of-one-by-default': '不给步幅时，你每次只走 1 格。这时池化的窗口应当一个挨着一个。',
 'max_pool2d/stride-axes-swapped': '你的两个步幅弄反了。一对数是（高，宽）：第一个数说的是向下走几格。',
 'max_pool2d/stride-ignored': '你的答案与步幅无关。步幅为 2 时，核每隔一处才停一次，输出大约小一半。',
 'max_pool2d/sum-instead-of-max': '你像卷积那样把窗口里的数加了起来。池化没有权重，也不求和：它从现有的数里留下一个。',
 'max_pool2d/whole-image-pooled': '每张特征图你只留下一个数：那是全局池化。这里是每个窗口留一个。',
 'max_pool2d/window-axes-swapped': '窗口的高和宽弄反了。一对数是（高，宽）。',
 'max_pool2d/window-never-moves-on': '输出的大小是对的，可窗口之间只隔一格。输出 (i, j) 看的窗口，是从 i 乘步幅处开始的。',
 'relu/always-float64': '值都对，但不管输入是什么类型，结果总是 float64。np.zeros 不另外指定就建 float64 数组：整数会变成浮点数，float32 '
                        '的网络内存会翻一倍。想一想，几个输入合在一起该是什么数据类型？',
 'relu/clipped-at-one': '你连上面也截断了。ReLU 没有上限，正因如此梯度才传得过去。',
 'relu/input-overwritten': '你直接在 X 里把负数改成了 0，又把 X 交了回去。以后谁还要用原来的数（反向传播就要用），就找不到了。',
 'relu/leaky': '负数还漏过来一点点。那是它的一个变种，叫 Leaky ReLU。',
 'relu/negative-left-out': '你把负数丢掉了，形状也没了。每个数都要留在原来的位置上。',
 'relu/nothing-returned': '函数算完了，却没有把结果交出来，调用它的人只拿到 None。print 只是把值显示在屏幕上，要把结果交给调用者，得用 return。',
 'relu/positive-cut-off': '你留下了负数，砍掉了正数。正好反了：要留下的是 x 和 0 里较大的那个。',
 'relu/sign-dropped': '你把负数的负号去掉了。要做的是让它们消失：负数一律变成 0。',
 'relu/yes-or-no': '你回答的是每个数是不是正数。正数要保持原来的值。'}
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
