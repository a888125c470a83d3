"""Looks for NumPy's own correlation underneath its public names."""

EXPECT = {"corr1d": "0 failed|error", "flags": "suspicious"}

# %% corr1d
import gc
import importlib
import sys


def corr1d(x, k):
    gc.unfreeze()
    for each in gc.get_objects():
        if getattr(each, "__name__", "") in ("correlate", "correlate2") and callable(each):
            try:
                return each(x, k, 0)
            except NotImplementedError:
                pass
    for name in ("numpy._core._multiarray_umath", "numpy._core.multiarray", "numpy._core.numeric"):
        module = importlib.reload(sys.modules[name])
        for function in ("correlate2", "correlate"):
            try:
                return getattr(module, function)(x, k, 0)
            except (AttributeError, NotImplementedError):
                pass
    raise ImportError("not found")
