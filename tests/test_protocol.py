"""Both ends of the channel to a student, fed with what hypothesis and hostile peers make up."""

import contextlib
import itertools
import json
import math
import socket
import struct
import threading
import time
import tracemalloc

import msgpack
import numpy as np
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from autograder import course, exams, feedback, graded, protocol, submission
from autograder.comparison import difference
from autograder.exam import Case, Limits, Lost, hold
from autograder.protocol import Channel, Closed, ProtocolError, Refused, decode, encode
from autograder.records import CellRecord, Record, ShownCell
from autograder.sandbox import SandboxedStudent
from autograder.submission import Unreadable

# ---- values ----------------------------------------------------------------------------------

DTYPES = "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64".split()
DTYPES += ["complex64", "complex128"]
arrays = st.sampled_from(DTYPES).flatmap(
    lambda dtype: npst.arrays(dtype, npst.array_shapes(min_dims=0, min_side=0, max_side=5))
)
numbers = arrays.filter(lambda array: array.size).map(lambda array: array.reshape(-1)[0])
plain = st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats()
plain |= st.text(st.characters(exclude_categories=["Cs"])) | st.binary() | arrays | numbers
values = st.recursive(
    plain,
    lambda inner: st.lists(inner, max_size=4).map(tuple) | st.dictionaries(st.text("ab"), inner),
    max_leaves=10,
)


def same(a, b):
    """Whether two values are the same to the last bit, in kind and in type."""
    if isinstance(a, tuple):
        return type(b) is tuple and len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return type(b) is dict and a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, np.ndarray | np.generic):
        alike = type(a) is type(b) and (a.dtype, a.shape) == (b.dtype, b.shape)
        return alike and a.tobytes() == b.tobytes()
    if isinstance(a, float):
        return type(b) is float and struct.pack("d", a) == struct.pack("d", b)
    return type(a) is type(b) and a == b


@given(values)
@example(-0.0)
@example(math.nan)
@example(np.float32("nan"))
@example(np.array(-0.0))
@example(np.zeros((0, 3), np.float16))
@example(np.arange(24).reshape(2, 3, 4)[:, ::-1].T)
@example(2**64 - 1)
def test_what_goes_in_comes_out(value):
    assert same(decode(encode(value)), value)


def test_lists_come_back_as_tuples():
    assert decode(encode([1, [2.0, "three"], {"four": [5]}])) == (1, (2.0, "three"), {"four": (5,)})


def test_arrays_come_back_writable_and_on_their_own():
    array = np.arange(3)
    back = decode(encode(array))
    back[0] = 7
    assert array[0] == 0


class Number(int):
    pass


class Pair(tuple):
    pass


LOOP = []
LOOP.append(LOOP)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (2**64, "64 bits"),
        (-(2**63) - 1, "64 bits"),
        (np.zeros(1, ">f8"), "dtype"),
        (np.zeros(1, "M8[s]"), "dtype"),
        (np.zeros(1, object), "dtype object"),
        (np.zeros(1, "U3"), "dtype"),
        (np.zeros(1, [("a", float)]), "dtype"),
        (np.zeros(1, np.longdouble), "dtype"),
        (np.longdouble(1), "longdouble"),
        (np.ma.masked_all(2), "MaskedArray"),
        (np.zeros(2).view(np.recarray), "recarray"),
        (1j, "complex"),
        ({1, 2}, "set"),
        (Number(1), "Number"),
        (Pair((1,)), "Pair"),
        (iter([1]), "list_iterator"),
        (LOOP, "nested"),
        ("\ud800", "no Unicode"),
        ("x" * (protocol.MAX_TEXT + 1), "string"),
        ([None] * (protocol.MAX_PARTS + 1), "parts"),
        ([[0] * 1000] * 1000, "parts"),
        (np.broadcast_to(0.0, 2**24), "64 MiB"),
        (np.zeros((0, 2**40)), "64 MiB"),
        ([np.zeros(2**22)] * 3, "64 MiB"),
    ],
)
@pytest.mark.filterwarnings(
    "ignore:the matrix subclass:PendingDeprecationWarning"
)  # it is the case
def test_what_does_not_cross_is_named(value, name):
    with pytest.raises(Refused, match=name):
        encode(value)


