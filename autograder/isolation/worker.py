"""The child: import a submission's text, answer each call with one reply, die with the connection.

Everything here runs in the process that belongs to the student's code, which may do as it likes with it.
Nothing it answers is believed: the trusted side checks sizes and types and compares values itself.
"""

from __future__ import annotations

import random
import socket
import sys
import traceback
import types
import warnings
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import numpy as np

from autograder.isolation import wire
from autograder.isolation.values import Limits, NotPlainError, flatten, rebuild

_TEXT_LIMIT = 1000
_NAME_LIMIT = 80
_BUILTIN_ERRORS: dict[type, str] = {
    value: name
    for name, value in vars(__import__("builtins")).items()
    if isinstance(value, type) and issubclass(value, BaseException)
}


class Submission:
    """The imported layers and the harness beside them."""

    def __init__(self, load: wire.Load) -> None:
        self.files = {name for name, _ in load.layers}
        self.harness: dict[str, Any] = {}
        if load.harness is not None:
            self.harness = self._run(types.ModuleType("harness"), "harness.py", load.harness)
        module = types.ModuleType(load.module)
        for name, text in load.layers:
            below = dict(vars(module))
            module = types.ModuleType(load.module)
            vars(module).update(below)
            sys.modules[load.module] = module
            self._run(module, name, text)
        self.module = module

    @staticmethod
    def _run(module: types.ModuleType, name: str, text: str) -> dict[str, Any]:
        exec(compile(text, name, "exec", dont_inherit=True), vars(module))  # noqa: S102
        return vars(module)

    def function(self, name: str) -> Callable[..., Any]:
        """Return what a call of `name` runs: the harness's function on the module, or the module's own."""
        driver = self.harness.get(name)
        if driver is not None and not name.startswith("_"):
            return lambda *args, **kwargs: driver(self.module, *args, **kwargs)
        try:
            return getattr(self.module, name)  # type: ignore[no-any-return]
        except AttributeError:
            raise NotImplementedError(f"there is no {name} in the file") from None


def serve(sock: socket.socket, limits: Limits) -> None:
    """Answer requests until the connection closes."""
    submission: Submission | None = None
    files: set[str] = set()
    while True:
        try:
            request, buffers = wire.receive_request(sock)
        except wire.ClosedError:
            return
        out: list[memoryview] = []
        try:
            if isinstance(request, wire.Load):
                files = {name for name, _ in request.layers}
                submission = Submission(request)
                reply = wire.Reply(request.request)
            else:
                value = _call(submission, request, buffers)
                tree, out = flatten(value, limits=limits)
                reply = wire.Reply(request.request, tree, wire.sizes_of(out))
            wire.send(sock, reply, out)
        except NotPlainError as error:
            wire.send(sock, wire.Reply(request.request, not_plain=str(error)[:_TEXT_LIMIT]), [])
        except wire.ClosedError:
            return
        except BaseException as error:  # noqa: BLE001 (whatever a submission raises is an answer)
            wire.send(sock, wire.Reply(request.request, failure=describe(error, files)), [])


def _call(submission: Submission | None, call: wire.Call, buffers: list[memoryview]) -> Any:
    if submission is None:
        raise RuntimeError("no submission is loaded")
    args, kwargs = rebuild(call.tree, buffers, layout=True)
    function = submission.function(call.function)
    _seed(call.seed)
    with ExitStack() as stack:
        if call.strict:
            stack.enter_context(np.errstate(over="raise", invalid="raise", divide="raise", under="ignore"))
            stack.enter_context(warnings.catch_warnings())
            warnings.simplefilter("error")
        result = function(*args, **kwargs)
    if call.watch:
        return result, (args, kwargs), shared_arguments(result, args, kwargs)
    return result


def shared_arguments(result: object, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[str]:
    """Name the array arguments (position or keyword) whose memory an array of the result lies in."""
    named = {**{str(i): arg for i, arg in enumerate(args)}, **kwargs}
    arrays = list(_arrays(result))
    return [
        name
        for name, arg in named.items()
        if any(np.may_share_memory(array, mine) for mine in _arrays(arg) for array in arrays)
    ]


def _arrays(value: Any) -> list[Any]:
    if isinstance(value, np.ndarray):
        return [value] if value.size else []
    if isinstance(value, (list, tuple)):
        return [array for item in value for array in _arrays(item)]
    if isinstance(value, dict):
        return [array for item in value.values() for array in _arrays(item)]
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(value, torch.Tensor):
        return [value.detach().numpy()]
    return []


def _seed(seed: int) -> None:
    random.seed(seed)
    np.random.seed(seed % 2**32)  # noqa: NPY002 (the legacy state is shared by all forks)
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.manual_seed(seed)


def describe(error: BaseException, files: set[str]) -> wire.Failure:
    """Put an exception into bounded fields without letting it fail, whatever its class defines."""
    kind = type(error)
    bases = type.__dict__["__mro__"].__get__(kind)
    builtin = next((_BUILTIN_ERRORS[base] for base in bases if base in _BUILTIN_ERRORS), "BaseException")
    name = str(type.__dict__["__name__"].__get__(kind))[:_NAME_LIMIT]
    try:
        text = str(error)[:_TEXT_LIMIT].encode("utf-8", "replace").decode()
    except BaseException:  # noqa: BLE001 (a hostile __str__)
        text = ""
    line, place = _where(error, files)
    if line is None and isinstance(error, SyntaxError) and type(error.lineno) is int:
        line, place = error.lineno, "submission"
    return wire.Failure(builtin, name, text, line, place)


def _where(error: BaseException, files: set[str]) -> tuple[int | None, str]:
    """Return the innermost line in the submission, and whose code the innermost known frame is."""
    line, place = None, ""
    trace = BaseException.__dict__["__traceback__"].__get__(error)
    for frame, number in traceback.walk_tb(trace):
        name = frame.f_code.co_filename
        if name in files:
            line, place = number, "submission"
        elif name == "harness.py":
            place = "harness"
    return line, place
