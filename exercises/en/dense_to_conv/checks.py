# generated from solutions/dense_to_conv.md by `python -m autograder release`; edit that instead
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
MISTAKES = {'021bb046f4f9e03d': 'corr2d_as_dense/kernel-stays-in-the-corner',
 '0299f3453f67f4a6': 'memory_bytes/bits-instead-of-bytes',
 '04f068859f748b5c': 'corr2d_as_dense/nothing-returned',
 '078dc6c3764f7fcb': 'dense_params/nothing-returned',
 '0f37375e9f30e94a': 'dense_params/added-instead-of-multiplied',
 '173e2cc593d7c6b2': 'dense2d/nothing-returned',
 '1a92fff0ed720b1d': 'conv_params/biases-forgotten',
 '1d2df3ccd4c3ef4d': 'conv_params/bias-for-every-plane',
 '22755990b2c84a8f': 'dense2d/rows-not-summed',
 '2bdc63a9660906c8': 'corr2d_as_dense/moved-the-wrong-way',
 '30edb4112a196ee0': 'corr2d_as_dense/flattened-to-a-matrix',
 '3907c331e8e9934a': 'corr2d_as_dense/input-axes-first',
 '395c4ffe329c8f9a': 'memory_bytes/always-four-bytes',
 '40694daea454922c': 'conv_params/nothing-returned',
 '4353ab4336e858bb': 'dense_params/added-instead-of-multiplied',
 '43758563ac035513': 'dense_params/nothing-returned',
 '43c57de756b7ca97': 'conv_params/flat-kernels',
 '449979ffccf57cca': 'memory_bytes/nothing-returned',
 '4554dba9870df1c2': 'memory_bytes/nothing-returned',
 '4c6c81808a418efa': 'conv_params/biases-forgotten',
 '4e9e39f7f7e79b39': 'dense_params/bias-always-counted',
 '4ec095e0d16b2c58': 'dense_params/cut-to-32-bits',
 '5215e1f14f8a15ca': 'corr2d_as_dense/kernel-repeated-everywhere',
 '54a8eeff7f98bb1d': 'dense_params/bias-for-every-input',
 '5812ef4a387b2608': 'memory_bytes/bits-instead-of-bytes',
 '5be8d95a6de0b2df': 'conv_params/square-kernel',
 '5c10a2d58ec79900': 'dense2d/bias-forgotten',
 '5eec05ab0af6b6d1': 'conv_params/flat-kernels',
 '61cb60ca5ed648bb': 'dense_params/nothing-returned',
 '61e6b7a447b278f9': 'corr2d_as_dense/kernel-stays-in-the-corner',
 '64952c7d7e77c21c': 'corr2d_as_dense/flipped-kernel',
 '68f3aa6555deb228': 'conv_params/one-bias-for-all',
 '69df13f0495b9014': 'dense2d/bias-for-every-product',
 '6a01d040acc32668': 'conv_params/nothing-returned',
 '6b2e0b303e7e76f9': 'dense_params/bias-for-every-input',
 '6c593c281063dd92': 'dense2d/bias-subtracted',
 '6cacfabbc5599416': 'corr2d_as_dense/as-many-outputs-as-inputs',
 '6d320339314ce51b': 'memory_bytes/cut-to-32-bits',
 '748a3b7afb89f8c7': 'dense2d/input-transposed',
 '7d5aad6fc1c7bf39': 'corr2d_as_dense/one-weight-a-place',
 '7ed7122c38952b4f': 'memory_bytes/kibibytes-instead-of-bytes',
 '88fa13293b2a61e5': 'conv_params/nothing-returned',
 '89ed08a722d5236d': 'corr2d_as_dense/always-float64',
 '8efb30187bd571cb': 'dense_params/one-bias-for-all',
 '8f09966ee9bb7af0': 'corr2d_as_dense/flipped-kernel',
 '91add1132e831e66': 'conv_params/sides-added',
 '993fa072cdd02e4f': 'conv_params/bias-for-every-input-channel',
 '99ab32d645111727': 'conv_params/one-kernel-only',
 '9b43013bad635444': 'corr2d_as_dense/nothing-returned',
 'a072736e133d903c': 'corr2d_as_dense/one-weight-a-place',
 'a0b54f6be2acba24': 'corr2d_as_dense/as-many-outputs-as-inputs',
 'a5226b9403c8b38f': 'dense_params/one-bias-for-all',
 'a5530e437bcfac90': 'conv_params/one-kernel-only',
 'af7ff152ad6c28b1': 'corr2d_as_dense/moved-the-wrong-way',
 'b0f134e848ce2184': 'conv_params/sides-added',
 'b1f083392453ca29': 'conv_params/square-kernel',
 'bcd27950b58876f4': 'memory_bytes/gigabytes-instead-of-bytes',
 'c4805271c6836e0f': 'dense2d/dtype-of-the-image',
 'c687570a0cf08f1b': 'corr2d_as_dense/flattened-to-a-matrix',
 'c7130b67ef3468c7': 'corr2d_as_dense/always-float64',
 'c7dcd8c55ba85e7d': 'dense_params/biases-forgotten',
 'ca1189a781e21dde': 'dense_params/biases-forgotten',
 'cc41c34366aa3fc9': 'corr2d_as_dense/transposed-kernel',
 'cd715b4951ebd4df': 'conv_params/bias-always-counted',
 'ce3e454bbb30b7f8': 'corr2d_as_dense/input-axes-first',
 'cebc6640dd4eb959': 'dense_params/added-instead-of-multiplied',
 'e52e6fbb5f113d91': 'dense2d/mean-instead-of-sum',
 'ea9d0fa4bec49774': 'dense_params/cut-to-32-bits',
 'eab07ee8ca262f81': 'corr2d_as_dense/kernel-repeated-everywhere',
 'f89dd1d886fee442': 'memory_bytes/gigabytes-instead-of-bytes'}