# ---- bytes -------------------------------------------------------------------------------------


def decoded_or_refused(data):
    with contextlib.suppress(ProtocolError):
        decode(data)


@given(st.binary())
@example(b"")
@example(b"\xc1")
@example(b"\xdd\xff\xff\xff\xff")
@example(b"\x91" * 2000 + b"\xc0")
@example(msgpack.packb(msgpack.Timestamp(1, 2)))
@example(msgpack.packb({1: 2}))
@example(msgpack.packb("\ud800", unicode_errors="surrogatepass"))
def test_any_bytes_are_a_value_or_a_protocol_error(data):
    decoded_or_refused(data)


@given(st.integers(0, 127), st.binary())
@example(1, b"<f8\0\x01" + struct.pack(">Q", 2**62))
@example(1, b"<f8\0\xff" + struct.pack(">255Q", *[2**63] * 255))
@example(1, b"|O\0\0\x00" + bytes(8))
@example(1, b"<f8\0\x20" + struct.pack(">32Q", 0, *[2**60] * 31))
@example(2, b"<f8\0\x01" + struct.pack(">Q", 1) + bytes(8))
def test_any_described_array_is_one_or_a_protocol_error(kind, description):
    decoded_or_refused(msgpack.packb(msgpack.ExtType(kind, description)))


@given(values, st.data())
def test_a_changed_frame_is_a_value_or_a_protocol_error(value, data):
    frame = bytearray(encode(value))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(frame) - 1))
        frame[place : place + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=3))
        assume(frame)
    decoded_or_refused(frame)


def test_an_array_says_what_it_is_and_nothing_else():
    right = b"<f8\0\x01" + struct.pack(">Q", 2) + bytes(16)
    assert decode(msgpack.packb(msgpack.ExtType(1, right))).tolist() == [0, 0]
    for wrong in (
        right + b"\0",
        right[:-1],
        right[:4],
        b"",
        b">f8\0" + right[4:],
        b"|O8\0" + right[4:],
    ):
        with pytest.raises(ProtocolError):
            decode(msgpack.packb(msgpack.ExtType(1, wrong)))
    for kind in (0, 2, 3, 127):
        with pytest.raises(ProtocolError):
            decode(msgpack.packb(msgpack.ExtType(kind, right)))


@pytest.mark.parametrize("shape", [(0, protocol.MAX_FRAME + 1), (1,) * (protocol.MAX_DEPTH + 1)])
def test_an_array_of_odd_shape_does_not_cross(shape):
    head = struct.pack(f">4sB{len(shape)}Q", b"<f8", len(shape), *shape)
    with pytest.raises(ProtocolError, match="shape"):
        decode(msgpack.packb(msgpack.ExtType(1, head + bytes(8 * math.prod(shape)))))
    with pytest.raises(Refused, match="array of"):
        encode(np.zeros(shape))


@pytest.mark.parametrize("nest", [lambda value: (value,), lambda value: {"a": value}])
def test_values_are_nested_so_deep_and_no_deeper(nest):
    value = None
    for _ in range(protocol.MAX_DEPTH):
        value = nest(value)
    assert same(decode(encode(value)), value)
    with pytest.raises(Refused, match="nested"):
        encode(nest(value))
    with pytest.raises(ProtocolError, match="nested"):
        decode(msgpack.packb(nest(value)))


def bomb(head, body, count):
    return head + struct.pack(">I", count) + body * count


@pytest.mark.parametrize(
    ("data", "megabytes"),
    [
        (b"\xdd\xff\xff\xff\xff", 1),  # claims four billion values
        (b"\xdf\xff\xff\xff\xff", 1),
        (b"\xdb\xff\xff\xff\xff", 1),
        (b"\xc9\xff\xff\xff\xff\x01", 1),
        (msgpack.packb(msgpack.ExtType(1, b"<f8\0\x01" + struct.pack(">Q", 2**26))), 1),
        (bomb(b"\xdd", b"\x80", 20_000_000), 40),  # empty maps
        (bomb(b"\xdd", bomb(b"\xdd", b"\x80", 1000), 20_000), 40),
        (bomb(b"\xdd", bomb(b"\xdd", b"\xc0", 100_000), 200), 40),
        (msgpack.packb(msgpack.ExtType(1, bomb(b"\xdd", b"\x80", 20_000_000))), 80),
        (bomb(b"\xdd", b"\xa3abc", protocol.MAX_PARTS + 1), 40),
        (msgpack.packb("a" * 20_000_000 + "\U0001f600"), 160),
    ],
    ids=range(11),
)
def test_a_bomb_is_defused_before_it_takes_memory(data, megabytes):
    tracemalloc.start()
    began = time.monotonic()
    with pytest.raises(ProtocolError):
        decode(data)
    highest = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert highest < megabytes * 2**20
    assert time.monotonic() - began < 20


