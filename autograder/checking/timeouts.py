"""Cut a hanging function at home with a sentence, on any operating system.

pytest-timeout decides when (its setting and its marker); its two hooks are answered here, so that what comes
out is one line instead of the frames of every thread. Python code is interrupted; a single call into C that
never returns is not. When grading, the worker is killed from outside instead and none of this is used.
"""

from __future__ import annotations

import _thread
import signal
import threading
from collections.abc import Generator
from typing import Any

import pytest

from autograder.checking.outcomes import TimedOutError
from autograder.checking.suite import PLACE

_CANCEL = pytest.StashKey[Any]()
_FIRED = pytest.StashKey[float]()


def pytest_timeout_set_timer(item: pytest.Item, settings: Any) -> bool | None:
    """Interrupt the main thread when a test of a suite has run for too long."""
    if PLACE not in item.stash:
        return None

    def fire() -> None:
        item.stash[_FIRED] = settings.timeout
        if hasattr(signal, "pthread_kill"):
            # unlike interrupt_main this also wakes time.sleep and the like
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        else:
            _thread.interrupt_main()

    timer = threading.Timer(settings.timeout, fire)
    timer.daemon = True
    timer.start()
    item.stash[_CANCEL] = timer.cancel
    return True


def pytest_timeout_cancel_timer(item: pytest.Item) -> bool | None:
    """Stop the timer after the test."""
    if _CANCEL not in item.stash:
        return None
    item.stash[_CANCEL]()
    return True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Tell our interrupt from the reader's Ctrl-C."""
    __tracebackhide__ = True
    try:
        yield
    except KeyboardInterrupt as interrupt:
        if _FIRED not in item.stash:
            raise
        seconds = item.stash[_FIRED]
        line = _innermost(interrupt, str(item.path.parent))
        raise TimedOutError(
            f"was still running after {seconds:g} s{line}; look for a loop that does not end"
        ) from None


def _innermost(error: BaseException, folder: str) -> str:
    """Say on which line of the student's file the interrupt arrived."""
    place, trace = "", error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file.startswith(folder) and "test_" not in file:
            place = f", on line {trace.tb_lineno} of {file[len(folder) + 1 :]}"
        trace = trace.tb_next
    return place
