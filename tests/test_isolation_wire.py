"""Frames and values from a hostile side: whatever arrives is a reply or one of three errors."""

import math
import socket
import struct
import threading
import time

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.isolation import messages, wire
from autograder.isolation.flattening import flatten
from autograder.isolation.rebuilding import rebuild
from autograder.isolation.values import ODD_KEYS, Limits, NotPlainError

HEAD = struct.Struct("<IQI")
numbers = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**63), 2**64 - 1), st.floats(), st.text(max_size=20)
)
tags = st.sampled_from(["l", "t", "d", "c", "b", "a", "s", "T", "x", ""])
names = st.sampled_from(["float64", "bool", "int8", "complex128", "object", "U4", ""])
trees = st.recursive(
    numbers,
    lambda inner: st.one_of(
        st.lists(inner, max_size=5),
        st.tuples(tags, inner).map(list),
        st.tuples(tags, st.lists(inner, max_size=4)).map(list),
        st.tuples(tags, names, st.lists(st.integers(-(2**50), 2**50), max_size=9)).map(list),
    ),
    max_leaves=30,
)
plain = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**63), 2**63 - 1),
        st.floats(allow_nan=False),
        st.complex_numbers(allow_nan=False),
        st.text(max_size=20),
        st.binary(max_size=20),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(st.one_of(st.text(max_size=5), st.integers(-5, 5)), inner, max_size=4),
    ),
    max_leaves=20,
)


def receive(data: bytes):
    """Let these bytes arrive and then the end."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        sender = threading.Thread(target=lambda: (theirs.sendall(data), theirs.close()))
        sender.start()
        try:
            return wire.receive_reply(ours, time.monotonic() + 10, 2**20).read()
        finally:
            ours.close()
            sender.join()


def frame(header: bytes, payload: bytes = b"") -> bytes:
    """Frame a header."""
    return HEAD.pack(len(header), len(payload), 1) + header + payload


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_noise_is_refused(data):
    """Random bytes never become anything but an error or a reply."""
    with pytest.raises((messages.WireError, wire.ClosedError)):
        receive(data[:15])
    try:
        reply, _ = receive(data)
    except (messages.WireError, wire.ClosedError):
        return
    assert isinstance(reply, messages.Reply)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300), st.binary(max_size=50))
def test_malformed_headers_are_refused(header, payload):
    """A well-framed header of random bytes is malformed, nothing worse."""
    try:
        reply, buffers = receive(frame(header, payload))
    except messages.WireError:
        return
    assert isinstance(reply, messages.Reply)
    assert sum(buffer.nbytes for buffer in buffers) == len(payload)


@settings(max_examples=500, deadline=None)
@given(trees, st.lists(st.binary(max_size=40), max_size=3))
def test_forged_trees_are_refused_or_plain(tree, buffers):
    """Any tree and any buffers rebuild to a plain value of no more memory than arrived, or to one error."""
    raw = msgspec.msgpack.encode({"tree": tree, "sizes": [len(b) for b in buffers]})
    try:
        reply, received = receive(frame(raw, b"".join(buffers)))
        value = rebuild(reply.tree, received)
    except (messages.WireError, NotPlainError):
        return
    flatten(value)


@settings(max_examples=300, deadline=None)
@given(plain)
def test_plain_values_cross_unchanged(value):
    """What is flattened is rebuilt as it was, types included."""
    tree, buffers = flatten(value)
    raw = messages.pack(messages.Reply(tree, messages.sizes_of(buffers)), buffers).header
    reply, received = receive(frame(raw, b"".join(buffers)))
    again = rebuild(reply.tree, received)
    assert repr(value) == repr(again)


def test_limits_come_before_allocation():
    """A claimed exbibyte is refused from its sixteen bytes alone."""
    with pytest.raises(messages.WireError, match="larger than allowed"):
        receive(HEAD.pack(10, 2**60, 1))
    with pytest.raises(messages.WireError, match="larger than allowed"):
        receive(HEAD.pack(2**31, 0, 1))


def test_too_many_lists():
    """Two million empty lists are refused before they are decoded."""
    body = b"\x81\xa4tree\xdd" + struct.pack(">I", 2**20) + b"\x90" * 2**20
    with pytest.raises(messages.WireError, match="too many lists"):
        receive(frame(body))


def test_maps_are_refused():
    """A map could have keys of forged hashes; there are none in a tree."""
    with pytest.raises(messages.WireError, match="malformed"):
        receive(frame(msgspec.msgpack.encode({"tree": {(1, 2): 3}})))


def test_odd_keys_are_few():
    """A dict rebuilt from a reply has a bounded number of keys whose hashes can be forged."""
    pairs = [[["t", [i, i]], 0] for i in range(ODD_KEYS + 1)]
    assert len(rebuild(["d", pairs[:ODD_KEYS]], [])) == ODD_KEYS
    with pytest.raises(NotPlainError, match="no string or number"):
        rebuild(["d", pairs], [])


def test_nodes_are_counted_again():
    """The limit of values holds for what arrives, not only for what was sent honestly."""
    with pytest.raises(NotPlainError, match="more values"):
        rebuild(["l", [0] * 10], [], limits=Limits(nodes=10))


def test_bool_bytes_are_normal():
    """A forged byte of 2 is an ordinary True."""
    (value,) = rebuild(["a", "bool", [1]], [memoryview(b"\x02")])
    assert value.tobytes() == b"\x01"


def test_fields_of_a_failure_are_bounded():
    """A long text, a wild line number or an unknown field is no reply."""
    good = {"kind": "ValueError", "name": "E", "text": "t", "line": 3, "place": ""}
    for bad in ({"text": "x" * 1001}, {"line": -1}, {"line": 10**9}, {"kind": "k" * 41}, {"extra": 1}):
        raw = msgspec.msgpack.encode({"failure": good | bad})
        with pytest.raises(messages.WireError):
            receive(frame(raw))
    assert receive(frame(msgspec.msgpack.encode({"failure": good})))[0].failure.line == 3


def test_early_bytes_are_noticed():
    """What was sent before anything was asked breaks the protocol."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        wire.expect_silence(ours)
        theirs.send(b"x")
        with pytest.raises(messages.WireError, match="no request"):
            wire.expect_silence(ours)


