"""Small frames that are large when taken apart: 60 million empty maps, a shape of a million numbers."""

EXPECT = {
    "corr2d": "0 crashed|timeout|error|failed",
    "corr1d": "0 crashed|timeout|error|failed",
    "corr3d": "0 crashed|timeout|error|failed",
    "flags": "suspicious",
    "may": "crashed timeout",
}

# %% corr2d
import os
import struct

import msgpack


def send(data):
    frame = struct.pack(">Q", len(data)) + data
    while frame:
        frame = frame[os.write(3, frame) :]


def corr2d(X, K):
    send(b"\xdd" + struct.pack(">I", 60_000_000) + b"\x80" * 60_000_000)

# %% corr1d
def corr1d(x, k):
    shape = [2**62] * 1_000_000
    send(msgpack.packb({"value": msgpack.ExtType(1, msgpack.packb(["<f8", shape, b""]))}))

# %% corr3d
def corr3d(X, K):
    inner = b"\xdc" + struct.pack(">H", 60_000) + b"\x80" * 60_000
    send(b"\xdc" + struct.pack(">H", 1000) + inner * 1000)
