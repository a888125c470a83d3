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

LANGUAGE = 'en'
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
HINTS = {'corr2d_strided/always-float64': 'The values are right, but the result is float64 whatever came '
                                  'in. np.zeros makes float64 unless told otherwise: integers turn '
                                  'into floats, and a float32 network suddenly needs twice the '
                                  'memory. Which dtype do the inputs give together?',
 'corr2d_strided/assert-instead-of-value-error': 'You notice the bad input, but with assert. An '
                                                 'assert states what programmers believe about '
                                                 'their own code, and python -O leaves it out. A '
                                                 'caller who passes something impossible is told '
                                                 'so by an exception of the kind that the exercise '
                                                 'names.',
 'corr2d_strided/ceil-instead-of-floor': 'You have one window too many: it hangs over the end, on '
                                         'zeros that nobody asked for. What does not suffice for a '
                                         'whole window is left out.',
 'corr2d_strided/checked-before-padding': 'You refuse a kernel that is larger than the image, '
                                          'although the padded image has room for it. Pad first, '
                                          'then look whether it fits.',
 'corr2d_strided/dtype-of-the-image': 'You make the result with the dtype of one input only. When '
                                      'that one holds integers and another holds fractions, '
                                      'everything after the decimal point is cut off without a '
                                      'word. The result needs a dtype that can hold what all the '
                                      'inputs give together.',
 'corr2d_strided/dtype-of-the-kernel': 'You make the result with the dtype of one input only. When '
                                       'that one holds integers and another holds fractions, '
                                       'everything after the decimal point is cut off without a '
                                       'word. The result needs a dtype that can hold what all the '
                                       'inputs give together.',
 'corr2d_strided/edge-instead-of-zeros': 'You repeat the border pixels outwards. Here the frame is '
                                         'made of zeros, which contribute nothing to any sum.',
 'corr2d_strided/first-number-for-both-axes': 'You use the first number of each pair for both '
                                              'axes. Height and width can have a stride and a '
                                              'padding of their own.',
 'corr2d_strided/flipped-kernel': 'Your kernel is turned over before it is applied. That is the '
                                  'convolution of mathematics; cross-correlation lays the kernel '
                                  "on the window as it is, its first element on the window's "
                                  'first. Write out one output number by hand and compare.',
 'corr2d_strided/image-thinned-out-first': 'You take every stride-th pixel and then slide the '
                                           'kernel over what is left. The stride is about where '
                                           'the kernel stands; at each place it still sees '
                                           'neighbouring pixels.',
 'corr2d_strided/kernel-too-large-accepted': 'A kernel that is larger than the input has no place '
                                             'to stand. Your function returns an empty array then, '
                                             'and the mistake shows up much later, somewhere else. '
                                             'When the kernel is too large by more than one, NumPy '
                                             "may complain by chance; don't rely on it.",
 'corr2d_strided/negative-stride-accepted': 'With a negative stride your slices run backwards and '
                                            'nobody notices. A kernel that never moves on, or '
                                            'moves backwards, is to be refused.',
 'corr2d_strided/nothing-returned': 'Your function ends without handing its result back, so the '
                                    'caller gets None. print shows a value on the screen and keeps '
                                    'nothing; only return gives it to the caller.',
 'corr2d_strided/padding-after-the-kernel': 'You put the zeros around the result. Padding is for '
                                            'the kernel: it lets it stand at the border of the '
                                            'image, half outside.',
 'corr2d_strided/padding-axes-swapped': 'Your two paddings have changed places. A pair is (height, '
                                        'width): the first number says how many rows come above '
                                        'and below.',
 'corr2d_strided/padding-ignored': 'The padding makes no difference to your answer. The zeros come '
                                   'around the image before the kernel does.',
 'corr2d_strided/padding-on-one-side': 'Your zeros are above and on the left only. An image has '
                                       'four sides.',
 'corr2d_strided/stride-axes-swapped': 'Your two strides have changed places. A pair is (height, '
                                       'width): the first number says how far to go down.',
 'corr2d_strided/stride-ignored': 'The stride makes no difference to your answer. With stride 2 '
                                  'the kernel leaves out every other place, and the output is '
                                  'about half as large.',
 'corr2d_strided/total-padding': 'You share the padding out between the two sides. In this course, '
                                 'as in PyTorch, the number is for each side.',
 'corr2d_strided/window-never-moves-on': 'Your output has the right size, but its windows still '
                                         'lie one step apart: the stride has shrunk the result and '
                                         'not moved the kernel. Which row does output row 2 begin '
                                         'at?',
 'output_size/ceil-instead-of-floor': 'When the stride does not divide, you count one more place: '
                                      'a last window that would hang over the end. Draw a row of '
                                      '8, a kernel of 3 and steps of 2, and see where the last one '
                                      'may begin.',
 'output_size/dilation-counts-the-zeros': 'You take the dilation for the number of empty places '
                                          'between two elements. It is the distance from one '
                                          'element to the next: dilation 1 is the ordinary kernel.',
 'output_size/dilation-ignored': 'The dilation makes no difference to your answer. A dilated '
                                 'kernel reaches farther than it has elements, so it finds fewer '
                                 'places.',
 'output_size/dilation-times-kernel': 'You take the dilated kernel for d times as long. Only the '
                                      'gaps between its elements grow; how many gaps do 3 elements '
                                      'have?',
 'output_size/fraction-of-a-place': 'Your answer can have a fraction. There is no half place: what '
                                    'remains at the end, too short for another step, is not '
                                    'counted.',
 'output_size/nothing-returned': 'Your function ends without handing its result back, so the '
                                 'caller gets None. print shows a value on the screen and keeps '
                                 'nothing; only return gives it to the caller.',
 'output_size/one-added-before-dividing': 'The 1 stands for the first place, where no step has '
                                          'been taken yet; it is no part of the way that the '
                                          'stride divides. With stride 1 both come to the same.',
 'output_size/one-forgotten': 'You count the steps, not the places: like fence posts, there is one '
                              'more of them than gaps between them.',
 'output_size/padding-ignored': 'The padding makes no difference to your answer. It makes the '
                                'input longer before the kernel comes to it.',
 'output_size/stride-ignored': 'The stride makes no difference to your answer. With stride 2 the '
                               'kernel leaves out every other place.',
 'output_size/total-padding': 'You count the padding once. In this course, as in PyTorch, it is '
                              'given per side, and a row has two ends. (The formula in Dive into '
                              'Deep Learning means both ends together.)',
 'pad2d/always-float64': 'The values are right, but the result is float64 whatever came in. '
                         'np.zeros makes float64 unless told otherwise: integers turn into floats, '
                         'and a float32 network suddenly needs twice the memory. Which dtype do '
                         'the inputs give together?',
 'pad2d/assert-instead-of-value-error': 'You notice the bad input, but with assert. An assert '
                                        'states what programmers believe about their own code, and '
                                        'python -O leaves it out. A caller who passes something '
                                        'impossible is told so by an exception of the kind that '
                                        'the exercise names.',
 'pad2d/corners-instead-of-axes': 'You read the four numbers as (top, left), (bottom, right), the '
                                  'two corners of a box. They are grouped by axis.',
 'pad2d/edge-instead-of-zeros': 'You repeat the border pixels outwards. That is one kind of '
                                'padding, but this one is zero padding: what lies outside '
                                'contributes nothing to any sum.',
 'pad2d/first-amount-on-both-sides': 'Both sides of an axis get the same amount of zeros. The pair '
                                     'gives each side its own: that is how an even kernel is '
                                     'padded.',
 'pad2d/first-axes-padded': 'In a stack you pad the first two axes. There stand batch and '
                            'channels; height and width are the last two. Nobody wants pictures of '
                            'zeros added to the batch.',
 'pad2d/height-and-width-swapped': 'Rows are added where columns were asked for. Axes come in the '
                                   'order height, width: the first pair is about rows, above and '
                                   'below.',
 'pad2d/input-itself-returned': 'Where nothing is to be padded you hand back the input itself. '
                                "Whoever writes into the result later changes the caller's image "
                                'without knowing.',
 'pad2d/nothing-returned': 'Your function ends without handing its result back, so the caller gets '
                           'None. print shows a value on the screen and keeps nothing; only return '
                           'gives it to the caller.',
 'pad2d/one-image-only': 'Your function works for a single image and stops at a stack. In front of '
                         'height and width there may be any number of axes, which it need not know '
                         'by name.',
 'pad2d/sides-swapped': 'The size is right, but the image lies in the wrong place: what was asked '
                        'for the top is at the bottom, and left and right are exchanged as well.',
 'same_padding/all-on-each-side': 'You give each side all that the kernel costs. The two sides '
                                  'share it.',
 'same_padding/all-on-one-side': 'The size is kept, but all zeros are on one side, so the output '
                                 'is shifted against the input. The two sides share what the '
                                 'kernel costs, as evenly as possible.',
 'same_padding/corners-instead-of-axes': 'You answer (top, left), (bottom, right). The numbers are '
                                         'grouped by axis: the first pair is all about rows.',
 'same_padding/extra-row-on-top': 'For even kernels your extra row is on top and the extra column '
                                  'on the left. Some libraries do so; this course agrees with '
                                  'PyTorch on the other side.',
 'same_padding/fraction-of-a-row': 'Half of what the kernel costs is no whole number when the '
                                   'kernel is even, and / makes a float in any case. Rows are '
                                   'counted.',
 'same_padding/half-the-kernel-on-both-sides': 'For odd kernels this is right. For even ones the '
                                               'output grows by one: add up both sides and compare '
                                               'with what the kernel costs.',
 'same_padding/height-and-width-swapped': "The kernel's width decides your rows, and its height "
                                          'your columns. A high kernel takes away rows.',
 'same_padding/kernel-length-shared-out': "You share out the kernel's length. A kernel of 3 costs "
                                          'less than 3: a kernel of 1 costs nothing at all.',
 'same_padding/nothing-returned': 'Your function ends without handing its result back, so the '
                                  'caller gets None. print shows a value on the screen and keeps '
                                  'nothing; only return gives it to the caller.',
 'same_padding/one-number-an-axis': 'You answer one number for each axis. An even kernel needs a '
                                    'different amount on its two sides, so each axis has a pair.',
 'same_padding/rounded-down-on-both-sides': 'For odd kernels this is right. For even ones the '
                                            'output shrinks by one: half of an odd number is '
                                            'rounded down twice.'}
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
