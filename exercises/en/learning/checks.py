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

LANGUAGE = 'en'
# What known mistakes answer to the examples that you see, as digests; and what went wrong there.
MISTAKES = {'03ba48c32508dc56': 'learn_kernel/losses-are-sums',
 '0d20360f69bca931': 'learn_kernel/order-of-the-results',
 '0e5e8581498d7731': 'learn_kernel/root-of-the-mean',
 '0f8c8060c6d97818': 'conv2d_backward/bias-axes-kept',
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
 '39acaaf30e711227': 'learn_kernel/kernel-kept-between-calls',
 '3b015e41d05df074': 'conv2d_backward/nothing-returned',
 '3c2bb4f60cba7ad6': 'conv2d_backward/dweight-flipped',
 '3cffa5d9f445acf4': 'conv2d_backward/untouched-pixels-missing',
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
HINTS = {'conv2d_backward/always-float64': 'The values are right, but the result is float64 whatever came '
                                   'in. np.zeros makes float64 unless told otherwise: integers '
                                   'turn into floats, and a float32 network suddenly needs twice '
                                   'the memory. Which dtype do the inputs give together?',
 'conv2d_backward/any-dy-accepted': 'A dY that has too few places is taken without a word. If it '
                                    "doesn't have the shape of the layer's output, it isn't the "
                                    'gradient of that output.',
 'conv2d_backward/assert-instead-of-value-error': 'You notice the bad input, but with assert. An '
                                                  'assert states what programmers believe about '
                                                  'their own code, and python -O leaves it out. A '
                                                  'caller who passes something impossible is told '
                                                  'so by an exception of the kind that the '
                                                  'exercise names.',
 'conv2d_backward/bias-axes-kept': 'Your dbias has four axes. A gradient has the shape of what it '
                                   'is the gradient of.',
 'conv2d_backward/bias-counted-once-an-image': 'You average dY over the map for the bias. The bias '
                                               'was added at every place, and every place sends '
                                               'its share back.',
 'conv2d_backward/bias-for-each-image': 'Your dbias has one row for each image. All images met the '
                                        'same bias, so their shares are added up.',
 'conv2d_backward/channels-of-dx-added-up': 'All channels of your dX are the same. Each input '
                                            'channel met its own plane of every kernel, and what '
                                            'comes back goes the same ways.',
 'conv2d_backward/dweight-flipped': 'Your dweight is upside down: the gradient of the first weight '
                                    'stands where that of the last belongs. Nothing is flipped '
                                    'between a weight and its gradient.',
 'conv2d_backward/everything-divided-by-the-batch': 'You divide all three gradients by the number '
                                                    'of images. dY says how the loss depends on '
                                                    'the output, whatever the loss is; there is '
                                                    'nothing left to average.',
 'conv2d_backward/kernel-flipped-on-the-way-back': 'For dX you lay the kernel the wrong way round. '
                                                   'On the way there, weight (a, b) took pixel '
                                                   '(i+a, j+b) to output (i, j); on the way back '
                                                   'the same weight takes dY from (i, j) to that '
                                                   'same pixel.',
 'conv2d_backward/mean-over-the-batch': 'You average the gradients of weight and bias over the '
                                        'batch. If the loss is a mean, that 1/N is in dY already; '
                                        'the layer adds up what each image contributes.',
 'conv2d_backward/negative-stride-accepted': 'With a negative stride your slices run backwards and '
                                             'nobody notices. A kernel that never moves on, or '
                                             'moves backwards, is to be refused.',
 'conv2d_backward/nothing-returned': 'Your function ends without handing its result back, so the '
                                     'caller gets None. print shows a value on the screen and '
                                     'keeps nothing; only return gives it to the caller.',
 'conv2d_backward/order-of-the-results': 'Your three gradients are right, but they come back in '
                                         'another order than asked: first that of the input, then '
                                         'those of weight and bias.',
 'conv2d_backward/overlaps-overwritten': 'Where windows overlap, the last one wins in your dX. A '
                                         'pixel that was seen by several windows gets a share from '
                                         'each: they are added up.',
 'conv2d_backward/padding-axes-swapped': 'Your two paddings have changed places. A pair is '
                                         '(height, width): the first number says how many rows '
                                         'come above and below.',
 'conv2d_backward/padding-forgotten': 'You cut the gradient to the right size at the wrong corner: '
                                      'the image does not begin in the corner of the padded input.',
 'conv2d_backward/padding-not-cut-off': 'Your dX is as large as the padded input. The zeros around '
                                        "the image are nobody's input: what flows into them is "
                                        'dropped.',
 'conv2d_backward/step-instead-of-gradient': 'All your signs are reversed: you return the '
                                             'direction in which to step. The gradient points '
                                             'uphill.',
 'conv2d_backward/stride-axes-swapped': 'Your two strides have changed places. A pair is (height, '
                                        'width): the first number says how far to go down.',
 'conv2d_backward/stride-forgotten': 'On the way back your windows lie one step apart, whatever '
                                     'the stride is. Output (i, j) saw the window that begins at i '
                                     'times the stride.',
 'conv2d_backward/untouched-pixels-missing': 'Where the stride does not divide, your dX is smaller '
                                             'than X. Pixels that no window touched exist all the '
                                             'same: the loss does not depend on them.',
 'conv2d_backward/weight-changed-at-once': 'Your gradients are right, but you take the step as '
                                           "well: the caller's weight is another one afterwards. "
                                           "How large a step to take is the optimiser's business.",
 'learn_kernel/absolute-errors': 'You report the mean of the absolute errors. Square them first.',
 'learn_kernel/always-float64': 'The values are right, but the result is float64 whatever came in. '
                                'np.zeros makes float64 unless told otherwise: integers turn into '
                                'floats, and a float32 network suddenly needs twice the memory. '
                                'Which dtype do the inputs give together?',
 'learn_kernel/assert-instead-of-value-error': 'You notice the bad input, but with assert. An '
                                               'assert states what programmers believe about their '
                                               'own code, and python -O leaves it out. A caller '
                                               'who passes something impossible is told so by an '
                                               'exception of the kind that the exercise names.',
 'learn_kernel/begins-with-ones': 'You begin with a kernel of ones. From another start the same '
                                  'descent takes another way: the first loss should be the mean of '
                                  'the squares of Y.',
 'learn_kernel/dtype-of-the-image': 'Your kernel has the dtype of the image. When that holds '
                                    "integers, steps of a fraction can't be taken; a kernel that "
                                    'is learned is always of floats.',
 'learn_kernel/gradient-flipped': 'Your gradient is upside down: what the first kernel element '
                                  'should get goes to the last. Nothing is flipped between a '
                                  'kernel and its gradient.',
 'learn_kernel/gradient-never-renewed': 'You compute the error once and then take every step by '
                                        'it. After each step the kernel is another one, and so is '
                                        'its error.',
 'learn_kernel/half-the-squared-error': 'You descend on half the squared error, as some books do '
                                        'to be rid of a 2. Losses and steps are half of what this '
                                        'exercise asks for.',
 'learn_kernel/kernel-alone': 'You return the kernel only. Whoever trains wants to see the losses, '
                              'too: they tell whether it works.',
 'learn_kernel/kernel-kept-between-calls': 'The first call is right, later ones begin where the '
                                           'last one ended: your kernel lives outside the '
                                           'function. Each call begins with a new kernel of zeros.',
 'learn_kernel/last-loss-only': 'You return a single loss. There is one for each step.',
 'learn_kernel/last-step-missing': 'Your losses are right, but your kernel is one step behind: '
                                   'after the last loss there is still a step to take.',
 'learn_kernel/learned-by-true-convolution': 'Your losses are right and your kernel comes out '
                                             'flipped: you learn it with the convolution of '
                                             'mathematics. A network would not mind, but this '
                                             'exercise looks for the kernel of a '
                                             'cross-correlation.',
 'learn_kernel/losses-after-the-step': 'Your losses are those after each step. losses[0] is the '
                                       'loss of the kernel of zeros, before anything has been '
                                       'learned.',
 'learn_kernel/losses-are-sums': 'Your steps are right, but you report the sum of the squared '
                                 'errors. A mean can be compared between images of different '
                                 "sizes, a sum can't.",
 'learn_kernel/losses-as-a-list': 'Your losses are a list. They should be an array of the shape '
                                  '(steps,).',
 'learn_kernel/nothing-returned': 'Your function ends without handing its result back, so the '
                                  'caller gets None. print shows a value on the screen and keeps '
                                  'nothing; only return gives it to the caller.',
 'learn_kernel/one-loss-too-many': 'You return one loss more than steps: that of the final kernel. '
                                   'There is one loss for each step, taken before it.',
 'learn_kernel/order-of-the-results': 'You return the losses first. The kernel comes first.',
 'learn_kernel/root-of-the-mean': 'You report the root of the mean squared error. The loss is the '
                                  'mean itself.',
 'learn_kernel/steps-on-the-sum': 'Your losses are means, but your steps follow the sum of the '
                                  'squares: they are too long by the number of outputs, and with a '
                                  'larger image the descent runs away.',
 'learn_kernel/two-forgotten': 'Your steps are half as long as they should be, but your losses are '
                               'the squares asked for. What is the derivative of a square?',
 'learn_kernel/uphill': 'Your losses grow from step to step: you walk uphill. The gradient points '
                        'in the direction in which the loss grows.',
 'learn_kernel/y-stretched-to-fit': 'A Y that is too small is stretched by broadcasting, and a '
                                    'kernel is learned for something that nobody has shown you.'}
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
