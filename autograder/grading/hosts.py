"""Inside a Dask worker: lane processes, one per place, and what is asked of them.

The Dask worker itself loads no test, no torch and no course; it passes bytes on. It imports the standard
library alone, so that one that has run for weeks does no harm to a newer checkout: lane processes are started
afresh for every run of the grader.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from multiprocessing.connection import Pipe

IDLE_SECONDS = 300.0
"""After so long without a question a lane process is ended: whoever asked may be gone."""

_lanes: dict[tuple[str, int], LaneProcess] = {}
_closed: set[str] = set()
"""Runs that are over: a question of theirs that comes late must not start a lane process again."""
_guard = threading.Lock()


def ask(run: str, place: int, question: bytes) -> bytes | None:
    """Let a lane process answer; it is started when there is none.

    Parameters
    ----------
    run : str
        Which run of the grader asks.
    place : int
        Which lane process of this worker; of several questions to one, each waits for the one before.
    question : bytes
        See `autograder.grading.serving`.

    Returns
    -------
    bytes or None
        None when the lane process died over it, or the run is over.
    """
    with _guard:
        if run in _closed:
            return None
        if (run, place) not in _lanes:
            _lanes[run, place] = LaneProcess(run, place)
        lane = _lanes[run, place]
    return lane.ask(question)


def close(run: str) -> None:
    """End the lane processes of a run at once, whatever they are doing."""
    with _guard:
        _closed.add(run)
        ending = [_lanes.pop(key) for key in list(_lanes) if key[0] == run]
    for lane in ending:
        lane.kill()


class LaneProcess:
    """A process that serves one lane and ends with this one, however this one ends."""

    def __init__(self, run: str, place: int) -> None:
        self._key = (run, place)
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None
        self._pipe, theirs = Pipe()
        program = f"from autograder.grading.serving import main; main({theirs.fileno()})"
        self._process = subprocess.Popen(  # noqa: S603
            # -P: nothing is imported from whatever folder the worker was started in
            [sys.executable, "-P", "-c", program],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        theirs.close()

    def ask(self, question: bytes) -> bytes | None:
        """Pass a question on and wait for the answer."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            try:
                self._pipe.send_bytes(question)
                answer = self._pipe.recv_bytes()
            except (EOFError, OSError):
                self._forget()
                return None
            self._timer = threading.Timer(IDLE_SECONDS, self._end_if_idle)
            self._timer.daemon = True
            self._timer.start()
            return answer

    def kill(self) -> None:
        """End the process; a question that is being answered gets None."""
        self._process.kill()
        self._process.wait()

    def _forget(self) -> None:
        self.kill()
        with _guard:
            if _lanes.get(self._key) is self:
                del _lanes[self._key]

    def _end_if_idle(self) -> None:
        if self._lock.acquire(blocking=False):
            try:
                self._forget()
            finally:
                self._lock.release()
