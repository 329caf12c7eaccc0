"""Requests and replies as bounded frames on a socket: no pickle, one deadline for a whole message.

A frame is 12 bytes (`header length`, `payload length`), a msgpack header of a fixed type, and the bytes of
all arrays one after another. Lengths are checked against limits before anything is allocated, and the header
says how the payload is cut, which must add up. Plain ``recv`` is used: descriptors sent along are dropped.

The same code runs on both sides. The trusted side reads only `Reply`, whose fields are bounded and of fixed
type; nothing in it is evaluated or formatted before it has been cut to size.
"""

from __future__ import annotations

import socket
import struct
import time
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from autograder.isolation.values import MAX_DEPTH, NotPlainError, Tree

MAX_HEADER = 4 * 2**20
MAX_REPLY_HEADER = 2 * 2**20
"""A reply's header: four million empty lists, decoded, would already be a quarter of a gigabyte."""
MAX_LISTS = 400_000
"""Bytes of a reply's header that could open a list; numbers hold some by chance."""
MAX_PAYLOAD = 64 * 2**20
MAX_ARRAYS = 10_000
MAX_LINE = 10**6
_LENGTHS = struct.Struct("<IQ")
_LIST_BYTES = bytes([*range(0x90, 0xA0), 0xDC, 0xDD])


class WireError(Exception):
    """The other side broke the protocol: a frame too large, malformed or out of turn."""


class DeadlineError(Exception):
    """The other side did not take or give the whole message in time."""


class ClosedError(Exception):
    """The other side is gone."""


class Load(msgspec.Struct, frozen=True, tag="load"):
    """Import a submission; the fields are those of `loading.Source`."""

    request: int
    module: str
    text: str
    file: str
    harness: str | None


class Call(msgspec.Struct, frozen=True, tag="call"):
    """Call one function with plain arguments; `tree` is a tuple (args, kwargs)."""

    request: int
    function: str
    tree: Any
    sizes: list[int]
    strict: bool = False
    """Raise on floating-point overflow, invalid and divide; warnings are errors."""
    watch: bool = False
    """Answer (result, (args, kwargs) after the call, names of arguments that share the result's memory)."""
    seed: int = 0


class Failure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An exception, in fields of bounded size; what it says is the worker's word, no more."""

    kind: Annotated[str, Meta(max_length=40)]
    """The built-in exception it is an instance of, such as ``ValueError``; or ``Forbidden``."""
    name: Annotated[str, Meta(max_length=80)]
    """The name of its own type."""
    text: Annotated[str, Meta(max_length=1000)]
    line: Annotated[int, Meta(ge=1, le=MAX_LINE)] | None = None
    """Line in the submission of the innermost frame there."""
    place: Annotated[str, Meta(max_length=20)] = ""
    """``submission``, ``harness`` or nothing: where the innermost frame of ours or theirs was."""


# A tree as a type of finite depth, so that nothing but these is ever decoded: no maps, whose keys could be
# tuples with forged hashes, no timestamps, no extensions. A dict nests three lists.
_Tree: Any = None | bool | int | float | str
for _ in range(3 * MAX_DEPTH + 3):
    _Tree = None | bool | int | float | str | list[_Tree]