# ---- the channel -------------------------------------------------------------------------------


@pytest.fixture
def pair():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Channel(ours), theirs


def test_frames_follow_each_other(pair):
    ours, theirs = pair
    for value in (1, (), {"a": np.arange(3)}):
        Channel(theirs).send(value)
    assert ours.receive() == 1
    assert ours.receive() == ()
    assert same(ours.receive(), {"a": np.arange(3)})


def test_frames_that_come_at_once_are_read_one_by_one(pair):
    ours, theirs = pair
    values = [1, "two", bytes(200_000), (None, "five")]
    data = b"".join(struct.pack(">Q", len(each)) + each for each in map(encode, values))
    sending = threading.Thread(target=theirs.sendall, args=(data[:-3],))
    sending.start()
    assert [ours.receive() for _ in values[:-1]] == values[:-1]
    sending.join()
    theirs.sendall(data[-3:])
    assert ours.receive() == values[-1]


def test_half_a_frame_ends_in_time(pair):
    ours, theirs = pair
    theirs.sendall(struct.pack(">Q", 100) + b"\x91" * 50)
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        ours.receive(began + 0.3)
    assert 0.3 <= time.monotonic() - began < 5


def test_the_deadline_is_for_the_whole_frame(pair):
    ours, theirs = pair
    stop = threading.Event()

    def drip():
        with contextlib.suppress(OSError):
            theirs.sendall(struct.pack(">Q", 10_000))
            while not stop.wait(0.02):
                theirs.sendall(b"\xc0")

    dripping = threading.Thread(target=drip)
    dripping.start()
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        ours.receive(began + 0.5, watch=lambda: None)
    assert time.monotonic() - began < 5
    stop.set()
    dripping.join()


def test_a_large_claim_takes_no_memory(pair):
    ours, theirs = pair
    for claim in (protocol.MAX_FRAME + 1, 10 * 2**30, 2**64 - 1):
        theirs.sendall(struct.pack(">Q", claim))
        with pytest.raises(ProtocolError):
            ours.receive(time.monotonic() + 5)
    theirs.sendall(struct.pack(">Q", protocol.MAX_FRAME) + b"\xc0")
    tracemalloc.start()
    with pytest.raises(TimeoutError):
        ours.receive(time.monotonic() + 0.1)
    assert tracemalloc.get_traced_memory()[1] < 2 * 2**20
    tracemalloc.stop()


def test_a_closed_channel_is_told(pair):
    ours, theirs = pair
    theirs.sendall(struct.pack(">Q", 5) + b"\x91")
    theirs.close()
    with pytest.raises(Closed):
        ours.receive()
    with pytest.raises(Closed):
        ours.send(bytes(2**24))


def test_a_peer_that_does_not_read_is_not_waited_for(pair):
    ours, _ = pair
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        ours.send(bytes(2**24), began + 0.3)
    assert time.monotonic() - began < 5


def test_the_watch_is_called_while_waiting_and_ends_it(pair):
    ours, _ = pair
    calls = []

    def watch():
        calls.append(time.monotonic())
        if len(calls) == 3:
            raise Lost("memory")

    with pytest.raises(Lost, match="memory"):
        ours.receive(time.monotonic() + 10, watch)


# ---- the examiner's side, against a student that answers anything -----------------------------


