"""Replaces the protocol, msgpack and the student-side program: this side only ever lies about itself."""

EXPECT = {"corr2d": "0 failed|error|crashed", "flags": "suspicious", "may": "crashed"}

# %% corr2d
import sys

import msgpack
import protocol

student = sys.modules["__main__"]
for module in list(sys.modules.values()):
    if hasattr(module, "_call") and hasattr(module, "_answer"):
        student = module


def always(*args, **kwargs):
    return {"value": 1.0, "changed": False, "view": False, "score": 4, "passed": True}


protocol.encode = lambda value: msgpack.packb({"value": 1.0, "has": True})
protocol.MAX_FRAME = 2**60
student._call = student._is_view = always
np.may_share_memory = lambda *args: False


def corr2d(X, K):
    return np.zeros((1, 1))