HINTS = {'conv_params/bias-always-counted': 'You count biases even where the layer is asked to have none.',
 'conv_params/bias-for-every-input-channel': 'You count one bias for each channel that comes in. A '
                                             'bias is added to what comes out.',
 'conv_params/bias-for-every-plane': 'You count a bias for every plane of every kernel. The planes '
                                     'of a kernel are added up into one channel, and the bias is '
                                     'added to that.',
 'conv_params/biases-forgotten': 'You count the weights only. Every output channel also has a '
                                 'bias.',
 'conv_params/flat-kernels': 'Your kernels are flat: one plane each. On a colour picture a kernel '
                             'needs a plane for red, one for green and one for blue.',
 'conv_params/nothing-returned': 'Your function ends without handing its result back, so the '
                                 'caller gets None. print shows a value on the screen and keeps '
                                 'nothing; only return gives it to the caller.',
 'conv_params/one-bias-for-all': 'You count a single bias for the whole layer. Each feature map is '
                                 'shifted by its own.',
 'conv_params/one-kernel-only': 'You count a single kernel. One kernel makes one feature map; how '
                                'many maps come out of the layer?',
 'conv_params/sides-added': "You add the kernel's height and width. How many numbers are in a "
                            'table of 3 rows and 5 columns?',
 'conv_params/square-kernel': 'You take the kernel for square: its height stands in for its width.',
 'corr2d_as_dense/always-float64': 'The values are right, but the result is float64 whatever came '
                                   'in. np.zeros makes float64 unless told otherwise: integers '
                                   'turn into floats, and a float32 network suddenly needs twice '
                                   'the memory. Which dtype do the inputs give together?',
 'corr2d_as_dense/as-many-outputs-as-inputs': 'You make an output for every pixel. Where the '
                                              'kernel would hang over the edge there is no output: '
                                              'count the places where it fits.',
 'corr2d_as_dense/assert-instead-of-value-error': 'You notice the bad input, but with assert. An '
                                                  'assert states what programmers believe about '
                                                  'their own code, and python -O leaves it out. A '
                                                  'caller who passes something impossible is told '
                                                  'so by an exception of the kind that the '
                                                  'exercise names.',
 'corr2d_as_dense/flattened-to-a-matrix': "You return the layer's weight as a matrix, inputs and "
                                          'outputs flattened. The exercise asks for four indices, '
                                          'which show where each weight looks.',
 'corr2d_as_dense/flipped-kernel': 'The kernel lies in the right places, but turned over: that is '
                                   'the weight of the convolution of mathematics.',
 'corr2d_as_dense/input-axes-first': 'The numbers are right, but the axes stand in the wrong '
                                     'order: first where a weight goes to, then where it looks.',
 'corr2d_as_dense/kernel-repeated-everywhere': 'Your kernel covers the whole picture again and '
                                               'again. Locality means: outside one window the '
                                               'weights are 0.',
 'corr2d_as_dense/kernel-stays-in-the-corner': 'All your outputs look at the same corner of the '
                                               'picture. Translation means: an output one place '
                                               'further looks one place further.',
 'corr2d_as_dense/kernel-too-large-accepted': 'A kernel that is larger than the picture has no '
                                              'place to stand. Your function returns an empty '
                                              'array then, and the mistake shows up much later.',
 'corr2d_as_dense/moved-the-wrong-way': 'Where the output moves down and to the right, your kernel '
                                        'moves up and to the left. It should go along with the '
                                        'output.',
 'corr2d_as_dense/nothing-returned': 'Your function ends without handing its result back, so the '
                                     'caller gets None. print shows a value on the screen and '
                                     'keeps nothing; only return gives it to the caller.',
 'corr2d_as_dense/one-weight-a-place': 'Each output has a single weight, at its own place. The '
                                       'kernel is a small picture: it lies there with all its '
                                       'elements.',
 'corr2d_as_dense/transposed-kernel': 'Rows and columns of the kernel have changed places.',
 'dense2d/always-float64': 'The values are right, but the result is float64 whatever came in. '
                           'np.zeros makes float64 unless told otherwise: integers turn into '
                           'floats, and a float32 network suddenly needs twice the memory. Which '
                           'dtype do the inputs give together?',
 'dense2d/assert-instead-of-value-error': 'You notice the bad input, but with assert. An assert '
                                          'states what programmers believe about their own code, '
                                          'and python -O leaves it out. A caller who passes '
                                          'something impossible is told so by an exception of the '
                                          'kind that the exercise names.',
 'dense2d/bias-for-every-product': 'Your bias is added once for every pixel, because it stands '
                                   'inside the sum.',
 'dense2d/bias-forgotten': 'The weighted sums are right, but U is missing. Every output has its '
                           'own bias.',
 'dense2d/bias-stretched-to-fit': 'A U that is too small is stretched by broadcasting, and nobody '
                                  'notices that most outputs share their bias.',
 'dense2d/bias-subtracted': 'U has the wrong sign: a bias is added.',
 'dense2d/dtype-of-the-image': 'You make the result with the dtype of one input only. When that '
                               'one holds integers and another holds fractions, everything after '
                               'the decimal point is cut off without a word. The result needs a '
                               'dtype that can hold what all the inputs give together.',
 'dense2d/input-transposed': "Rows and columns of the input have changed places: the weight's "
                             'third index goes with the row of X, the fourth with the column.',
 'dense2d/mean-instead-of-sum': 'You average the products. A fully connected layer adds them up; '
                                'the weights take care of the scale.',
 'dense2d/nothing-returned': 'Your function ends without handing its result back, so the caller '
                             'gets None. print shows a value on the screen and keeps nothing; only '
                             'return gives it to the caller.',
 'dense2d/rows-not-summed': 'You sum over one axis of the picture and leave the other. Both '
                            'indices of the pixel disappear in the sum.',
 'dense2d/written-into-the-bias': 'You add the sums into U itself. The result is right, but the '
                                  "layer's bias has changed, and the next picture gets another "
                                  'answer.',
 'dense_params/added-instead-of-multiplied': 'You add up inputs and outputs. Draw 4 dots on the '
                                             'left and 3 on the right and join each with each: how '
                                             'many lines are there?',
 'dense_params/bias-always-counted': 'You count biases even where the layer is asked to have none.',
 'dense_params/bias-for-every-input': 'You count one bias for each input. A bias is added where '
                                      'numbers are added up: at the outputs.',
 'dense_params/biases-forgotten': 'You count the weights only. Every output also has a number of '
                                  'its own, which it gives when all inputs are 0.',
 'dense_params/cut-to-32-bits': 'Small counts are right, but billions come out wrong or negative: '
                                "the count does not fit into 32 bits. Python's own integers have "
                                'no largest value.',
 'dense_params/nothing-returned': 'Your function ends without handing its result back, so the '
                                  'caller gets None. print shows a value on the screen and keeps '
                                  'nothing; only return gives it to the caller.',
 'dense_params/one-bias-for-all': 'You count a single bias for the whole layer. Each output learns '
                                  'its own.',
 'memory_bytes/always-four-bytes': 'You count 4 bytes for every number, whatever its dtype. '
                                   'Choosing a smaller dtype is how large models are made to fit.',
 'memory_bytes/bits-instead-of-bytes': 'The number in float32 counts bits. Memory is sold and '
                                       'addressed in bytes of 8 bits.',
 'memory_bytes/cut-to-32-bits': 'Small answers are right, but beyond two billion bytes they come '
                                'out wrong or negative: the number does not fit into 32 bits.',
 'memory_bytes/gigabytes-instead-of-bytes': 'You answer in gigabytes. The exercise asks for bytes, '
                                            'a whole number.',
 'memory_bytes/kibibytes-instead-of-bytes': 'You divide by 1024. The exercise asks for bytes, not '
                                            'kilobytes.',
 'memory_bytes/nothing-returned': 'Your function ends without handing its result back, so the '
                                  'caller gets None. print shows a value on the screen and keeps '
                                  'nothing; only return gives it to the caller.'}
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
