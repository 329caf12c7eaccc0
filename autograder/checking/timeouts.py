"""Cut a hanging function at home with a sentence, on any operating system.

pytest-timeout decides when (its setting and its marker); its two hooks are answered here, so that what comes
out is one line instead of the frames of every thread. Python code is interrupted, and interrupted again when
it catches that; only what cannot be interrupted at all, such as a single call into C that never returns, ends
the whole run, with a sentence (by `watchdog`, where it keeps Python's lock). When grading, the worker is
killed from outside and none of this is used.
"""

from __future__ import annotations

import _thread
import os
import signal
import sys
import threading
from collections.abc import Generator
from types import FrameType
from typing import Any, NoReturn

import pytest

from autograder.checking.outcomes import TimedOutError
from autograder.checking.runners import ImportFailedError, ImportStoppedError
from autograder.checking.suite import PLACE
from autograder.checking.watchdog import Watchdog

AGAIN = 0.25
"""Seconds until what caught an interrupt is interrupted again."""
PATIENCE = 10.0
"""Seconds until what cannot be interrupted ends the run."""
SPARE = 2.0
"""More seconds until what does not even let go of Python's lock ends it."""
_end_python = os._exit  # a student's code runs with another one


class Alarm(threading.Thread):
    """Interrupts the main thread when a test has run for too long, until the test lets go."""

    def __init__(self, item: pytest.Item, seconds: float) -> None:
        super().__init__(daemon=True)
        self.item = item
        self.seconds = seconds
        self.has_fired = False
        self._folder = str(item.path.parent)
        self._sent = False
        self._caught = 0
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._tracer: Any = None
        self._before: Any = None
        self._watchdog = item.config.stash.get(_WATCHDOG, None)

    def start(self) -> None:
        """Begin to count; Ctrl-C keeps what it does."""
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._interrupted)
        if self._watchdog is not None:
            patience = self.seconds + PATIENCE + SPARE
            name = f"{self.item.path.parent.name.partition('_')[2]}.py"
            self._watchdog.begin(patience, self._sentence("{place}"), name)
        super().start()

    def run(self) -> None:
        """Wait, then interrupt until the test is over."""
        from pytest_timeout import is_debugging  # type: ignore[import-untyped]

        waited, step = 0.0, self.seconds
        while not self._over.wait(step):
            if is_debugging() or "pydevd" in sys.modules:
                if self._watchdog is not None:
                    self._watchdog.stop()
                return  # somebody is looking at it
            waited, step = waited + step, AGAIN
            if waited > self.seconds + PATIENCE:
                self._end()
            with self._lock:
                if not self._over.is_set():
                    self.has_fired = self._sent = True
                    _interrupt_main()

    def stop(self) -> None:
        """Count no longer."""
        if self._watchdog is not None:
            self._watchdog.stop()
        self._over.set()
        with self._lock:
            pass  # what was sent before has arrived when this is through
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)
        if self._caught > 1:
            sys.settrace(self._tracer)

    def _interrupted(self, number: int, frame: FrameType | None) -> None:
        if not self._sent:
            signal.default_int_handler(number, frame)
        self._sent = False
        if self._over.is_set():
            return
        if self._caught and not self._is_in_students_code(frame):
            return  # the first one is on its way out
        self._caught += 1
        if self._caught > 1:  # the code caught the first: the next line, which handles it, raises too
            if self._caught == 2:
                self._tracer = sys.gettrace()
            sys.settrace(lambda *_: None)
            while frame is not None:
                if frame.f_code.co_filename.startswith(self._folder):
                    frame.f_trace = _raise
                frame = frame.f_back
        raise KeyboardInterrupt

    def _is_in_students_code(self, frame: FrameType | None) -> bool:
        while frame is not None:
            if _place(frame.f_code.co_filename, frame.f_lineno, self._folder):
                return True
            frame = frame.f_back
        return False

    def _end(self) -> NoReturn:
        """Say what hangs, and end Python."""
        frame = sys._current_frames().get(threading.main_thread().ident or 0)
        place = ""
        while frame is not None and not place:
            place = _place(frame.f_code.co_filename, frame.f_lineno, self._folder)
            frame = frame.f_back
        capture = self.item.config.pluginmanager.getplugin("capturemanager")
        if capture is not None:
            capture.suspend_global_capture(in_=True)
        os.write(2, self._sentence(place).encode(errors="replace"))
        _end_python(1)

    def _sentence(self, place: str) -> str:
        test = self.item.stash[PLACE]
        return (
            f"\n\n{test.test}: what it calls was still running after {self.seconds:g} s{place}, and cannot be"
            " stopped, so this run of pytest ends here without a summary; mend it first, or leave it out:"
            f" -k 'not {test.exercise.name}'\n"
        )


def _interrupt_main() -> None:
    if hasattr(signal, "pthread_kill"):
        # unlike interrupt_main this also wakes time.sleep and the like
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
    else:
        _thread.interrupt_main()


def _raise(frame: FrameType, event: str, argument: object) -> Any:  # noqa: ARG001 (as sys.settrace calls it)
    if event == "line":
        raise KeyboardInterrupt
    return _raise


_ALARM = pytest.StashKey[Alarm]()
_WATCHDOG = pytest.StashKey[Watchdog]()


def pytest_timeout_set_timer(item: pytest.Item, settings: Any) -> bool | None:
    """Interrupt the main thread when a test of a suite has run for too long."""
    if PLACE not in item.stash:
        return None
    if _WATCHDOG not in item.config.stash:
        item.config.stash[_WATCHDOG] = Watchdog(item.config.pluginmanager.getplugin("capturemanager"))
        item.config.add_cleanup(item.config.stash[_WATCHDOG].close)
    item.stash[_ALARM] = alarm = Alarm(item, settings.timeout)
    alarm.start()
    return True


def pytest_timeout_cancel_timer(item: pytest.Item) -> bool | None:
    """Stop the timer after the test."""
    if _ALARM not in item.stash:
        return None
    item.stash[_ALARM].stop()
    return True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Tell our interrupt from the reader's Ctrl-C."""
    __tracebackhide__ = True
    try:
        yield
    except KeyboardInterrupt as interrupt:
        alarm = item.stash.get(_ALARM, None)
        if alarm is None or not alarm.has_fired:
            raise
        alarm.stop()  # without timeout_func_only it would go on until the report is made
        if isinstance(interrupt, ImportStoppedError):
            raise ImportFailedError(str(interrupt)) from None
        line = _innermost(interrupt, str(item.path.parent))
        raise TimedOutError(
            f"was still running after {alarm.seconds:g} s{line}; look for a loop that does not end"
        ) from None


def _innermost(error: BaseException, folder: str) -> str:
    """Say on which line of the student's file the interrupt arrived."""
    place, trace = "", error.__traceback__
    while trace is not None:
        place = _place(trace.tb_frame.f_code.co_filename, trace.tb_lineno, folder) or place
        trace = trace.tb_next
    return place


def _place(file: str, line: int, folder: str) -> str:
    own = file.startswith(folder) and "test_" not in file[len(folder) :]
    return f", on line {line} of {file[len(folder) + 1 :]}" if own else ""
