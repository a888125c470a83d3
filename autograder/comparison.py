"""How two values are compared, and how their difference is told to a student in one line."""

from __future__ import annotations

from typing import Any

import numpy as np

# Largest error, relative to the largest expected value: an FFT passes, a wrong term does not.
# No exercise asks for float16: a tolerance of its own would let terms be forgotten.
TOLERANCE: dict[Any, float] = {np.dtype("float32"): 1e-4}
DEFAULT_TOLERANCE = 1e-8


def coarsest(*values: Any) -> float:
    """The tolerance for the coarsest dtype among arrays and NumPy numbers, or tuples of them."""
    flat = [item for value in values for item in (value if isinstance(value, tuple) else (value,))]
    found = [TOLERANCE.get(getattr(each, "dtype", None), DEFAULT_TOLERANCE) for each in flat]
    return max(found, default=DEFAULT_TOLERANCE)


def text(en: str, zh: str, language: str) -> str:
    """The one of two sentences that is in `language`."""
    return zh if language == "zh" else en


_NUMBERS = (int, float, np.integer, np.floating)


def difference(
    expected: Any,
    got: Any,
    language: str,
    *,
    dtype: bool = False,
    tolerance: float | None = None,
) -> str:
    """Why `got` is not `expected`, in one line; "" when it is.

    A NumPy number serves where a number is asked, a list where a tuple is (and the reverse); a list
    where an array is asked does not.

    Args:
        expected: a number, an array, None, or a tuple, list or dict of such.
        got: what the student returned.
        language: `en` or `zh`.
        dtype: whether an array's dtype counts; any integer type serves for an integer one.
        tolerance: relative to the largest expected value; by dtype when None.
    """
    if isinstance(expected, np.ndarray):
        return _array_difference(expected, got, language, dtype, tolerance)
    if isinstance(expected, tuple | list):
        return _tuple_difference(expected, got, language, dtype, tolerance)
    if isinstance(expected, dict):
        if not isinstance(got, dict) or expected.keys() != got.keys():
            return _kind_message("dict", got, language)
        pairs = [(expected[key], got[key]) for key in expected]
        found = (difference(a, b, language, dtype=dtype, tolerance=tolerance) for a, b in pairs)
        return next(filter(None, found), "")
    if isinstance(expected, bool) or not isinstance(expected, _NUMBERS):
        return (
            ""
            if type(got) is type(expected) and got == expected
            else _differ(expected, got, language)
        )
    return _number_difference(expected, got, language, tolerance)


def _number_difference(expected: Any, got: Any, language: str, tolerance: float | None) -> str:
    if isinstance(expected, int | np.integer):
        if isinstance(got, bool) or not isinstance(got, int | np.integer):
            return _kind_message("int", got, language)
        return "" if int(got) == int(expected) else _differ(expected, got, language)
    if isinstance(got, bool) or not isinstance(got, _NUMBERS):
        return _kind_message("float", got, language)
    if tolerance is None:
        tolerance = TOLERANCE.get(getattr(got, "dtype", None), DEFAULT_TOLERANCE)
    a, b = float(expected), float(got)
    same = a == b or (np.isnan(a) and np.isnan(b))
    close = np.isfinite(a) and abs(b - a) <= tolerance * abs(a) + 1e-300
    return "" if same or close else _differ(expected, got, language)


def _tuple_difference(
    expected: tuple[Any, ...] | list[Any],
    got: Any,
    language: str,
    dtype: bool,
    tolerance: float | None,
) -> str:
    if not isinstance(got, tuple | list) or len(got) != len(expected):
        wanted = text(f"a tuple of {len(expected)}", f"{len(expected)} 个元素的元组", language)
        found = f"{kind(got)} ({len(got)})" if isinstance(got, tuple | list) else kind(got)
        return text(
            f"{wanted} is expected, got {found}", f"应当返回{wanted}，得到的是 {found}", language
        )
    for index, (a, b) in enumerate(zip(expected, got, strict=True)):
        why = difference(a, b, language, dtype=dtype, tolerance=tolerance)
        if why:
            return text(f"item {index}: {why}", f"第 {index} 项：{why}", language)
    return ""


