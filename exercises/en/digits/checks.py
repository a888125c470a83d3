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

LANGUAGE = 'en'
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
HINTS = {'cross_entropy/all-classes-counted': 'You add up the logarithms of all classes. Only the '
                                      'probability of the right answer counts.',
 'cross_entropy/clipped-probability': 'You keep the probability away from 0 before you take its '
                                      'logarithm. Nothing overflows then, but with large logits '
                                      'the loss stops growing at about 28, and there is no slope '
                                      'to learn from.',
 'cross_entropy/exponential-overflows': 'Ordinary logits are right; with large ones exp overflows '
                                        'and the loss is nan or infinite. Softmax does not mind '
                                        'when the same number is taken off all logits of a row.',
 'cross_entropy/logarithm-forgotten': 'You measure how far the probability is from 1. The '
                                      'logarithm punishes an answer that is sure and wrong much '
                                      'harder.',
 'cross_entropy/logarithm-to-base-ten': 'Your logarithm has base 10. Here it is the natural one.',
 'cross_entropy/logarithm-to-base-two': 'You count in bits: your logarithm has base 2. Here it is '
                                        'the natural one.',
 'cross_entropy/mean-over-classes-too': 'You divide by the number of classes as well. Each picture '
                                        'has one right answer and one loss: there are as many '
                                        'losses as pictures.',
 'cross_entropy/nothing-returned': 'Your function ends without handing its result back, so the '
                                   'caller gets None. print shows a value on the screen and keeps '
                                   'nothing; only return gives it to the caller.',
 'cross_entropy/one-loss-each': 'You return a loss for each picture. The exercise wants their '
                                'mean, one number.',
 'cross_entropy/sign-forgotten': 'Your loss is negative, as logarithms of probabilities are. A '
                                 'loss should be 0 when all is well, and grow from there.',
 'cross_entropy/softmax-forgotten': 'You take the logarithm of the logits themselves. A logit is '
                                    'no probability: it can be negative or larger than 1.',
 'cross_entropy/softmax-over-the-batch': 'Your probabilities add up to 1 over the pictures of the '
                                         'batch. They should do so over the classes of each '
                                         'picture.',
 'cross_entropy/squared-errors': 'You square the distances between probabilities and answers. That '
                                 'is another loss; this one takes the logarithm of one '
                                 'probability.',
 'cross_entropy/sum-instead-of-mean': 'You add up the losses of the batch. With a mean, the size '
                                      'of the batch does not matter to the learning rate.',
 'max_pool2d/always-float64': 'The values are right, but the result is float64 whatever came in. '
                              'np.zeros makes float64 unless told otherwise: integers turn into '
                              'floats, and a float32 network suddenly needs twice the memory. '
                              'Which dtype do the inputs give together?',
 'max_pool2d/assert-instead-of-value-error': 'You notice the bad input, but with assert. An assert '
                                             'states what programmers believe about their own '
                                             'code, and python -O leaves it out. A caller who '
                                             'passes something impossible is told so by an '
                                             'exception of the kind that the exercise names.',
 'max_pool2d/ceil-instead-of-floor': 'You have one window too many: it hangs over the end. What '
                                     'does not suffice for a whole window is left out.',
 'max_pool2d/channels-pooled-too': 'You take the largest over the channels as well. Every channel '
                                   'is pooled for itself: what an edge detector saw says nothing '
                                   'about colour.',
 'max_pool2d/first-number-for-both-axes': 'You use the first number of each pair for both axes. '
                                          'Window and stride can differ between height and width.',
 'max_pool2d/image-itself-returned': 'With windows of 1 by 1 your result is a view of the image. '
                                     'Whoever writes into it changes the image.',
 'max_pool2d/kernel-too-large-accepted': 'A kernel that is larger than the input has no place to '
                                         'stand. Your function returns an empty array then, and '
                                         'the mistake shows up much later, somewhere else. When '
                                         'the kernel is too large by more than one, NumPy may '
                                         "complain by chance; don't rely on it.",
 'max_pool2d/largest-by-size-alone': 'You look at the sizes without their signs. -4 is not larger '
                                     'than 3.',
 'max_pool2d/mean-instead-of-max': 'You take the mean of each window. Max pooling asks whether '
                                   'something was there at all, however small: it keeps the '
                                   'largest.',
 'max_pool2d/min-instead-of-max': 'You keep the smallest number of each window.',
 'max_pool2d/negative-stride-accepted': 'With a negative stride your slices run backwards and '
                                        'nobody notices. A kernel that never moves on, or moves '
                                        'backwards, is to be refused.',
 'max_pool2d/nothing-returned': 'Your function ends without handing its result back, so the caller '
                                'gets None. print shows a value on the screen and keeps nothing; '
                                'only return gives it to the caller.',
 'max_pool2d/search-begins-at-zero': 'Where all numbers of a window are negative you answer 0, a '
                                     'number that is not there. With what do you begin the search, '
                                     'or fill the border?',
 'max_pool2d/sizes-that-divide-only': 'Your function stops where the image is no multiple of the '
                                      'window: reshape can only fold what comes out even. What is '
                                      'left over at the end is left out.',
 'max_pool2d/steps-of-one-by-default': 'When no stride is given you step by 1. Pooling windows '
                                       'stand side by side then.',
 'max_pool2d/stride-axes-swapped': 'Your two strides have changed places. A pair is (height, '
                                   'width): the first number says how far to go down.',
 'max_pool2d/stride-ignored': 'The stride makes no difference to your answer. With stride 2 the '
                              'kernel leaves out every other place, and the output is about half '
                              'as large.',
 'max_pool2d/sum-instead-of-max': 'You add up each window, as a convolution would. Pooling has no '
                                  'weights and does not add: it keeps one number of those that are '
                                  'there.',
 'max_pool2d/whole-image-pooled': 'One number is left of each map: that is global pooling. Here '
                                  'each window keeps one.',
 'max_pool2d/window-axes-swapped': 'Height and width of your window have changed places. A pair is '
                                   '(height, width).',
 'max_pool2d/window-never-moves-on': 'Your output has the right size, but its windows lie one step '
                                     'apart. Output (i, j) looks at the window that begins at i '
                                     'times the stride.',
 'relu/always-float64': 'The values are right, but the result is float64 whatever came in. '
                        'np.zeros makes float64 unless told otherwise: integers turn into floats, '
                        'and a float32 network suddenly needs twice the memory. Which dtype do the '
                        'inputs give together?',
 'relu/clipped-at-one': 'You cut off above, too. ReLU has no upper end, and that is what lets '
                        'gradients through.',
 'relu/input-overwritten': 'You set the negative numbers to 0 in X itself and hand X back. Whoever '
                           'needs the numbers from before, as the way back through the network '
                           'does, finds them gone.',
 'relu/leaky': 'A little of the negative numbers gets through. That is a relative, leaky ReLU.',
 'relu/negative-left-out': 'You leave the negative numbers out, and the shape is lost. Every '
                           'number keeps its place.',
 'relu/nothing-returned': 'Your function ends without handing its result back, so the caller gets '
                          'None. print shows a value on the screen and keeps nothing; only return '
                          'gives it to the caller.',
 'relu/positive-cut-off': 'You keep the negative numbers and cut off the positive ones. It is the '
                          'other way round: max(x, 0) keeps the larger of the two.',
 'relu/sign-dropped': 'You drop the sign of the negative numbers. They should fall silent: what '
                      'was negative becomes 0.',
 'relu/yes-or-no': 'You answer whether each number is positive. What is positive keeps its value.'}
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
