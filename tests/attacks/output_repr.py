"""Representations that never end, raise, or are not text, for what a cell displays at its end."""

EXPECT = {"may": "timeout output crashed suspicious"}

# %%
class Odd:
    def __repr__(self):
        return 5

    def _repr_html_(self):
        raise SystemExit

    def _repr_png_(self):
        return b"no picture"


Odd()

# %%
class Bundle:
    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": b"\xff\xfe", "image/png": 5, "text/plain": ["a"], 7: "x", "a/b": None}


Bundle()

# %%
class Endless:
    def __repr__(self):
        return "e" * 100_000_000


Endless()