def _array_difference(
    expected: np.ndarray, got: Any, language: str, dtype: bool, tolerance: float | None
) -> str:
    if not isinstance(got, np.ndarray):
        # A 0-d result comes back as a NumPy number from most of NumPy.
        if expected.ndim or not isinstance(got, np.generic):
            return _kind_message(text("an array", "数组", language), got, language)
        got = np.asarray(got)
    if got.shape != expected.shape:
        return text(
            f"shape {expected.shape} is expected, got {got.shape}",
            f"形状应当是 {expected.shape}，得到的是 {got.shape}",
            language,
        )
    if got.dtype.kind not in "iufb":
        return _kind_message(str(expected.dtype), got, language)
    if dtype and not _same_dtype(expected.dtype, got.dtype):
        wanted = "int" if expected.dtype.kind in "iu" else str(expected.dtype)
        return text(
            f"dtype {wanted} is expected, got {got.dtype}",
            f"dtype 应当是 {wanted}，得到的是 {got.dtype}",
            language,
        )
    return _first_difference(expected, got, language, tolerance)


def _first_difference(
    expected: np.ndarray, got: np.ndarray, language: str, tolerance: float | None
) -> str:
    if (expected == got).all():  # nearly always; what follows costs ten times as much
        return ""
    if tolerance is None:
        coarser = min(expected.dtype, got.dtype, key=_precision)
        tolerance = TOLERANCE.get(coarser, DEFAULT_TOLERANCE)
    wide, found = expected.astype(np.float64), got.astype(np.float64)
    # Two wrong answers are compared too, and these may hold inf and nan.
    scale = float(np.max(np.abs(wide), where=np.isfinite(wide), initial=0.0))
    with np.errstate(invalid="ignore", over="ignore"):  # inf - inf is nan, which is not close
        close = (np.abs(found - wide) <= tolerance * scale + 1e-300) | (found == wide)
    close |= np.isnan(wide) & np.isnan(found)
    if close.all():
        return ""
    index = tuple(int(i) for i in np.argwhere(~close)[0])
    count = int((~close).sum())
    place = "[" + ", ".join(map(str, index)) + "]"
    a, b = f"{expected[index]:.6g}", f"{got[index]:.6g}"
    return text(
        f"{count} of {close.size} elements differ, the first at {place}: expected {a}, got {b}",
        f"{close.size} 个元素中有 {count} 个不对，第一个在 {place}：应当是 {a}，得到的是 {b}",
        language,
    )


def _precision(dtype: np.dtype[Any]) -> float:
    return np.finfo(dtype).precision if dtype.kind == "f" else 99


def _same_dtype(expected: np.dtype[Any], got: np.dtype[Any]) -> bool:
    if expected.kind in "iu":
        return got.kind in "iu"
    return expected == got


def kind(value: Any) -> str:
    """What a value is, in a word or two."""
    if isinstance(value, np.ndarray):
        return f"{value.dtype} array {value.shape}"
    if isinstance(value, tuple | list):  # a student's list comes back as a tuple
        return "list/tuple"
    return type(value).__name__


def _kind_message(wanted: str, got: Any, language: str) -> str:
    shown = "None" if got is None else f"{kind(got)} {got!r}"[:80]
    if isinstance(got, np.ndarray | tuple | list | dict):
        shown = kind(got)
    space = " " if wanted.isascii() else ""
    return text(
        f"{wanted} is expected, got {shown}", f"应当返回{space}{wanted}，得到的是 {shown}", language
    )


def _differ(expected: Any, got: Any, language: str) -> str:
    a, b = (
        f"{each:.6g}" if isinstance(each, float | np.floating) else f"{each}"
        for each in (expected, got)
    )
    return text(f"expected {a}, got {b}"[:160], f"应当是 {a}，得到的是 {b}"[:160], language)