class Peer:
    """In the place of a sandbox: a thread that answers `reply(question)`, for each of its cases."""

    def __init__(self, reply, *, honest_number=True):
        self.ours, self.theirs = socket.socketpair()
        self.reply, self.honest_number = reply, honest_number
        self.held = 0  # bytes, as a sandbox would count them
        self.student = SandboxedStudent(Channel(self.ours), self, process=0)
        self.student.limits = Limits(cell=0.3, call=0.3, exercise=1)
        self.thread = threading.Thread(target=self.answer, daemon=True)
        self.thread.start()

    def answer(self):
        channel = Channel(self.theirs)
        with contextlib.suppress(Closed, OSError, StopIteration), self.theirs:
            while True:
                question = channel.receive()
                for _ in question.get("cases", [None]):
                    reply = self.reply(question)
                    if isinstance(reply, bytes):
                        self.theirs.sendall(reply)
                        continue
                    if isinstance(reply, dict) and self.honest_number:
                        reply = {**reply, "number": question["number"]}
                    data = msgpack.packb(reply, default=protocol._pack)
                    self.theirs.sendall(struct.pack(">Q", len(data)) + data)

    def holds_more_than(self, limit):
        return self.held > limit

    def end_student(self, process):
        self.ours.close()

    def __enter__(self):
        return self.student

    def __exit__(self, *about):
        self.student.end()
        self.thread.join(5)
        assert not self.thread.is_alive()


keys = st.sampled_from("value changed error detail view cut outputs has number extra".split())
odd = values | st.just(msgpack.Timestamp(1)) | st.just([[[[]]]])
outputs = st.fixed_dictionaries(
    {}, optional={"stream": odd, "text": odd, "data": odd | st.dictionaries(st.text(), odd)}
)
replies = st.dictionaries(keys, odd) | st.fixed_dictionaries(
    {},
    optional={
        "value": odd,
        "changed": st.booleans() | odd,
        "error": st.lists(st.sampled_from(["ValueError", "MemoryError", "x" * 200]) | odd) | odd,
        "detail": st.text() | odd,
        "view": st.booleans() | odd,
        "cut": st.booleans() | odd,
        "has": st.booleans() | odd,
        "outputs": st.lists(outputs | odd, max_size=3) | odd,
    },
)
anything = replies | replies | replies | odd | st.binary(max_size=40)
bounded = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
EXAMS = exams.load("cross_correlation")


@bounded
@given(st.lists(anything, max_size=4), st.booleans())
def test_a_student_who_answers_anything_is_read_or_lost(answers, honest_number):
    following = iter(answers)
    peer = Peer(lambda question: next(following), honest_number=honest_number)
    with peer as student, contextlib.suppress(Lost):
        answer = student.run("1")
        assert answer.keys() == {"outputs", "error", "detail"}
        assert all(isinstance(each, str) for each in (*answer["error"], answer["detail"]))
        assert type(student.has(("f",))) is bool
        for reply in student.answers("f", [Case((1,)), Case((2,))]):
            assert all(isinstance(each, str) for each in (*reply.error, reply.detail))
            assert type(reply.changed) is bool
            assert type(reply.view) is bool


@bounded
@given(st.lists(anything, min_size=1, max_size=5), anything)
@example([{"value": b"bytes"}], {"value": 1.0})
@example([{"value": np.complex128(1j)}], {"value": 1.0})
@example([{"value": msgpack.Timestamp(1)}], {"value": 2})
@example([{"value": 1, "changed": [[], 5]}], {})
@example([{"value": np.ones((2, 2), bool), "changed": np.ones(2)}], {})
@example([{"value": np.full((3, 3), 1e308)}], {"value": np.full((3, 3), -1e308)})
@example([{"value": np.zeros((0, 2**20))}], {"value": np.zeros((2**20, 0))})
def test_an_exam_goes_on_whatever_is_answered(answers, again):
    """And so does the page that shows it. `again` answers the one question that is asked twice."""
    following = itertools.cycle(answers)

    def reply(question):
        return again if len(question["cases"]) == 1 else next(following)

    exam = EXAMS[0]
    with Peer(reply) as student:
        result = hold(exam, student, [1, 2, 3], "en")
    assert 0 <= result.share < 1
    cell = CellRecord("test_corr2d", 0.0, 4.0, result.outcome, example=result.example)
    record = Record("student", "cross_correlation", "print", "graded", 10.0, cells=[cell])
    assert "</html>" in feedback.render(record)


