"""The child: import a submission's text, answer each call with one reply, die with the connection.

Everything here runs in the process that belongs to the student's code, which may do as it likes with it.
Nothing it answers is believed: the trusted side checks sizes and types and compares values itself.
"""

from __future__ import annotations

import socket
import traceback
from typing import Any

from autograder.isolation import forbidden, messages, wire
from autograder.isolation.failures import BUILTIN_ERRORS
from autograder.isolation.flattening import flatten
from autograder.isolation.loading import HARNESS_FILE, Program, Source
from autograder.isolation.rebuilding import rebuild
from autograder.isolation.values import Limits, NotPlainError

_TEXT_LIMIT = 1000
_NAME_LIMIT = 80


def serve(sock: socket.socket, limits: Limits) -> None:
    """Answer requests until the connection closes."""
    program: Program | None = None
    file = ""
    while True:
        try:
            number, request, buffers = wire.receive_request(sock)
        except wire.ClosedError:
            return
        try:
            if isinstance(request, messages.Load):
                file = request.file
                program = Program(Source(request.module, request.text, request.file, request.harness))
                _answer(sock, number, messages.Reply())
            else:
                tree, out = flatten(_call(program, request, buffers), limits=limits)
                wire.send(sock, number, messages.pack(messages.Reply(tree, messages.sizes_of(out)), out))
        except NotPlainError as error:
            _answer(sock, number, messages.Reply(not_plain=str(error)[:_TEXT_LIMIT]))
        except wire.ClosedError:
            return
        except BaseException as error:  # noqa: BLE001 (whatever a submission raises is an answer)
            _answer(sock, number, messages.Reply(failure=describe(error, file)))


def _answer(sock: socket.socket, number: int, reply: messages.Reply) -> None:
    wire.send(sock, number, messages.pack(reply, []))


def _call(program: Program | None, call: messages.Call, buffers: list[memoryview]) -> Any:
    if program is None:
        raise RuntimeError("no submission is loaded")
    args, kwargs = rebuild(call.tree, buffers, layout=True)
    return program.call(call.function, args, kwargs, strict=call.strict, watch=call.watch, seed=call.seed)


def describe(error: BaseException, file: str) -> messages.Failure:
    """Put an exception into bounded fields without letting it fail, whatever its class defines."""
    kind = type(error)
    bases = type.__dict__["__mro__"].__get__(kind)
    builtin = next((BUILTIN_ERRORS[base] for base in bases if base in BUILTIN_ERRORS), "BaseException")
    name = str(type.__dict__["__name__"].__get__(kind))[:_NAME_LIMIT]
    try:
        text = str(error)[:_TEXT_LIMIT].encode("utf-8", "replace").decode()
    except BaseException:  # noqa: BLE001 (a hostile __str__)
        text = ""
    line, place = _where(error, file)
    if line is None and isinstance(error, SyntaxError) and type(error.lineno) is int:
        line, place = error.lineno, "submission"
    if kind in (forbidden.ForbiddenError, forbidden.ForbiddenImportError):
        builtin = forbidden.KIND
    return messages.Failure(builtin, name, text, _sane(line), place)


def _sane(line: object) -> int | None:
    """Return a line number the wire takes: code objects may claim any."""
    return line if type(line) is int and 0 < line < messages.MAX_LINE else None


def _where(error: BaseException, file: str) -> tuple[int | None, str]:
    """Return the innermost line in the submission, and whose code the innermost known frame is."""
    line, place = None, ""
    trace = BaseException.__dict__["__traceback__"].__get__(error)
    for frame, number in traceback.walk_tb(trace):
        name = frame.f_code.co_filename
        if name == file:
            line, place = number, "submission"
        elif name == HARNESS_FILE:
            place = "harness"
    return line, place
