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

LANGUAGE = 'en'
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
HINTS = {'conv_layer/always-float64': 'The values are right, but the result is float64 whatever came in. '
                              'np.zeros makes float64 unless told otherwise: integers turn into '
                              'floats, and a float32 network suddenly needs twice the memory. '
                              'Which dtype do the inputs give together?',
 'conv_layer/assert-instead-of-value-error': 'You notice the bad input, but with assert. An assert '
                                             'states what programmers believe about their own '
                                             'code, and python -O leaves it out. A caller who '
                                             'passes something impossible is told so by an '
                                             'exception of the kind that the exercise names.',
 'conv_layer/bias-added-to-the-image': 'You add the bias to the image, before the kernel. Then the '
                                       'kernel multiplies it, and a kernel whose numbers add up to '
                                       'zero does away with it.',
 'conv_layer/bias-added-to-the-kernel': 'You add the bias to the kernel, before the sum. Then it '
                                        'acts more strongly where the image is bright; a bias adds '
                                        'the same at every place.',
 'conv_layer/bias-for-every-product': 'Your bias is added once for every element of the kernel, '
                                      'because it stands inside the sum. It belongs to the output, '
                                      'not to the products.',
 'conv_layer/bias-forgotten': 'The kernel has done its work, but the bias is missing. What would '
                              'the layer give for an image that is all zeros?',
 'conv_layer/bias-subtracted': 'The bias has the wrong sign. A threshold would be subtracted; a '
                               'bias is what the layer gives when it sees nothing.',
 'conv_layer/dtype-of-the-image': 'You make the result with the dtype of one input only. When that '
                                  'one holds integers and another holds fractions, everything '
                                  'after the decimal point is cut off without a word. The result '
                                  'needs a dtype that can hold what all the inputs give together.',
 'conv_layer/dtype-of-the-kernel': 'You make the result with the dtype of one input only. When '
                                   'that one holds integers and another holds fractions, '
                                   'everything after the decimal point is cut off without a word. '
                                   'The result needs a dtype that can hold what all the inputs '
                                   'give together.',
 'conv_layer/flipped-kernel': 'Your kernel is turned over before it is applied. That is the '
                              'convolution of mathematics; cross-correlation lays the kernel on '
                              "the window as it is, its first element on the window's first. Write "
                              'out one output number by hand and compare.',
 'conv_layer/kernel-too-large-accepted': 'A kernel that is larger than the input has no place to '
                                         'stand. Your function returns an empty array then, and '
                                         'the mistake shows up much later, somewhere else. When '
                                         'the kernel is too large by more than one, NumPy may '
                                         "complain by chance; don't rely on it.",
 'conv_layer/negative-cut-off': 'Negative outputs have become 0. That is an activation (ReLU), '
                                'which many networks put behind this layer; the layer itself '
                                'passes on what comes out.',
 'conv_layer/nothing-returned': 'Your function ends without handing its result back, so the caller '
                                'gets None. print shows a value on the screen and keeps nothing; '
                                'only return gives it to the caller.',
 'convolve2d/always-float64': 'The values are right, but the result is float64 whatever came in. '
                              'np.zeros makes float64 unless told otherwise: integers turn into '
                              'floats, and a float32 network suddenly needs twice the memory. '
                              'Which dtype do the inputs give together?',
 'convolve2d/assert-instead-of-value-error': 'You notice the bad input, but with assert. An assert '
                                             'states what programmers believe about their own '
                                             'code, and python -O leaves it out. A caller who '
                                             'passes something impossible is told so by an '
                                             'exception of the kind that the exercise names.',
 'convolve2d/dtype-of-the-image': 'You make the result with the dtype of one input only. When that '
                                  'one holds integers and another holds fractions, everything '
                                  'after the decimal point is cut off without a word. The result '
                                  'needs a dtype that can hold what all the inputs give together.',
 'convolve2d/dtype-of-the-kernel': 'You make the result with the dtype of one input only. When '
                                   'that one holds integers and another holds fractions, '
                                   'everything after the decimal point is cut off without a word. '
                                   'The result needs a dtype that can hold what all the inputs '
                                   'give together.',
 'convolve2d/flipped-sideways-only': 'Your kernel is turned left to right, but top and bottom are '
                                     'still where they were. A kernel has two axes.',
 'convolve2d/flipped-upside-down-only': 'Your kernel is turned upside down, but left and right are '
                                        'still where they were. A kernel has two axes.',
 'convolve2d/full-instead-of-valid': 'Your result also counts the places where kernel and image '
                                     "only touch at a corner ('full'). Here the kernel only stands "
                                     'where it fits wholly, as in corr2d.',
 'convolve2d/image-flipped-instead': 'You flip the image instead of the kernel. The numbers are '
                                     'those of a convolution, but each stands in the wrong place: '
                                     'the whole result is upside down.',
 'convolve2d/image-flipped-too': 'Image and kernel are both flipped. That is the same as flipping '
                                 'neither and turning the result over: only one of the two may be '
                                 'turned.',
 'convolve2d/kernel-flipped-in-place': "Your result is right, but the caller's kernel lies upside "
                                       'down afterwards: you wrote the flipped numbers into the '
                                       'array you were given. The next call with the same kernel '
                                       'then gives something else.',
 'convolve2d/kernel-not-flipped': 'This is cross-correlation, which deep learning calls '
                                  'convolution. The convolution of mathematics turns something '
                                  'over first. What comes out when the image is a single 1 among '
                                  'zeros?',
 'convolve2d/kernel-too-large-accepted': 'A kernel that is larger than the input has no place to '
                                         'stand. Your function returns an empty array then, and '
                                         'the mistake shows up much later, somewhere else. When '
                                         'the kernel is too large by more than one, NumPy may '
                                         "complain by chance; don't rely on it.",
 'convolve2d/nothing-returned': 'Your function ends without handing its result back, so the caller '
                                'gets None. print shows a value on the screen and keeps nothing; '
                                'only return gives it to the caller.',
 'convolve2d/quarter-turn': 'You turn the kernel by a quarter. Flipping both axes is half a turn: '
                            'try it with a sheet of paper with a mark in one corner.',
 'convolve2d/transposed-instead-of-flipped': 'You transpose the kernel: rows become columns. '
                                             'Flipping is another movement. The shape stays as it '
                                             'is, and the element in the top left corner goes to '
                                             'the corner farthest from it.',
 'corr1d/always-float64': 'The values are right, but the result is float64 whatever came in. '
                          'np.zeros makes float64 unless told otherwise: integers turn into '
                          'floats, and a float32 network suddenly needs twice the memory. Which '
                          'dtype do the inputs give together?',
 'corr1d/assert-instead-of-value-error': 'You notice the bad input, but with assert. An assert '
                                         'states what programmers believe about their own code, '
                                         'and python -O leaves it out. A caller who passes '
                                         'something impossible is told so by an exception of the '
                                         'kind that the exercise names.',
 'corr1d/dtype-of-the-kernel': 'You make the result with the dtype of one input only. When that '
                               'one holds integers and another holds fractions, everything after '
                               'the decimal point is cut off without a word. The result needs a '
                               'dtype that can hold what all the inputs give together.',
 'corr1d/dtype-of-the-signal': 'You make the result with the dtype of one input only. When that '
                               'one holds integers and another holds fractions, everything after '
                               'the decimal point is cut off without a word. The result needs a '
                               'dtype that can hold what all the inputs give together.',
 'corr1d/flipped-kernel': 'Your kernel is turned over before it is applied. That is the '
                          'convolution of mathematics; cross-correlation lays the kernel on the '
                          "window as it is, its first element on the window's first. Write out one "
                          'output number by hand and compare.',
 'corr1d/full-instead-of-valid': 'Your result also counts the places where the kernel hangs over '
                                 "either end ('full'), so it is longer than the input. Here the "
                                 'kernel must fit wholly.',
 'corr1d/jumps-by-kernel-size': 'After each window you jump to the one beside it, as if windows '
                                'could not overlap. The kernel moves one place at a time, and '
                                'neighbouring windows share most of their numbers.',
 'corr1d/kernel-too-large-accepted': 'A kernel that is larger than the input has no place to '
                                     'stand. Your function returns an empty array then, and the '
                                     'mistake shows up much later, somewhere else. When the kernel '
                                     'is too large by more than one, NumPy may complain by chance; '
                                     "don't rely on it.",
 'corr1d/last-window-missed': 'Your output is one short: the last place where the kernel still '
                              'fits is never visited. Count on your fingers in how many places a '
                              'kernel of 2 fits into a row of 3.',
 'corr1d/mean-instead-of-sum': 'You average the products under the kernel. A kernel that should '
                               'average brings its own factor, 1/9 for example; the operation '
                               'itself only adds up.',
 'corr1d/nothing-returned': 'Your function ends without handing its result back, so the caller '
                            'gets None. print shows a value on the screen and keeps nothing; only '
                            'return gives it to the caller.',
 'corr1d/padded-to-same-size': 'Your output is as large as the input: at the border the kernel '
                               'hangs over the edge and meets zeros that nobody asked for. Here it '
                               'only stands where all of it has numbers under it.',
 'corr2d/always-float64': 'The values are right, but the result is float64 whatever came in. '
                          'np.zeros makes float64 unless told otherwise: integers turn into '
                          'floats, and a float32 network suddenly needs twice the memory. Which '
                          'dtype do the inputs give together?',
 'corr2d/assert-instead-of-value-error': 'You notice the bad input, but with assert. An assert '
                                         'states what programmers believe about their own code, '
                                         'and python -O leaves it out. A caller who passes '
                                         'something impossible is told so by an exception of the '
                                         'kind that the exercise names.',
 'corr2d/dtype-of-the-image': 'You make the result with the dtype of one input only. When that one '
                              'holds integers and another holds fractions, everything after the '
                              'decimal point is cut off without a word. The result needs a dtype '
                              'that can hold what all the inputs give together.',
 'corr2d/dtype-of-the-kernel': 'You make the result with the dtype of one input only. When that '
                               'one holds integers and another holds fractions, everything after '
                               'the decimal point is cut off without a word. The result needs a '
                               'dtype that can hold what all the inputs give together.',
 'corr2d/flipped-kernel': 'Your kernel is turned over before it is applied. That is the '
                          'convolution of mathematics; cross-correlation lays the kernel on the '
                          "window as it is, its first element on the window's first. Write out one "
                          'output number by hand and compare.',
 'corr2d/jumps-by-kernel-size': 'After each window you jump to the one beside it, as if windows '
                                'could not overlap. The kernel moves one place at a time, and '
                                'neighbouring windows share most of their numbers.',
 'corr2d/kernel-too-large-accepted': 'A kernel that is larger than the input has no place to '
                                     'stand. Your function returns an empty array then, and the '
                                     'mistake shows up much later, somewhere else. When the kernel '
                                     'is too large by more than one, NumPy may complain by chance; '
                                     "don't rely on it.",
 'corr2d/last-window-missed': 'Your output is one short: the last place where the kernel still '
                              'fits is never visited. Count on your fingers in how many places a '
                              'kernel of 2 fits into a row of 3.',
 'corr2d/mean-instead-of-sum': 'You average the products under the kernel. A kernel that should '
                               'average brings its own factor, 1/9 for example; the operation '
                               'itself only adds up.',
 'corr2d/nothing-returned': 'Your function ends without handing its result back, so the caller '
                            'gets None. print shows a value on the screen and keeps nothing; only '
                            'return gives it to the caller.',
 'corr2d/padded-to-same-size': 'Your output is as large as the input: at the border the kernel '
                               'hangs over the edge and meets zeros that nobody asked for. Here it '
                               'only stands where all of it has numbers under it.',
 'corr2d/square-kernel-only': "Your function fails as soon as the kernel's height and width "
                              'differ. Somewhere one of the two stands in for both, or the two '
                              'have changed places: the window must be as high and as wide as the '
                              'kernel.',
 'corr2d/transposed-kernel': 'Rows and columns of your kernel have changed places. The first index '
                             'of an array counts rows, downwards, for the kernel as for the image; '
                             'an (x, y) habit from geometry turns it round.',
 'corr2d/zeros-left-at-the-border': 'You make room for a result as large as the image and fill '
                                    'only a part of it; the zeros at the bottom and on the right '
                                    'are no results. How many places are there for the kernel, '
                                    'downwards and to the right?',
 'corr3d/always-float64': 'The values are right, but the result is float64 whatever came in. '
                          'np.zeros makes float64 unless told otherwise: integers turn into '
                          'floats, and a float32 network suddenly needs twice the memory. Which '
                          'dtype do the inputs give together?',
 'corr3d/assert-instead-of-value-error': 'You notice the bad input, but with assert. An assert '
                                         'states what programmers believe about their own code, '
                                         'and python -O leaves it out. A caller who passes '
                                         'something impossible is told so by an exception of the '
                                         'kind that the exercise names.',
 'corr3d/axes-reversed': "Your kernel's axes run in the opposite order to the input's. Both are "
                         'stored depth, height, width.',
 'corr3d/depth-not-summed': 'For every place you return one number per plane of the kernel. They '
                            "belong in one sum: the kernel's depth disappears as its height and "
                            'width do.',
 'corr3d/depth-stands-still': 'Your kernel slides down and to the right, but not through the '
                              'depth: depth is treated like colour channels, which are added up '
                              'once. Here the kernel is a small block that moves along all three '
                              'axes.',
 'corr3d/dtype-of-the-kernel': 'You make the result with the dtype of one input only. When that '
                               'one holds integers and another holds fractions, everything after '
                               'the decimal point is cut off without a word. The result needs a '
                               'dtype that can hold what all the inputs give together.',
 'corr3d/dtype-of-the-volume': 'You make the result with the dtype of one input only. When that '
                               'one holds integers and another holds fractions, everything after '
                               'the decimal point is cut off without a word. The result needs a '
                               'dtype that can hold what all the inputs give together.',
 'corr3d/flipped-kernel': 'Your kernel is turned over before it is applied. That is the '
                          'convolution of mathematics; cross-correlation lays the kernel on the '
                          "window as it is, its first element on the window's first. Write out one "
                          'output number by hand and compare.',
 'corr3d/kernel-too-large-accepted': 'A kernel that is larger than the input has no place to '
                                     'stand. Your function returns an empty array then, and the '
                                     'mistake shows up much later, somewhere else. When the kernel '
                                     'is too large by more than one, NumPy may complain by chance; '
                                     "don't rely on it.",
 'corr3d/last-window-missed': 'Your output is one short: the last place where the kernel still '
                              'fits is never visited. Count on your fingers in how many places a '
                              'kernel of 2 fits into a row of 3.',
 'corr3d/nothing-returned': 'Your function ends without handing its result back, so the caller '
                            'gets None. print shows a value on the screen and keeps nothing; only '
                            'return gives it to the caller.',
 'corr3d/plane-by-plane': 'You treat the volume as a pile of separate pictures, each with the '
                          "kernel's first plane only. Each output number must see several "
                          'neighbouring planes at once.'}
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
