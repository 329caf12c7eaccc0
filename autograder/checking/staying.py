"""Keep this run of pytest going while a student's code asks for its end, so that the other tests still run.

``sys.exit`` raises; ``os._exit`` and ``os.abort`` would end pytest at once, without a word. While the
student's code runs at home they raise, too. ``pytest.skip`` and its like would take the test along, and a
closed ``sys.stdout`` what pytest prints. A crash in C is beyond this, and a worker needs none of it.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from _pytest.outcomes import OutcomeException

_end_python, _die = os._exit, os.abort
_HERE = os.getpid()


class _Open:
    """A stream that stays open."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def close(self) -> None:
        """Do nothing."""


@contextmanager
def staying() -> Iterator[None]:
    """Let what ends Python at once raise `SystemExit`, and what ends the test `RuntimeError`, instead."""
    __tracebackhide__ = True
    before = os._exit, os.abort
    streams = sys.stdout, sys.stderr
    os._exit, os.abort = _exit, _abort
    sys.stdout, sys.stderr = (_Open(stream) for stream in streams)
    try:
        yield
    except OutcomeException as error:
        said = f"pytest.{_name(error)}() was called: a function returns its answer and leaves tests alone"
        raise RuntimeError(said).with_traceback(error.__traceback__) from None
    except KeyboardInterrupt as error:
        if not _is_raised_by_code(error):
            raise
        said = "it raises KeyboardInterrupt, which is what Ctrl-C does; another exception is meant"
        raise RuntimeError(said).with_traceback(error.__traceback__) from None
    finally:
        os._exit, os.abort = before
        sys.stdout, sys.stderr = streams


def _is_raised_by_code(error: BaseException) -> bool:
    """Tell ``raise KeyboardInterrupt`` from Ctrl-C, which a handler in Python raises while tests run."""
    handler = signal.getsignal(signal.SIGINT)
    own = getattr(getattr(handler, "__func__", None), "__code__", None)
    trace, through = error.__traceback__, []
    while trace is not None:
        through.append(trace.tb_frame.f_code.co_filename)
        trace = trace.tb_next
    return own is not None and own.co_filename not in through


def _name(error: BaseException) -> str:
    return {"Skipped": "skip", "Failed": "fail", "XFailed": "xfail"}.get(type(error).__name__, "exit")


def _exit(status: int = 0) -> NoReturn:
    __tracebackhide__ = True
    if os.getpid() != _HERE:  # a process that the code started ends as it always does
        _end_python(status)
    raise SystemExit(status)


def _abort() -> NoReturn:
    __tracebackhide__ = True
    if os.getpid() != _HERE:
        _die()
    raise SystemExit("os.abort()")
