"""Reads the questions from the socket itself, to know what will be asked and to answer in its own words."""

EXPECT = {"corr2d": "0 crashed|timeout|failed", "flags": "suspicious", "may": "crashed timeout", "others": "any"}

# %% corr2d
import os
import socket
import struct
import threading

import msgpack


def impostor():
    with socket.socket(fileno=os.dup(3)) as channel:
        while True:
            head = channel.recv(8, socket.MSG_WAITALL)
            if len(head) < 8:
                return
            channel.recv(struct.unpack(">Q", head)[0], socket.MSG_WAITALL)
            data = msgpack.packb({"has": True, "value": 19, "after": [[], {}], "view": False})
            channel.sendall(struct.pack(">Q", len(data)) + data)


def corr2d(X, K):
    if threading.active_count() == 1:
        threading.Thread(target=impostor, daemon=True).start()
    return np.zeros((1, 1))
