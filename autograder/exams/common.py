"""What the exams share: SciPy's correlation, parts of wrong answers, mistakes of any exercise."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import ndimage  # type: ignore[import-untyped]  # it ships no types

from autograder.exam import Misconception, Value
from autograder.exams.inputs import Array, Pair
from autograder.exams.words import both


def correlate(X: Array, K: Array) -> Array:
    """Cross-correlate `X` with `K`, on any number of axes, where `K` fits wholly: an oracle."""
    full: Array = ndimage.correlate(
        X, K.astype(np.float64), output=np.result_type(X, K), mode="constant"
    )  # SciPy centres the kernel, so the first place where it fits wholly is half a kernel in
    inside = tuple(slice(k // 2, k // 2 + n - k + 1) for n, k in zip(X.shape, K.shape, strict=True))
    return full[inside]


def windows(X: Array, kernel_shape: tuple[int, ...]) -> Array:
    """Every window of `X`, (*places, *kernel_shape); for the wrong answers only."""
    return np.lib.stride_tricks.sliding_window_view(X, kernel_shape)


def refuse_misfit(X: Array, K: Array, axes: int) -> None:
    """Raise ValueError unless `X` and `K` have `axes` axes each and `K` fits into `X`."""
    if X.ndim != axes or K.ndim != axes:
        raise ValueError(f"{axes} axes each are needed, not {X.ndim} and {K.ndim}")
    if any(k > n for n, k in zip(X.shape, K.shape, strict=True)):
        raise ValueError(f"a kernel of {K.shape} is larger than {X.shape}")


def slid(X: Array, K: Array, axes: int) -> Array:
    """Cross-correlate as an honest student would; for the wrong answers, which vary it."""
    refuse_misfit(X, K, axes)
    found: Array = np.tensordot(windows(X, K.shape), K, axes=axes)
    return found


def pair(value: int | Pair) -> Pair:
    """An int for both axes, or the pair itself."""
    return (value, value) if isinstance(value, int) else (value[0], value[1])


def refuse(X: Array, K: Array, stride: int | Pair, padding: int | Pair) -> None:
    """Raise ValueError for what is impossible, on the last two axes."""
    room = np.array(X.shape[-2:]) + 2 * np.array(pair(padding))
    if min(pair(stride)) < 1 or min(pair(padding)) < 0 or (room < K.shape[-2:]).any():
        raise ValueError("impossible")


# ---- mistakes of programming, which any exercise can show ------------------------------------


def nothing_returned(right: Callable[..., Value], link: str) -> Misconception:
    """A result that is printed or forgotten instead of returned."""

    def wrong(*args: Value, **kwargs: Value) -> None:
        right(*args, **kwargs)

    return Misconception(
        "nothing-returned",
        wrong,
        both(
            "Your function ends without handing its result back, so the caller gets None. print "
            "shows a value on the screen and keeps nothing; only return gives it to the caller.",
            "函数算完了，却没有把结果交出来，调用它的人只拿到 None。print 只是把值显示在屏幕上，"
            "要把结果交给调用者，得用 return。",
        ),
        link,
    )


def list_returned(right: Callable[..., Value], link: str) -> Misconception:
    """Nested lists instead of an array."""

    def wrong(*args: Value, **kwargs: Value) -> Value:
        return right(*args, **kwargs).tolist()

    return Misconception(
        "list-instead-of-array",
        wrong,
        both(
            "The numbers are right, but they come back as a list. A list has no shape and no "
            "dtype, and + glues lists together instead of adding: the next layer needs an array.",
            "数都对，但返回的是列表。列表没有形状和数据类型，两个列表相加是拼接而不是逐个相加。"
            "下一层要的是 NumPy 数组。",
        ),
        link,
    )


def always_float64(right: Callable[..., Value], link: str) -> Misconception:
    """A result that is float64 whatever the inputs are."""

    def widen(value: Value) -> Value:
        if isinstance(value, tuple):
            return tuple(widen(each) for each in value)
        return value.astype(np.float64)

    def wrong(*args: Value, **kwargs: Value) -> Value:
        return widen(right(*args, **kwargs))

    return Misconception(
        "always-float64",
        wrong,
        both(
            "The values are right, but the result is float64 whatever came in. np.zeros makes "
            "float64 unless told otherwise: integers turn into floats, and a float32 network "
            "suddenly needs twice the memory. Which dtype do the inputs give together?",
            "值都对，但不管输入是什么类型，结果总是 float64。np.zeros 不另外指定就建 float64 "
            "数组：整数会变成浮点数，float32 的网络内存会翻一倍。想一想，几个输入合在一起该是什么"
            "数据类型？",
        ),
        link,
    )


def narrowed(right: Callable[..., Value], argument: int, name: str, link: str) -> Misconception:
    """A result in the dtype of one argument, which cuts fractions off when that one is integer."""

    def wrong(*args: Value, **kwargs: Value) -> Value:
        return right(*args, **kwargs).astype(args[argument].dtype)

    return Misconception(
        name,
        wrong,
        both(
            "You make the result with the dtype of one input only. When that one holds integers "
            "and another holds fractions, everything after the decimal point is cut off without a "
            "word. The result needs a dtype that can hold what all the inputs give together.",
            "你只按其中一个输入的数据类型来建结果数组。如果它是整数，而另一个带小数，小数部分就会"
            "悄悄丢掉。结果的数据类型要装得下所有输入合在一起的值。",
        ),
        link,
    )


def asserting(right: Callable[..., Value], link: str) -> Misconception:
    """AssertionError where ValueError is asked."""

    def wrong(*args: Value, **kwargs: Value) -> Value:
        try:
            return right(*args, **kwargs)
        except ValueError as error:
            raise AssertionError(str(error)) from error

    return Misconception(
        "assert-instead-of-value-error",
        wrong,
        both(
            "You notice the bad input, but with assert. An assert states what programmers believe "
            "about their own code, and python -O leaves it out. A caller who passes something "
            "impossible is told so by an exception of the kind that the exercise names.",
            "你发现了不合理的输入，但用的是 assert。assert 写的是程序员对自己代码的断定，"
            "用 python -O 运行时会被整个去掉。调用者传来不合理的输入时，"
            "应当抛出题目里指定的那种异常。",
        ),
        link,
    )


def too_large_accepted(right: Callable[..., Value], axes: int, link: str) -> Misconception:
    """No check of the size: where the kernel is one too large, an empty result comes back."""

    def wrong(X: Array, K: Array, *rest: Value) -> Value:
        if X.ndim == K.ndim == axes:
            shape = [n - k + 1 for n, k in zip(X.shape, K.shape, strict=True)]
            if 0 in shape:
                return np.zeros(shape)
        return right(X, K, *rest)

    return Misconception(
        "kernel-too-large-accepted",
        wrong,
        both(
            "A kernel that is larger than the input has no place to stand. Your function returns "
            "an empty array then, and the mistake shows up much later, somewhere else. When the "
            "kernel is too large by more than one, NumPy may complain by chance; don't rely on it.",
            "核比输入还大，就没有地方可放。你的函数这时返回一个空数组，错误要到很久以后才在别处"
            "冒出来。核大得更多时，NumPy 可能碰巧会报错，但不能指望它。",
        ),
        link,
    )
