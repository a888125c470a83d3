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

LANGUAGE = 'en'
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
HINTS = {'conv2d_im2col/always-float64': 'The values are right, but the result is float64 whatever came '
                                 'in. np.zeros makes float64 unless told otherwise: integers turn '
                                 'into floats, and a float32 network suddenly needs twice the '
                                 'memory. Which dtype do the inputs give together?',
 'conv2d_im2col/any-bias-accepted': 'A bias of length 1 is stretched over all channels without a '
                                    'word. A layer with 4 output channels has learned 4 biases; if '
                                    'there is one, something is wrong.',
 'conv2d_im2col/assert-instead-of-value-error': 'You notice the bad input, but with assert. An '
                                                'assert states what programmers believe about '
                                                'their own code, and python -O leaves it out. A '
                                                'caller who passes something impossible is told so '
                                                'by an exception of the kind that the exercise '
                                                'names.',
 'conv2d_im2col/batch-added-up': 'The images of your batch are mixed up in one sum. They have '
                                 'nothing to do with each other: as many images come out as went '
                                 'in.',
 'conv2d_im2col/bias-for-every-channel': 'Your bias is added once for every input channel, because '
                                         'it stands inside the sum over the channels. It is added '
                                         'once, to the sum.',
 'conv2d_im2col/bias-forgotten': 'The bias makes no difference to your answer. Every output '
                                 'channel has one number that is added all over its map.',
 'conv2d_im2col/bias-on-width': 'Your bias is added along the width: NumPy lines up shapes from '
                                'the last axis. Most shapes fail then, and where the output is as '
                                'wide as it has channels, wrong numbers come out without a word. A '
                                'bias belongs to a channel.',
 'conv2d_im2col/ceil-instead-of-floor': 'You have one window too many: it hangs over the end, on '
                                        'zeros that nobody asked for. What does not suffice for a '
                                        'whole window is left out.',
 'conv2d_im2col/channels-at-the-end': 'The numbers are right, but the channels stand in the last '
                                      'axis. Here the order is batch, channels, height, width, for '
                                      'what goes in and for what comes out.',
 'conv2d_im2col/channels-not-summed': 'You return one map for every input channel. A kernel makes '
                                      'one map: what its planes find in their channels is added '
                                      'up.',
 'conv2d_im2col/dtype-of-the-image': 'You make the result with the dtype of one input only. When '
                                     'that one holds integers and another holds fractions, '
                                     'everything after the decimal point is cut off without a '
                                     'word. The result needs a dtype that can hold what all the '
                                     'inputs give together.',
 'conv2d_im2col/first-channel-only': 'Only the first input channel counts in your answer. A kernel '
                                     'has a plane for every channel, and all of them count.',
 'conv2d_im2col/first-number-for-both-axes': 'You use the first number of each pair for both axes. '
                                             'Height and width can have a stride and a padding of '
                                             'their own.',
 'conv2d_im2col/flipped-kernel': 'Your kernel is turned over before it is applied. That is the '
                                 'convolution of mathematics; cross-correlation lays the kernel on '
                                 "the window as it is, its first element on the window's first. "
                                 'Write out one output number by hand and compare.',
 'conv2d_im2col/images-mixed-up-afterwards': 'With several images your outputs are mixed up: in '
                                             'your product the channels come before the images, '
                                             "and reshape doesn't exchange axes.",
 'conv2d_im2col/kernel-too-large-accepted': 'A kernel that is larger than the input has no place '
                                            'to stand. Your function returns an empty array then, '
                                            'and the mistake shows up much later, somewhere else. '
                                            'When the kernel is too large by more than one, NumPy '
                                            "may complain by chance; don't rely on it.",
 'conv2d_im2col/kernels-flattened-in-another-order': 'Your kernels and your windows are flattened '
                                                     'in different orders, so weights meet pixels '
                                                     'of other channels. Both go channel by '
                                                     'channel, row by row.',
 'conv2d_im2col/mean-over-channels': 'You average over the input channels. Their results are added '
                                     "up; if one channel should count less, the kernel's plane for "
                                     'it has smaller numbers.',
 'conv2d_im2col/negative-stride-accepted': 'With a negative stride your slices run backwards and '
                                           'nobody notices. A kernel that never moves on, or moves '
                                           'backwards, is to be refused.',
 'conv2d_im2col/nothing-returned': 'Your function ends without handing its result back, so the '
                                   'caller gets None. print shows a value on the screen and keeps '
                                   'nothing; only return gives it to the caller.',
 'conv2d_im2col/one-plane-for-all-channels': "You lay the kernel's first plane on every channel. "
                                             'Each channel has a plane of its own: red may count '
                                             'for something where blue counts against it.',
 'conv2d_im2col/one-plane-stretched': 'A kernel with a single plane is stretched over all channels '
                                      'by broadcasting, and nobody notices that it does not fit '
                                      'the input.',
 'conv2d_im2col/padding-axes-swapped': 'Your two paddings have changed places. A pair is (height, '
                                       'width): the first number says how many rows come above and '
                                       'below.',
 'conv2d_im2col/padding-ignored': 'The padding makes no difference to your answer. The zeros come '
                                  'around the image before the kernel does.',
 'conv2d_im2col/padding-on-one-side': 'Your zeros are above and on the left only. An image has '
                                      'four sides.',
 'conv2d_im2col/pixels-mixed-up-afterwards': 'Your sums are right, but they end up in the wrong '
                                             'places: the last reshape takes place by place what '
                                             'should be channel by channel.',
 'conv2d_im2col/result-not-folded-back': 'You return the product as it is, with all places in one '
                                         'row. The layer gives pictures: fold the places back into '
                                         'height and width.',
 'conv2d_im2col/stride-axes-swapped': 'Your two strides have changed places. A pair is (height, '
                                      'width): the first number says how far to go down.',
 'conv2d_im2col/stride-ignored': 'The stride makes no difference to your answer. With stride 2 the '
                                 'kernel leaves out every other place, and the output is about '
                                 'half as large.',
 'conv2d_im2col/total-padding': 'You share the padding out between the two sides. In this course, '
                                'as in PyTorch, the number is for each side.',
 'conv2d_im2col/weight-axes-swapped': "You take the weight's first axis for the input channels. It "
                                      'counts the kernels, one for each output channel; the second '
                                      "axis counts each kernel's planes.",
 'conv2d_im2col/windows-reshaped-without-moving-axes': "The shapes fit, the numbers don't: your "
                                                       'columns are made by reshape alone, which '
                                                       'mixes different windows. Bring the axes '
                                                       'into the right order first.',
 'im2col/always-float64': 'The values are right, but the result is float64 whatever came in. '
                          'np.zeros makes float64 unless told otherwise: integers turn into '
                          'floats, and a float32 network suddenly needs twice the memory. Which '
                          'dtype do the inputs give together?',
 'im2col/assert-instead-of-value-error': 'You notice the bad input, but with assert. An assert '
                                         'states what programmers believe about their own code, '
                                         'and python -O leaves it out. A caller who passes '
                                         'something impossible is told so by an exception of the '
                                         'kind that the exercise names.',
 'im2col/batch-side-by-side': 'You put the columns of all images into one matrix. Here each image '
                              'keeps a matrix of its own: the batch stays the first axis.',
 'im2col/ceil-instead-of-floor': 'You have one window too many: it hangs over the end, on zeros '
                                 'that nobody asked for. What does not suffice for a whole window '
                                 'is left out.',
 'im2col/channels-kept-apart': 'You keep an axis for the channels. A column holds a window through '
                               'all channels, as a kernel has a plane for each of them.',
 'im2col/channels-last-in-a-column': 'Within a column you put the channels of a pixel together. '
                                     'The order is that of a flattened kernel: all of channel 0 '
                                     'first, then all of channel 1.',
 'im2col/first-number-for-both-axes': 'You use the first number of each pair for both axes. Height '
                                      'and width can have a stride and a padding of their own.',
 'im2col/image-itself-returned': 'With windows of 1 by 1 your result is the image itself in '
                                 'another shape: reshape copies only when it must. Whoever writes '
                                 'into the columns changes the image.',
 'im2col/kernel-too-large-accepted': 'A kernel that is larger than the input has no place to '
                                     'stand. Your function returns an empty array then, and the '
                                     'mistake shows up much later, somewhere else. When the kernel '
                                     'is too large by more than one, NumPy may complain by chance; '
                                     "don't rely on it.",
 'im2col/negative-stride-accepted': 'With a negative stride your slices run backwards and nobody '
                                    'notices. A kernel that never moves on, or moves backwards, is '
                                    'to be refused.',
 'im2col/nothing-returned': 'Your function ends without handing its result back, so the caller '
                            'gets None. print shows a value on the screen and keeps nothing; only '
                            'return gives it to the caller.',
 'im2col/padding-axes-swapped': 'Your two paddings have changed places. A pair is (height, width): '
                                'the first number says how many rows come above and below.',
 'im2col/padding-ignored': 'The padding makes no difference to your answer. The zeros come around '
                           'the image before the kernel does.',
 'im2col/padding-on-one-side': 'Your zeros are above and on the left only. An image has four '
                               'sides.',
 'im2col/places-read-column-by-column': 'Your columns are right, but they stand in another order: '
                                        'you walk down the image first. The places are read row by '
                                        'row, as in the output.',
 'im2col/reshaped-without-moving-axes': 'You have all the windows and reshape them as they lie. '
                                        'reshape only cuts the row of numbers anew; when each '
                                        'window is to become a column, the axes must be brought '
                                        'into the right order first.',
 'im2col/stride-axes-swapped': 'Your two strides have changed places. A pair is (height, width): '
                               'the first number says how far to go down.',
 'im2col/stride-ignored': 'The stride makes no difference to your answer. With stride 2 the kernel '
                          'leaves out every other place, and the output is about half as large.',
 'im2col/total-padding': 'You share the padding out between the two sides. In this course, as in '
                         'PyTorch, the number is for each side.',
 'im2col/window-axes-swapped': 'Height and width of your window have changed places. A pair is '
                               '(height, width).',
 'im2col/windows-as-rows': 'Each of your windows is a row. Here it is to be a column, so that a '
                           'kernel, flattened into a row, can be multiplied from the left.',
 'im2col/windows-flipped': 'Your windows are turned over. Nothing is flipped here: a column holds '
                           'the window as it lies in the image.',
 'im2col/windows-not-flattened': 'Your result has six axes still. A matrix product needs rows and '
                                 'columns.',
 'im2col/windows-read-column-by-column': 'You read each window column by column. It is read like a '
                                         'page: row by row.'}
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
