"""Forges what a cell has shown: outputs of wrong types, giant, nested, with active content."""

EXPECT = {
    "corr2d": "0 crashed|error|missing|failed",
    "may": "crashed timeout output",
    "flags": "suspicious",
}

# %% corr2d
import os
import socket
import struct

import msgpack

deep = "x"
for _ in range(900):
    deep = [deep]
outputs = [
    {"stream": "stdout", "text": 5},
    {"stream": ["stderr"], "text": "text"},
    {"data": {"text/html": 5, "image/png": [], "text/plain": {}}},
    {"data": {"image/png": "iVBORw0KGgoAAAANSUhEUv////////8IBgAAAA=="}},
    {"data": {"text/html": "<svg onload=alert(1)><script>alert(2)</script>"}},
    {"data": {"application/javascript": "alert(3)", "text/plain": "\x1b[31mred\u202e"}},
    {"data": deep, "text": deep},
    {"data": {"text/plain": "a" * 5_000_000}},
    {1.5: 2},
    5,
    [],
    deep,
]
for shown in ([each] for each in outputs):
    try:
        data = msgpack.packb({"outputs": shown, "cut": "yes", "error": [], "detail": deep})
    except ValueError:
        continue
    with socket.socket(fileno=os.dup(3)) as channel:
        channel.sendall(struct.pack(">Q", len(data)) + data)


def corr2d(X, K):
    return np.zeros((1, 1))
