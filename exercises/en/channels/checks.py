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

LANGUAGE = 'en'
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
HINTS = {'conv1x1/always-float64': 'The values are right, but the result is float64 whatever came in. '
                           'np.zeros makes float64 unless told otherwise: integers turn into '
                           'floats, and a float32 network suddenly needs twice the memory. Which '
                           'dtype do the inputs give together?',
 'conv1x1/assert-instead-of-value-error': 'You notice the bad input, but with assert. An assert '
                                          'states what programmers believe about their own code, '
                                          'and python -O leaves it out. A caller who passes '
                                          'something impossible is told so by an exception of the '
                                          'kind that the exercise names.',
 'conv1x1/channels-at-the-end': 'The numbers are right, but the channels stand in the last axis. '
                                'Here the order is channels, height, width.',
 'conv1x1/dtype-of-the-image': 'You make the result with the dtype of one input only. When that '
                               'one holds integers and another holds fractions, everything after '
                               'the decimal point is cut off without a word. The result needs a '
                               'dtype that can hold what all the inputs give together.',
 'conv1x1/dtype-of-the-weight': 'You make the result with the dtype of one input only. When that '
                                'one holds integers and another holds fractions, everything after '
                                'the decimal point is cut off without a word. The result needs a '
                                'dtype that can hold what all the inputs give together.',
 'conv1x1/mean-over-channels': 'You average over the input channels. Their results are added up; '
                               "if one channel should count less, the kernel's plane for it has "
                               'smaller numbers.',
 'conv1x1/negative-cut-off': 'Negative outputs have become 0. That is an activation, and a layer '
                             'of its own.',
 'conv1x1/nothing-returned': 'Your function ends without handing its result back, so the caller '
                             'gets None. print shows a value on the screen and keeps nothing; only '
                             'return gives it to the caller.',
 'conv1x1/one-column-stretched': 'A weight for a single input channel is stretched over all '
                                 'channels by broadcasting, and nobody notices that it does not '
                                 'fit.',
 'conv1x1/one-weight-a-channel': 'You weigh each channel and stop there. A dense layer adds up '
                                 'what it has weighed.',
 'conv1x1/output-channels-added-up': 'You add up the output channels, too. Every row of the weight '
                                     'makes a channel of its own.',
 'conv1x1/pixels-mixed-up-afterwards': 'Your sums are right, but they end up in the wrong places: '
                                       'the last reshape takes pixel by pixel what should be '
                                       'channel by channel. Move the channel axis first.',
 'conv1x1/pixels-torn-apart': 'You reshape (C, H, W) into a table of H*W rows with C numbers each. '
                              'reshape only cuts the row of numbers anew: it puts neighbours of '
                              'one channel together, not the channels of one pixel. Moving an axis '
                              'is another operation.',
 'conv2d/always-float64': 'The values are right, but the result is float64 whatever came in. '
                          'np.zeros makes float64 unless told otherwise: integers turn into '
                          'floats, and a float32 network suddenly needs twice the memory. Which '
                          'dtype do the inputs give together?',
 'conv2d/any-bias-accepted': 'A bias of length 1 is stretched over all channels without a word. A '
                             'layer with 4 output channels has learned 4 biases; if there is one, '
                             'something is wrong.',
 'conv2d/assert-instead-of-value-error': 'You notice the bad input, but with assert. An assert '
                                         'states what programmers believe about their own code, '
                                         'and python -O leaves it out. A caller who passes '
                                         'something impossible is told so by an exception of the '
                                         'kind that the exercise names.',
 'conv2d/batch-added-up': 'The images of your batch are mixed up in one sum. They have nothing to '
                          'do with each other: as many images come out as went in.',
 'conv2d/bias-for-every-channel': 'Your bias is added once for every input channel, because it '
                                  'stands inside the sum over the channels. It is added once, to '
                                  'the sum.',
 'conv2d/bias-forgotten': 'The bias makes no difference to your answer. Every output channel has '
                          'one number that is added all over its map.',
 'conv2d/bias-on-width': 'Your bias is added along the width: NumPy lines up shapes from the last '
                         'axis. Most shapes fail then, and where the output is as wide as it has '
                         'channels, wrong numbers come out without a word. A bias belongs to a '
                         'channel.',
 'conv2d/ceil-instead-of-floor': 'You have one window too many: it hangs over the end, on zeros '
                                 'that nobody asked for. What does not suffice for a whole window '
                                 'is left out.',
 'conv2d/channels-at-the-end': 'The numbers are right, but the channels stand in the last axis. '
                               'Here the order is batch, channels, height, width, for what goes in '
                               'and for what comes out.',
 'conv2d/channels-not-summed': 'You return one map for every input channel. A kernel makes one '
                               'map: what its planes find in their channels is added up.',
 'conv2d/dtype-of-the-image': 'You make the result with the dtype of one input only. When that one '
                              'holds integers and another holds fractions, everything after the '
                              'decimal point is cut off without a word. The result needs a dtype '
                              'that can hold what all the inputs give together.',
 'conv2d/first-channel-only': 'Only the first input channel counts in your answer. A kernel has a '
                              'plane for every channel, and all of them count.',
 'conv2d/first-number-for-both-axes': 'You use the first number of each pair for both axes. Height '
                                      'and width can have a stride and a padding of their own.',
 'conv2d/flipped-kernel': 'Your kernel is turned over before it is applied. That is the '
                          'convolution of mathematics; cross-correlation lays the kernel on the '
                          "window as it is, its first element on the window's first. Write out one "
                          'output number by hand and compare.',
 'conv2d/kernel-too-large-accepted': 'A kernel that is larger than the input has no place to '
                                     'stand. Your function returns an empty array then, and the '
                                     'mistake shows up much later, somewhere else. When the kernel '
                                     'is too large by more than one, NumPy may complain by chance; '
                                     "don't rely on it.",
 'conv2d/mean-over-channels': 'You average over the input channels. Their results are added up; if '
                              "one channel should count less, the kernel's plane for it has "
                              'smaller numbers.',
 'conv2d/negative-stride-accepted': 'With a negative stride your slices run backwards and nobody '
                                    'notices. A kernel that never moves on, or moves backwards, is '
                                    'to be refused.',
 'conv2d/nothing-returned': 'Your function ends without handing its result back, so the caller '
                            'gets None. print shows a value on the screen and keeps nothing; only '
                            'return gives it to the caller.',
 'conv2d/one-plane-for-all-channels': "You lay the kernel's first plane on every channel. Each "
                                      'channel has a plane of its own: red may count for something '
                                      'where blue counts against it.',
 'conv2d/one-plane-stretched': 'A kernel with a single plane is stretched over all channels by '
                               'broadcasting, and nobody notices that it does not fit the input.',
 'conv2d/padding-axes-swapped': 'Your two paddings have changed places. A pair is (height, width): '
                                'the first number says how many rows come above and below.',
 'conv2d/padding-ignored': 'The padding makes no difference to your answer. The zeros come around '
                           'the image before the kernel does.',
 'conv2d/padding-on-one-side': 'Your zeros are above and on the left only. An image has four '
                               'sides.',
 'conv2d/stride-axes-swapped': 'Your two strides have changed places. A pair is (height, width): '
                               'the first number says how far to go down.',
 'conv2d/stride-ignored': 'The stride makes no difference to your answer. With stride 2 the kernel '
                          'leaves out every other place, and the output is about half as large.',
 'conv2d/total-padding': 'You share the padding out between the two sides. In this course, as in '
                         'PyTorch, the number is for each side.',
 'conv2d/weight-axes-swapped': "You take the weight's first axis for the input channels. It counts "
                               'the kernels, one for each output channel; the second axis counts '
                               "each kernel's planes.",
 'corr2d_multi_in/always-float64': 'The values are right, but the result is float64 whatever came '
                                   'in. np.zeros makes float64 unless told otherwise: integers '
                                   'turn into floats, and a float32 network suddenly needs twice '
                                   'the memory. Which dtype do the inputs give together?',
 'corr2d_multi_in/assert-instead-of-value-error': 'You notice the bad input, but with assert. An '
                                                  'assert states what programmers believe about '
                                                  'their own code, and python -O leaves it out. A '
                                                  'caller who passes something impossible is told '
                                                  'so by an exception of the kind that the '
                                                  'exercise names.',
 'corr2d_multi_in/channel-axis-kept': 'Your result still has an axis for channels. The kernel '
                                      'spans all of them at once, so there is nothing left to '
                                      'slide along: one kernel, one picture.',
 'corr2d_multi_in/channels-not-summed': 'You return one map for every input channel. A kernel '
                                        'makes one map: what its planes find in their channels is '
                                        'added up.',
 'corr2d_multi_in/cut-to-the-shorter': 'When the numbers of channels differ, zip stops at the '
                                       'shorter one and nobody notices that channels were left '
                                       'out.',
 'corr2d_multi_in/dtype-of-the-image': 'You make the result with the dtype of one input only. When '
                                       'that one holds integers and another holds fractions, '
                                       'everything after the decimal point is cut off without a '
                                       'word. The result needs a dtype that can hold what all the '
                                       'inputs give together.',
 'corr2d_multi_in/dtype-of-the-kernel': 'You make the result with the dtype of one input only. '
                                        'When that one holds integers and another holds fractions, '
                                        'everything after the decimal point is cut off without a '
                                        'word. The result needs a dtype that can hold what all the '
                                        'inputs give together.',
 'corr2d_multi_in/first-channel-only': 'Only the first input channel counts in your answer. A '
                                       'kernel has a plane for every channel, and all of them '
                                       'count.',
 'corr2d_multi_in/flipped-kernel': 'Your kernel is turned over before it is applied. That is the '
                                   'convolution of mathematics; cross-correlation lays the kernel '
                                   "on the window as it is, its first element on the window's "
                                   'first. Write out one output number by hand and compare.',
 'corr2d_multi_in/kernel-too-large-accepted': 'A kernel that is larger than the input has no place '
                                              'to stand. Your function returns an empty array '
                                              'then, and the mistake shows up much later, '
                                              'somewhere else. When the kernel is too large by '
                                              "more than one, NumPy may complain by chance; don't "
                                              'rely on it.',
 'corr2d_multi_in/largest-channel': 'You keep the channel with the largest result. All channels '
                                    'have a say: they are added up.',
 'corr2d_multi_in/last-window-missed': 'Your output is one short: the last place where the kernel '
                                       'still fits is never visited. Count on your fingers in how '
                                       'many places a kernel of 2 fits into a row of 3.',
 'corr2d_multi_in/mean-over-channels': 'You average over the input channels. Their results are '
                                       "added up; if one channel should count less, the kernel's "
                                       'plane for it has smaller numbers.',
 'corr2d_multi_in/nothing-returned': 'Your function ends without handing its result back, so the '
                                     'caller gets None. print shows a value on the screen and '
                                     'keeps nothing; only return gives it to the caller.',
 'corr2d_multi_in/one-plane-for-all-channels': "You lay the kernel's first plane on every channel. "
                                               'Each channel has a plane of its own: red may count '
                                               'for something where blue counts against it.',
 'corr2d_multi_in/one-plane-stretched': 'A kernel with a single plane is stretched over all '
                                        'channels by broadcasting, and nobody notices that it does '
                                        'not fit the input.',
 'corr2d_multi_in_out/always-float64': 'The values are right, but the result is float64 whatever '
                                       'came in. np.zeros makes float64 unless told otherwise: '
                                       'integers turn into floats, and a float32 network suddenly '
                                       'needs twice the memory. Which dtype do the inputs give '
                                       'together?',
 'corr2d_multi_in_out/assert-instead-of-value-error': 'You notice the bad input, but with assert. '
                                                      'An assert states what programmers believe '
                                                      'about their own code, and python -O leaves '
                                                      'it out. A caller who passes something '
                                                      'impossible is told so by an exception of '
                                                      'the kind that the exercise names.',
 'corr2d_multi_in_out/channels-at-the-end': 'The numbers are right, but the channels stand in the '
                                            'last axis. Here the order is channels, height, width, '
                                            'for what goes in and for what comes out.',
 'corr2d_multi_in_out/channels-not-summed': 'You return one map for every input channel. A kernel '
                                            'makes one map: what its planes find in their channels '
                                            'is added up.',
 'corr2d_multi_in_out/dtype-of-the-image': 'You make the result with the dtype of one input only. '
                                           'When that one holds integers and another holds '
                                           'fractions, everything after the decimal point is cut '
                                           'off without a word. The result needs a dtype that can '
                                           'hold what all the inputs give together.',
 'corr2d_multi_in_out/dtype-of-the-kernel': 'You make the result with the dtype of one input only. '
                                            'When that one holds integers and another holds '
                                            'fractions, everything after the decimal point is cut '
                                            'off without a word. The result needs a dtype that can '
                                            'hold what all the inputs give together.',
 'corr2d_multi_in_out/first-channel-only': 'Only the first input channel counts in your answer. A '
                                           'kernel has a plane for every channel, and all of them '
                                           'count.',
 'corr2d_multi_in_out/first-kernel-only': 'One map comes out, that of the first kernel. There are '
                                          'as many maps as kernels.',
 'corr2d_multi_in_out/flipped-kernel': 'Your kernel is turned over before it is applied. That is '
                                       'the convolution of mathematics; cross-correlation lays the '
                                       'kernel on the window as it is, its first element on the '
                                       "window's first. Write out one output number by hand and "
                                       'compare.',
 'corr2d_multi_in_out/kernel-too-large-accepted': 'A kernel that is larger than the input has no '
                                                  'place to stand. Your function returns an empty '
                                                  'array then, and the mistake shows up much '
                                                  'later, somewhere else. When the kernel is too '
                                                  'large by more than one, NumPy may complain by '
                                                  "chance; don't rely on it.",
 'corr2d_multi_in_out/kernels-added-up': 'You add up what the kernels found. Each kernel makes a '
                                         'map of its own; the sum runs over the channels that come '
                                         'in.',
 'corr2d_multi_in_out/mean-over-channels': 'You average over the input channels. Their results are '
                                           'added up; if one channel should count less, the '
                                           "kernel's plane for it has smaller numbers.",
 'corr2d_multi_in_out/nothing-returned': 'Your function ends without handing its result back, so '
                                         'the caller gets None. print shows a value on the screen '
                                         'and keeps nothing; only return gives it to the caller.',
 'corr2d_multi_in_out/one-plane-for-all-channels': "You lay the kernel's first plane on every "
                                                   'channel. Each channel has a plane of its own: '
                                                   'red may count for something where blue counts '
                                                   'against it.',
 'corr2d_multi_in_out/one-plane-stretched': 'A kernel with a single plane is stretched over all '
                                            'channels by broadcasting, and nobody notices that it '
                                            'does not fit the input.'}
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
