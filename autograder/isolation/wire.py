"""Messages as bounded frames on a socket, with one deadline for a whole message.

A frame is 16 bytes (`header length`, `payload length`, `number`), a header and a payload, as `messages` makes
them. Lengths are checked against limits before anything is allocated. A reply bears the number of its
request. Plain ``recv`` is used: descriptors sent along are dropped. The same code runs on both sides.
"""

from __future__ import annotations

import socket
import struct
import time

from autograder.isolation.messages import (
    MAX_HEADER,
    MAX_PAYLOAD,
    MAX_REPLY_HEADER,
    SMALL,
    Answer,
    Frame,
    Request,
    WireError,
    read_request,
)

_HEAD = struct.Struct("<IQI")


class DeadlineError(Exception):
    """The other side did not take or give the whole message in time."""


class ClosedError(Exception):
    """The other side is gone."""


def send(sock: socket.socket, number: int, frame: Frame, deadline: float | None = None) -> None:
    """Send one message; `deadline` is a time of ``time.monotonic``."""
    header, payload = frame
    try:
        if isinstance(payload, bytes):
            head = _HEAD.pack(len(header), len(payload), number)
            _send_all(sock, b"".join((head, header, payload)), deadline)
            return
        head = _HEAD.pack(len(header), sum(buffer.nbytes for buffer in payload), number)
        _send_all(sock, head + header, deadline)
        for buffer in payload:
            _send_all(sock, buffer, deadline)
    except TimeoutError:
        raise DeadlineError from None
    except OSError as error:
        raise ClosedError(str(error)) from None


def receive_request(sock: socket.socket) -> tuple[int, Request, list[memoryview]]:
    """Wait for the next request and its number (in the worker)."""
    number, header, payload = _receive(sock, None, MAX_HEADER, MAX_PAYLOAD)
    return number, *read_request(header, payload)


def receive_reply(sock: socket.socket, deadline: float | None, max_payload: int = MAX_PAYLOAD) -> Answer:
    """Wait for one reply (on the trusted side).

    Raises
    ------
    DeadlineError, ClosedError, WireError
        Whatever the worker does, one of these or an `Answer` of bounded size.
    """
    return Answer(*_receive(sock, deadline, MAX_REPLY_HEADER, max_payload))


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


def _receive(
    sock: socket.socket, deadline: float | None, max_header: int, max_payload: int
) -> tuple[int, memoryview, memoryview]:
    """Return the number, the header and the payload of the one message that is to come."""
    start = memoryview(bytearray(SMALL))
    come = _receive_at_least(sock, start, _HEAD.size, deadline)
    header_size, payload_size, number = _HEAD.unpack_from(start)
    if header_size > max_header or payload_size > max_payload:
        raise WireError("a message larger than allowed")
    size = _HEAD.size + header_size + payload_size
    if come > size:
        raise WireError("more than one message")
    whole = memoryview(bytearray(size))  # no larger than the message: some are kept for a while
    whole[:come] = start[:come]
    _receive_at_least(sock, whole[come:], size - come, deadline)
    body = _HEAD.size + header_size
    return number, whole[_HEAD.size : body], whole[body:]


def _receive_at_least(sock: socket.socket, buffer: memoryview, size: int, deadline: float | None) -> int:
    """Fill a buffer with what comes, until that is `size` bytes or more; return how many."""
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
    return done


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
