"""Breaks the builtins that everything rests on; the damage must stay in its own process."""

EXPECT = {
    "corr2d": "0 crashed|error|missing|failed|timeout",
    "flags": "suspicious",
    "may": "crashed timeout",
    "others": "any",
}

# %% corr2d
import builtins


def corr2d(X, K):
    return np.zeros((1, 1))


for name in ("type", "isinstance", "len", "dict", "tuple", "BaseException", "__build_class__"):
    setattr(builtins, name, None)
