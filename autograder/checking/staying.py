"""Keep this Python running while a student's code asks for its end, so that the other tests still run.

``sys.exit`` raises; ``os._exit`` and ``os.abort`` would end pytest at once, without a word. While the
student's code runs at home they raise, too. A crash in C is beyond this, and a worker needs none of it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

_end_python, _die = os._exit, os.abort
_HERE = os.getpid()


@contextmanager
def staying() -> Iterator[None]:
    """Let what ends Python at once raise `SystemExit` instead."""
    before = os._exit, os.abort
    os._exit, os.abort = _exit, _abort
    try:
        yield
    finally:
        os._exit, os.abort = before


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
