"""Frames on a socket: what is sent arrives, and whatever else arrives is an error of one of three kinds."""

import socket
import struct
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.isolation import messages, wire
from autograder.isolation.flattening import flatten
from autograder.isolation.rebuilding import rebuild
from autograder.isolation.values import NotPlainError

HEAD = struct.Struct("<IQI")


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def open_descriptors() -> int:
    """Count the open descriptors of this process, where the system tells."""
    folder = Path("/proc/self/fd")
    return len(list(folder.iterdir())) if folder.is_dir() else 0


def soon() -> float:
    return time.monotonic() + 30


def answer_to(sent: bytes) -> messages.Reply:
    """Read what a worker that sends these bytes and closes has to say."""
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            theirs.sendall(sent)
        return wire.receive_reply(ours, soon(), 1000).read()[0]


def test_a_call_and_its_reply(pair):
    """Arguments and results with large arrays cross in both directions."""
    ours, theirs = pair
    tree, buffers = flatten(((np.arange(1e6), "x"), {"k": np.ones(2)}), layout=True)

    def answer() -> None:
        number, request, received = wire.receive_request(theirs)
        (args, kwargs) = rebuild(request.tree, received, layout=True)
        out, parts = flatten([args[0] * 2, kwargs["k"], args[1]])
        wire.send(theirs, number, messages.pack(messages.Reply(out, messages.sizes_of(parts)), parts))

    thread = threading.Thread(target=answer)
    thread.start()
    call = messages.Call("f", tree, messages.sizes_of(buffers))
    wire.send(ours, 3, messages.pack(call, buffers), soon())
    answer = wire.receive_reply(ours, soon())
    thread.join()
    reply, received = answer.read()
    doubled, ones, word = rebuild(reply.tree, received)

    assert 3 == answer.number
    assert np.array_equal(2 * np.arange(1e6), doubled)
    assert ([1.0, 1.0], "x") == (ones.tolist(), word)


def test_a_closed_connection_is_told(pair):
    """A worker that ends, before or in the middle of its answer, is gone."""
    with pytest.raises(wire.ClosedError):
        answer_to(b"")
    with pytest.raises(wire.ClosedError):
        answer_to(HEAD.pack(100, 0, 1) + b"half")


def test_a_deadline_holds_for_the_whole_message(pair):
    """A worker that sends a byte now and then does not win time."""
    ours, theirs = pair
    stop = threading.Event()

    def drip() -> None:
        while not stop.wait(0.02):
            theirs.send(b"\0")

    thread = threading.Thread(target=drip)
    thread.start()
    try:
        with pytest.raises(wire.DeadlineError):
            wire.receive_reply(ours, time.monotonic() + 0.1)
    finally:
        stop.set()
        thread.join()


def test_a_worker_that_does_not_read_is_not_waited_for(pair):
    """Sending has the same deadline."""
    ours, _ = pair
    tree, buffers = flatten(np.zeros(2**20))
    call = messages.pack(messages.Call("f", tree, messages.sizes_of(buffers)), buffers)
    with pytest.raises(wire.DeadlineError):
        wire.send(ours, 1, call, time.monotonic() + 0.1)


@pytest.mark.parametrize("lengths", [(2**32 - 1, 0), (10, 2**63), (10, 1001), (messages.MAX_HEADER + 1, 0)])
def test_too_large_is_refused_before_it_is_read(lengths):
    """Lengths beyond the limits are an error although nothing of the message has come."""
    with pytest.raises(messages.WireError, match="larger than allowed"):
        answer_to(HEAD.pack(*lengths, 1))


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=60), st.binary(max_size=20))
def test_whatever_arrives_is_a_reply_or_an_error(header, payload):
    """Random bytes in a right frame are a malformed reply and nothing worse."""
    with pytest.raises(messages.WireError):
        answer_to(HEAD.pack(len(header), len(payload), 1) + header + payload)


@pytest.mark.parametrize(
    "reply",
    [
        {"request": 1},
        {"sizes": [5]},
        {"sizes": [-1, 1]},
        {"sizes": [True]},
        {"failure": {"kind": 1}},
        {"tree": 2**70},
        [],
    ],
)
def test_fields_have_their_types(reply):
    """A reply whose fields are of other types, or whose sizes do not add up, is refused."""
    try:
        header = msgspec.msgpack.encode(reply)
    except OverflowError:
        header = b"\xcf" + b"\xff" * 8
    with pytest.raises(messages.WireError):
        answer_to(HEAD.pack(len(header), 0, 1) + header)


def test_deep_headers_are_refused():
    """A header nested thousands of times ends in an error, not in a crash."""
    header = b"\x81\xa4tree" + b"\x91" * 100_000 + b"\xc0"
    with pytest.raises(messages.WireError):
        answer_to(HEAD.pack(len(header), 0, 1) + header)


def test_descriptors_are_dropped(pair):
    """A file descriptor sent along with an answer does not arrive here."""
    ours, theirs = pair
    header = msgspec.msgpack.encode({"tree": 1})
    before = open_descriptors()
    socket.send_fds(theirs, [HEAD.pack(len(header), 0, 1) + header], [0, 1, 2])
    reply, _ = wire.receive_reply(ours, soon()).read()
    after = open_descriptors()

    assert 1 == reply.tree
    assert before == after


def test_too_large_is_not_packed():
    """Our side, too, keeps within the limits, and says what is too large."""
    with pytest.raises(NotPlainError, match="beside its arrays"):
        messages.pack(messages.Load("m", "x" * (messages.MAX_HEADER + 1), "m.py", None), [])
    with pytest.raises(NotPlainError, match="bytes of arrays"):
        messages.pack(messages.Reply(), [memoryview(bytearray(messages.MAX_PAYLOAD + 1))])
