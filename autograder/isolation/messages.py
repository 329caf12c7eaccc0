"""Requests and replies: fields of fixed type in a msgpack header, and the bytes of all arrays beside it.

No pickle. The trusted side reads only `Reply`, whose fields are bounded; nothing in it is evaluated, and
nothing formatted before it has been cut to size. What carries the bytes is `wire`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple

import msgspec
from msgspec import Meta

from autograder.isolation.values import MAX_DEPTH, NotPlainError

MAX_HEADER = 4 * 2**20
MAX_REPLY_HEADER = 2 * 2**20
"""A reply's header: four million empty lists, decoded, would already be a quarter of a gigabyte."""
MAX_LISTS = 400_000
"""Bytes of a reply's header that could open a list; numbers hold some by chance."""
MAX_PAYLOAD = 64 * 2**20
MAX_ARRAYS = 10_000
MAX_LINE = 10**6
SMALL = 2**16
"""Bytes that are sent in one piece, and that are received in one when they have come."""
_LIST_BYTES = bytes([*range(0x90, 0xA0), 0xDC, 0xDD])


class WireError(Exception):
    """The other side broke the protocol: a frame too large, malformed or out of turn."""


class Load(msgspec.Struct, frozen=True, tag="load"):
    """Import a submission; the fields are those of `loading.Source`."""

    module: str
    text: str
    file: str
    harness: str | None


class Call(msgspec.Struct, frozen=True, tag="call"):
    """Call one function with plain arguments; `tree` is a tuple (args, kwargs)."""

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
    """The answer to a request: a value, a failure, or why the value cannot cross."""

    tree: _Tree = None
    sizes: Annotated[list[int], Meta(max_length=MAX_ARRAYS)] = []
    failure: Failure | None = None
    not_plain: Annotated[str, Meta(max_length=1000)] | None = None

    @property
    def is_value(self) -> bool:
        """Whether it is a value."""
        return self.failure is None and self.not_plain is None


Request = Load | Call
_encoder = msgspec.msgpack.Encoder()
_decode_request = msgspec.msgpack.Decoder(Request).decode
_decode_reply = msgspec.msgpack.Decoder(Reply).decode


class Frame(NamedTuple):
    """A message ready to be sent, under any number."""

    header: bytes
    payload: bytes | list[memoryview]
    """In one piece when it is small."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply as it came; nothing of it has been read yet."""

    number: int
    header: memoryview
    payload: memoryview

    def digest(self) -> bytes:
        """Return a number of 20 bytes that no other answer has."""
        size = len(self.header).to_bytes(8, "little")
        digest = hashlib.blake2b(size, digest_size=20)
        digest.update(self.header)
        digest.update(self.payload)
        return digest.digest()

    def read(self) -> tuple[Reply, list[memoryview]]:
        """Return the reply, with the bytes of its arrays.

        Raises
        ------
        WireError
            When it is none.
        """
        if len(self.header) - len(bytes(self.header).translate(None, _LIST_BYTES)) > MAX_LISTS:
            raise WireError("a reply of too many lists")
        try:
            reply = _decode_reply(self.header)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:
            raise WireError(f"a malformed reply ({type(error).__name__})") from None
        return reply, _cut(self.payload, reply.sizes)


def pack(message: Request | Reply, buffers: list[memoryview]) -> Frame:
    """Make a frame of a message and the bytes of its arrays.

    Raises
    ------
    NotPlainError
        When it is larger than the other side would take.
    """
    header = _encoder.encode(message)
    size = sum(buffer.nbytes for buffer in buffers)
    allowed = MAX_REPLY_HEADER if isinstance(message, Reply) else MAX_HEADER
    if len(header) > allowed:
        raise NotPlainError(f"more than {allowed} bytes beside its arrays")
    if len(buffers) > MAX_ARRAYS:
        raise NotPlainError(f"more than {MAX_ARRAYS} arrays")
    if size > MAX_PAYLOAD:
        raise NotPlainError(f"more than {MAX_PAYLOAD} bytes of arrays")
    return Frame(header, b"".join(buffers) if size < SMALL else buffers)


def read_request(header: memoryview, payload: memoryview) -> tuple[Request, list[memoryview]]:
    """Return a request and the bytes of its arrays (in the worker)."""
    request = _decode_request(header)
    return request, _cut(payload, request.sizes if isinstance(request, Call) else [])


def sizes_of(buffers: list[memoryview]) -> list[int]:
    """Return what `Call.sizes` and `Reply.sizes` hold for these buffers."""
    return [buffer.nbytes for buffer in buffers]


def _cut(payload: memoryview, sizes: list[int]) -> list[memoryview]:
    if any(size < 0 for size in sizes) or sum(sizes) != payload.nbytes:
        raise WireError("a reply whose sizes do not add up")
    buffers, start = [], 0
    for size in sizes:
        buffers.append(payload[start : start + size])
        start += size
    return buffers
