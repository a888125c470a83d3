"""What crosses between the examiner and a student's process, and how: frames of plain values.

A frame is a length (8 bytes, big-endian) and a MessagePack document. Values are None, bools, 64-bit
integers, floats, strings, bytes, tuples, dicts with string keys, NumPy numbers and arrays of
numbers. Nothing is pickled, nothing is trusted: what a header claims is checked against what came,
before memory is spent on it.

Both ends import this file and it imports nothing of ours: the sandbox can see it.
"""

from __future__ import annotations

import socket
import struct
import time
from typing import Any

import msgpack
import numpy as np

MAX_FRAME = 64 * 2**20  # bytes; a returned value may not be larger
MAX_PARTS = 200_000  # values that one is made of; each may be a byte here and 64 bytes when decoded
MAX_DEPTH = 32  # tuples in tuples
MAX_TEXT = 2**21  # characters of one string
#: An order to the process that forks students: the one to end; or 0 and, beside it, a new one's
#: socket.
ORDER = struct.Struct("I")
_HEADER = struct.Struct(">Q")
_ARRAY, _NUMBER = 1, 2  # MessagePack extension types: an array's head, its sizes, its bytes
_ARRAY_HEAD = struct.Struct(">4sB")  # dtype, number of axes
_CONTAINERS = (tuple, list, dict)
_DTYPES = frozenset(
    np.dtype(name).str for name in "? i1 i2 i4 i8 u1 u2 u4 u8 f2 f4 f8 c8 c16".split()
)  # native byte order only
_MAX_NAME = 80


class ProtocolError(Exception):
    """What came is no frame of ours."""


class Refused(Exception):  # noqa: N818 - a value is refused; nothing went wrong on our side
    """A value that does not cross; the message names it."""


class Closed(Exception):  # noqa: N818 - the other side is gone
    """The other side closed the channel."""


def encode(value: Any) -> bytes:
    """Serialise a value.

    Raises:
        Refused: a value of another type, an integer beyond 64 bits, or one that is too large.
    """
    try:
        _measure(value)
        data: bytes = msgpack.packb(value, default=_pack, strict_types=True)
    except (ValueError, RecursionError, UnicodeEncodeError):
        raise Refused("a value that is nested too deeply, or a string that is no Unicode") from None
    if len(data) > MAX_FRAME:
        raise Refused(f"a value of more than {MAX_FRAME >> 20} MiB")
    return data


def _measure(value: Any, depth: int = MAX_DEPTH) -> int:
    """How many values this one is made of; refuses what is too deep, too wide or too long."""
    if isinstance(value, str) and len(value) > MAX_TEXT:
        raise Refused(f"a string of more than {MAX_TEXT} characters")
    if not isinstance(value, _CONTAINERS):
        return 1
    if depth == 0:
        raise Refused(f"a value that is nested more than {MAX_DEPTH} deep")
    count = 1
    for each in value.values() if isinstance(value, dict) else value:
        count += _measure(each, depth - 1)
        if count > MAX_PARTS:
            raise Refused(f"a value of more than {MAX_PARTS} parts: return an array")
    return count


def _pack(value: Any) -> Any:
    kind = type(value)
    if kind is tuple:
        return list(value)
    if kind is int:
        raise Refused("an integer that needs more than 64 bits")
    if kind is np.ndarray and value.dtype.str in _DTYPES:
        if value.nbytes > MAX_FRAME or max(value.shape, default=0) > MAX_FRAME:
            raise Refused(f"an array of more than {MAX_FRAME >> 20} MiB")
        if value.ndim > MAX_DEPTH:
            raise Refused(f"an array of {value.ndim} axes")
        return msgpack.ExtType(_ARRAY, _described(value))
    if isinstance(value, np.generic) and value.dtype.str in _DTYPES:
        return msgpack.ExtType(_NUMBER, _described(value))
    if kind is np.ndarray:
        raise Refused(f"an array of dtype {value.dtype.name[:_MAX_NAME]}")
    raise Refused(f"a value of type {kind.__module__}.{kind.__qualname__}"[:_MAX_NAME])


def _described(value: np.ndarray | np.generic) -> bytes:
    head = _ARRAY_HEAD.pack(value.dtype.str.encode(), value.ndim)
    return head + struct.pack(f">{value.ndim}Q", *value.shape) + value.tobytes()


