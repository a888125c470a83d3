"""Forges replies whose parts have the wrong types: whoever takes them apart must not fall over."""

EXPECT = {"corr2d": "0 failed|error|crashed", "may": "crashed timeout", "flags": "suspicious"}

# %% corr2d
import os
import socket
import struct

import msgpack

odd = [
    {"value": 1, "after": [[], 5], "view": 7, "error": 3, "detail": {}, "cut": []},
    {"value": {}, "after": [[], []], "error": ["ValueError"], "detail": [[[]]]},
    {"value": msgpack.Timestamp(1), "after": [[1, 2], {"a": 1}], "error": [1, 2]},
    {"value": b"", "after": [[b"x"] * 3, {"b": [[]]}], "detail": "\U0001f600" * 10_000},
    {"error": ["ValueError"] * 100_000, "detail": 5, "outputs": 5},
    {},
]


def corr2d(X, K):
    with socket.socket(fileno=os.dup(3)) as channel:
        for each in odd:
            data = msgpack.packb(each)
            channel.sendall(struct.pack(">Q", len(data)) + data)
    return np.zeros((1, 1))
