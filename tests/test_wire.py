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

from autograder.isolation import wire
from autograder.isolation.flattening import flatten
from autograder.isolation.rebuilding import rebuild
from autograder.isolation.values import NotPlainError

LENGTHS = struct.Struct("<IQ")


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


def answer_to(sent: bytes) -> wire.Reply:
    """Read what a worker that sends these bytes and closes has to say."""
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            theirs.sendall(sent)
        return wire.receive_reply(ours, soon(), 1000)[0]


def test_a_call_and_its_reply(pair):
    """Arguments and results with large arrays cross in both directions."""
    ours, theirs = pair
    tree, buffers = flatten(((np.arange(1e6), "x"), {"k": np.ones(2)}), layout=True)

    def answer() -> None:
        request, received = wire.receive_request(theirs)
        (args, kwargs) = rebuild(request.tree, received, layout=True)
        out, parts = flatten([args[0] * 2, kwargs["k"], args[1]])
        wire.send(theirs, wire.Reply(request.request, out, wire.sizes_of(parts)), parts)

    thread = threading.Thread(target=answer)
    thread.start()
    wire.send(ours, wire.Call(3, "f", tree, wire.sizes_of(buffers)), buffers, soon())
    reply, received = wire.receive_reply(ours, soon())
    thread.join()
    doubled, ones, word = rebuild(reply.tree, received)

    assert 3 == reply.request
    assert np.array_equal(2 * np.arange(1e6), doubled)
    assert ([1.0, 1.0], "x") == (ones.tolist(), word)


def test_a_closed_connection_is_told(pair):
    """A worker that ends, before or in the middle of its answer, is gone."""
    with pytest.raises(wire.ClosedError):
        answer_to(b"")
    with pytest.raises(wire.ClosedError):
        answer_to(LENGTHS.pack(100, 0) + b"half")


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
    with pytest.raises(wire.DeadlineError):
        wire.send(ours, wire.Call(1, "f", tree, wire.sizes_of(buffers)), buffers, time.monotonic() + 0.1)


@pytest.mark.parametrize("lengths", [(2**32 - 1, 0), (10, 2**63), (10, 1001), (wire.MAX_HEADER + 1, 0)])
def test_too_large_is_refused_before_it_is_read(lengths):
    """Lengths beyond the limits are an error although nothing of the message has come."""
    with pytest.raises(wire.WireError, match="larger than allowed"):
        answer_to(LENGTHS.pack(*lengths))


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=60), st.binary(max_size=20))
def test_whatever_arrives_is_a_reply_or_an_error(header, payload):
    """Random bytes in a right frame are a malformed reply and nothing worse."""
    with pytest.raises(wire.WireError):
        answer_to(LENGTHS.pack(len(header), len(payload)) + header + payload)


@pytest.mark.parametrize(
    "reply",
    [
        {"request": "one"},
        {"request": 1, "sizes": [5]},
        {"request": 1, "sizes": [-1, 1]},
        {"request": 1, "sizes": [True]},
        {"request": 1, "failure": {"kind": 1}},
        {"request": 2**70},
        {},
        [],
    ],
)
def test_fields_have_their_types(reply):
    """A reply whose fields are of other types, or whose sizes do not add up, is refused."""
    try:
        header = msgspec.msgpack.encode(reply)
    except OverflowError:
        header = b"\xcf" + b"\xff" * 8
    with pytest.raises(wire.WireError):
        answer_to(LENGTHS.pack(len(header), 0) + header)


def test_deep_headers_are_refused():
    """A header nested thousands of times ends in an error, not in a crash."""
    header = b"\x82\xa7request\x01\xa4tree" + b"\x91" * 100_000 + b"\xc0"
    with pytest.raises(wire.WireError):
        answer_to(LENGTHS.pack(len(header), 0) + header)


def test_descriptors_are_dropped(pair):
    """A file descriptor sent along with an answer does not arrive here."""
    ours, theirs = pair
    header = msgspec.msgpack.encode({"request": 1})
    before = open_descriptors()
    socket.send_fds(theirs, [LENGTHS.pack(len(header), 0) + header], [0, 1, 2])
    reply, _ = wire.receive_reply(ours, soon())
    after = open_descriptors()

    assert 1 == reply.request
    assert before == after


def test_too_large_is_not_sent(pair):
    """Our side, too, keeps within the limits, and says what is too large."""
    ours, _ = pair
    with pytest.raises(NotPlainError, match="beside its arrays"):
        wire.send(ours, wire.Load(1, "m", "x" * (wire.MAX_HEADER + 1), "m.py", None), [])
    with pytest.raises(NotPlainError, match="bytes of arrays"):
        wire.send(ours, wire.Reply(1), [memoryview(bytearray(wire.MAX_PAYLOAD + 1))])