def decode(data: bytes | bytearray) -> Any:
    """The value that `encode` made `data` from; lists come back as tuples.

    Raises:
        ProtocolError: anything else.
    """
    try:
        # What is small cannot become large; beyond that, parts are counted while they are made.
        counted = _Counter() if len(data) > MAX_PARTS else None
        value = msgpack.unpackb(
            data,
            use_list=False,
            ext_hook=_unpack,
            list_hook=counted,
            object_hook=counted,
            max_array_len=MAX_PARTS,
            max_map_len=MAX_PARTS,
        )
        _measure(value)
    except ProtocolError:
        raise
    except Exception as error:  # msgpack raises its own, ValueError, TypeError, Refused ...
        raise ProtocolError(f"{type(error).__name__}: {error}"[:_MAX_NAME]) from None
    return value


class _Counter:
    """Counts the parts of a value while it is decoded."""

    def __init__(self) -> None:
        self._left = MAX_PARTS

    def __call__(self, container: Any) -> Any:
        self._left -= 1 + len(container)
        if self._left < 0:
            raise ProtocolError(f"a value of more than {MAX_PARTS} parts")
        return container


def _unpack(code: int, data: bytes) -> Any:
    if code not in (_ARRAY, _NUMBER):
        raise ProtocolError("an unknown kind of value")
    name, axes = _ARRAY_HEAD.unpack_from(data)
    name = name.rstrip(b"\0").decode()
    if name not in _DTYPES:
        raise ProtocolError("a dtype that does not cross")
    shape = struct.unpack_from(f">{axes}Q", data, _ARRAY_HEAD.size)
    if axes > MAX_DEPTH or any(n > MAX_FRAME for n in shape):
        raise ProtocolError("a shape that does not cross")
    dtype = np.dtype(name)
    body = memoryview(data)[_ARRAY_HEAD.size + 8 * axes :]
    if code == _NUMBER and shape:
        raise ProtocolError("a number with axes")
    array = np.frombuffer(body, dtype=dtype).reshape(shape).copy()  # ValueError where they differ
    return array if code == _ARRAY else array[()]


def contents(value: Any) -> Any:
    """What a question is made of, to be compared with itself later: arrays as their bytes."""
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.shape, value.tobytes()
    if isinstance(value, tuple | list):
        return tuple(map(contents, value))
    if isinstance(value, dict):
        return {key: contents(each) for key, each in value.items()}
    return value


WATCH_EVERY = 0.05  # seconds
_CHUNK = 2**16  # bytes that are read at once, of however many frames


class Channel:
    """One end of a stream socket, which belongs to it: frames go out, frames come in."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._came = bytearray()  # what has been read and not asked for

    def fileno(self) -> int:
        """The socket's number."""
        return self._socket.fileno()

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()

    def send(self, value: Any, deadline: float | None = None) -> None:
        """Send one frame.

        Raises:
            Refused: see `encode`.
            TimeoutError: `deadline` (`time.monotonic()`) came first.
            Closed: nobody listens any more.
        """
        data = encode(value)
        frame = memoryview(_HEADER.pack(len(data)) + data)
        try:
            while frame:
                self._limit(deadline)
                frame = frame[self._socket.send(frame) :]
        except (BrokenPipeError, ConnectionResetError):
            raise Closed from None

    def receive(self, deadline: float | None = None, watch: Any = None) -> Any:
        """Receive one frame and decode it.

        The deadline is for the whole frame, however slowly it drips; memory is spent on what came,
        not on what the header claims.

        Args:
            deadline: on the clock of `time.monotonic()`; None waits for ever.
            watch: called every `WATCH_EVERY` seconds of waiting; what it raises ends the wait.

        Raises:
            TimeoutError, Closed, ProtocolError.
        """
        (length,) = _HEADER.unpack(self._take(_HEADER.size, deadline, watch))
        if length > MAX_FRAME:
            raise ProtocolError(f"a frame of {length} bytes")
        return decode(self._take(length, deadline, watch))

    def _take(self, length: int, deadline: float | None, watch: Any) -> bytearray:
        while len(self._came) < length:
            self._limit(deadline, WATCH_EVERY if watch else None)
            try:
                chunk = self._socket.recv(max(_CHUNK, min(length - len(self._came), 2**20)))
            except TimeoutError:
                if watch is None:
                    raise
                watch()
                continue
            except ConnectionResetError:
                raise Closed from None
            if not chunk:
                raise Closed
            self._came += chunk
        taken = self._came[:length]
        del self._came[:length]
        return taken

    def _limit(self, deadline: float | None, at_most: float | None = None) -> None:
        if deadline is None:
            self._socket.settimeout(at_most)
            return
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(left if at_most is None else min(left, at_most))