def test_descriptors_are_dropped():
    """A descriptor sent along with a reply does not arrive."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        raw = messages.pack(messages.Reply(5), []).header
        socket.send_fds(theirs, [frame(raw)], [theirs.fileno()])
        before = np.array([_open(n) for n in range(200)])
        reply, _ = wire.receive_reply(ours, time.monotonic() + 5).read()
        assert reply.tree == 5
        assert (before == np.array([_open(n) for n in range(200)])).all()


def test_a_drip_has_one_deadline():
    """The deadline is for the whole reply, however many pieces it comes in."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        stop = threading.Event()

        def drip():
            while not stop.wait(0.01):
                theirs.send(b"\x00")

        thread = threading.Thread(target=drip)
        theirs.send(HEAD.pack(2**20, 0, 1))
        thread.start()
        with pytest.raises(wire.DeadlineError):
            wire.receive_reply(ours, time.monotonic() + 0.2)
        stop.set()
        thread.join()


def test_shapes_cannot_claim_memory():
    """Huge sizes beside a zero are refused or empty, never allocated."""
    for shape in ([0, 2**47], [0, 2**47, 2**47, 2**47], [2**47, 0]):
        try:
            value = rebuild(["a", "float64", shape], [memoryview(b"")])
        except NotPlainError:
            continue
        assert value.nbytes == 0
        assert math.prod(value.shape) == 0


def _open(number: int) -> bool:
    import os

    try:
        os.fstat(number)
    except OSError:
        return False
    return True