class Reply(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The answer to the request of the same number: a value, a failure, or why the value cannot cross."""

    request: int
    tree: _Tree = None
    sizes: Annotated[list[int], Meta(max_length=MAX_ARRAYS)] = []
    failure: Failure | None = None
    not_plain: Annotated[str, Meta(max_length=1000)] | None = None


Request = Load | Call
_encoder = msgspec.msgpack.Encoder()
_decode_request = msgspec.msgpack.Decoder(Request).decode
_decode_reply = msgspec.msgpack.Decoder(Reply).decode


def send(
    sock: socket.socket, message: Request | Reply, buffers: list[memoryview], deadline: float | None = None
) -> None:
    """Send one message; `deadline` is a time of ``time.monotonic``."""
    header = _encoder.encode(message)
    payload = sum(buffer.nbytes for buffer in buffers)
    allowed = MAX_REPLY_HEADER if isinstance(message, Reply) else MAX_HEADER
    if len(header) > allowed:
        raise NotPlainError(f"more than {allowed} bytes beside its arrays")
    if len(buffers) > MAX_ARRAYS:
        raise NotPlainError(f"more than {MAX_ARRAYS} arrays")
    if payload > MAX_PAYLOAD:
        raise NotPlainError(f"more than {MAX_PAYLOAD} bytes of arrays")
    head = _LENGTHS.pack(len(header), payload) + header
    try:
        if payload < 2**16:
            _send_all(sock, b"".join([head, *buffers]), deadline)
            return
        _send_all(sock, head, deadline)
        for buffer in buffers:
            _send_all(sock, buffer, deadline)
    except TimeoutError:
        raise DeadlineError from None
    except OSError as error:
        raise ClosedError(str(error)) from None


def receive_request(sock: socket.socket) -> tuple[Request, list[memoryview]]:
    """Wait for the next request (in the worker)."""
    header, payload = _receive(sock, None, MAX_HEADER, MAX_PAYLOAD)
    request = _decode_request(header)
    return request, _cut(payload, request.sizes if isinstance(request, Call) else [])


def receive_reply(
    sock: socket.socket, deadline: float | None, max_payload: int = MAX_PAYLOAD
) -> tuple[Reply, list[memoryview]]:
    """Wait for one reply (on the trusted side).

    Raises
    ------
    DeadlineError, ClosedError, WireError
        Whatever the worker does, one of these or a `Reply` of bounded size.
    """
    header, payload = _receive(sock, deadline, MAX_REPLY_HEADER, max_payload)
    if len(header) - len(bytes(header).translate(None, _LIST_BYTES)) > MAX_LISTS:
        raise WireError("a reply of too many lists")
    try:
        reply = _decode_reply(header)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise WireError(f"a malformed reply ({type(error).__name__})") from None
    return reply, _cut(payload, reply.sizes)


def expect_silence(sock: socket.socket) -> None:
    """Raise `WireError` when something was sent although nothing was asked.

    An answer that comes before its question would leave the student's time out of the clock's sight.
    """
    sock.setblocking(False)
    try:
        early = sock.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return
    except OSError as error:
        raise ClosedError(str(error)) from None
    if not early:
        raise ClosedError("the connection was closed")
    raise WireError("a reply to no request")


def _cut(payload: memoryview, sizes: list[int]) -> list[memoryview]:
    if any(size < 0 for size in sizes) or sum(sizes) != payload.nbytes:
        raise WireError("a reply whose sizes do not add up")
    buffers, start = [], 0
    for size in sizes:
        buffers.append(payload[start : start + size])
        start += size
    return buffers


def _receive(
    sock: socket.socket, deadline: float | None, max_header: int, max_payload: int
) -> tuple[memoryview, memoryview]:
    header_size, payload_size = _LENGTHS.unpack(_receive_exactly(sock, _LENGTHS.size, deadline))
    if header_size > max_header or payload_size > max_payload:
        raise WireError("a message larger than allowed")
    header = _receive_exactly(sock, header_size, deadline)
    return header, _receive_exactly(sock, payload_size, deadline)


def _receive_exactly(sock: socket.socket, size: int, deadline: float | None) -> memoryview:
    buffer = memoryview(bytearray(size))
    done = 0
    try:
        while done < size:
            _set_timeout(sock, deadline)
            count = sock.recv_into(buffer[done:])
            if not count:
                raise ClosedError("the connection was closed")
            done += count
    except TimeoutError:
        raise DeadlineError from None
    except OSError as error:
        raise ClosedError(str(error)) from None
    return buffer


def _send_all(sock: socket.socket, data: bytes | memoryview, deadline: float | None) -> None:
    _set_timeout(sock, deadline)
    sock.sendall(data)


def _set_timeout(sock: socket.socket, deadline: float | None) -> None:
    if deadline is None:
        sock.settimeout(None)
        return
    left = deadline - time.monotonic()
    if left <= 0:
        raise DeadlineError
    sock.settimeout(left)


def sizes_of(buffers: list[memoryview]) -> list[int]:
    """Return what `Call.sizes` and `Reply.sizes` hold for these buffers."""
    return [buffer.nbytes for buffer in buffers]


__all__ = [
    "MAX_ARRAYS",
    "MAX_HEADER",
    "MAX_LINE",
    "MAX_PAYLOAD",
    "MAX_REPLY_HEADER",
    "Call",
    "ClosedError",
    "DeadlineError",
    "Failure",
    "Load",
    "Reply",
    "Request",
    "Tree",
    "WireError",
    "expect_silence",
    "receive_reply",
    "receive_request",
    "send",
    "sizes_of",
]