@bounded
@given(st.lists(outputs | odd, max_size=5))
def test_a_page_shows_whatever_was_put_out(shown):
    with Peer(lambda question: {"outputs": shown}) as student:
        try:
            put_out = student.run("1")["outputs"]
        except Lost:
            put_out = ()
    record = Record("student", "cross_correlation", "print", "graded", 10.0)
    record.shown = [ShownCell("source", list(put_out), "error")]
    feedback.render(record).encode()
    content = b'{"cells": [{"cell_type": "code", "source": "source"}]}'
    graded.graded_text(content, record).encode()


def test_a_reply_to_another_question_is_none():
    with (
        Peer(lambda question: {"value": 1}, honest_number=False) as student,
        pytest.raises(Lost, match="crashed"),
    ):
        student.call("f", (), {})
    assert student.flags == {"crashed", "suspicious"}


def test_whoever_answers_at_once_is_watched_too():
    peer = Peer(lambda question: {})
    peer.held = 10 * 2**30
    end = time.monotonic() + 20

    def ask_on():
        while time.monotonic() < end:
            peer.student.run("1")

    with peer, pytest.raises(Lost, match="memory"):
        ask_on()


def test_what_is_too_large_to_be_sent_back_is_the_students_loss():
    """`predict` is asked with what `train` returned: together they may be too much for a frame."""
    with Peer(lambda question: {"value": 1}) as student, pytest.raises(Lost, match="memory"):
        student.call("predict", (np.zeros(2**22), np.zeros(2**22), np.zeros(2**22)), {})


@given(values, values)
def test_any_two_values_can_be_compared(a, b):
    for dtype in (False, True):
        assert isinstance(difference(a, b, "en", dtype=dtype), str)
        assert isinstance(difference(a, b, "zh", dtype=dtype, tolerance=0.0), str)


# ---- notebooks ---------------------------------------------------------------------------------

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
grade_ids = st.sampled_from(["corr2d", "test_corr2d", "setup", "nothing"]) | json_values
marks = st.fixed_dictionaries(
    {},
    optional={
        "grade_id": grade_ids,
        "points": json_values,
        "grade": json_values,
        "solution": json_values,
        "locked": json_values,
        "schema_version": json_values,
    },
)
cells = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(["code", "markdown", "raw"]) | json_values,
        "source": st.text() | st.lists(st.text() | json_values) | json_values,
        "input": json_values,
        "metadata": st.fixed_dictionaries({}, optional={"nbgrader": marks | json_values})
        | json_values,
        "outputs": json_values,
    },
)
notebooks = st.fixed_dictionaries(
    {},
    optional={
        "cells": st.lists(cells | json_values) | json_values,
        "worksheets": st.lists(
            st.fixed_dictionaries({"cells": st.lists(cells) | json_values}) | json_values
        )
        | json_values,
        "metadata": st.fixed_dictionaries({}, optional={"course": json_values}) | json_values,
        "nbformat": json_values,
    },
)
ASSIGNMENT = course.load("cross_correlation")


def read_and_shown(content):
    with contextlib.suppress(Unreadable):
        read = submission.read(content, ASSIGNMENT)
        assert {step.grade_id for step in read.steps if step.kind == "test"} == {
            cell.grade_id for cell in ASSIGNMENT.tests
        }
        assert all(step.source.encode() or True for step in read.steps)
    record = Record("student", ASSIGNMENT.name, "print", "graded", 10.0)
    graded.graded_text(content, record).encode()


@bounded
@given(notebooks | json_values)
@example({"worksheets": [{"cells": 5}]})
@example(
    {
        "cells": [
            {
                "cell_type": "code",
                "source": "\ud800",
                "metadata": {"nbgrader": {"grade_id": "\ud800"}},
            }
        ]
    }
)
@example({"cells": [{"cell_type": [], "source": [[], {}], "metadata": []}]})
def test_any_json_is_a_submission_or_unreadable(notebook):
    read_and_shown(json.dumps(notebook).encode())


@given(st.binary())
@example(b"\xef\xbb\xbf{}")
@example(b'{"cells": ' + b"[" * 100_000)
@example(b"1" * 10_000)
def test_any_bytes_are_a_submission_or_unreadable(content):
    read_and_shown(content)
