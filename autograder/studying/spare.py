"""A process that waits, warm, to run one assignment's tests, once; as seen by those who watch.

What runs in it is `warm`; nothing of the student's code is ever loaded on this side. A run that takes too
long is killed with its process, and the test it hung in is named.
"""

from __future__ import annotations

import contextlib
import copy
import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any

from autograder.checking.scoreboard import NEVER_ENDED, RUNNING, Row

SECONDS = 10
"""For one test; what takes longer is cut."""
_PATIENCE = 3
"""More seconds until the process itself is killed, which also ends a call into C."""


@dataclass(slots=True)
class Result:
    """What came of one run."""

    rows: dict[str, Row] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    """What failed tests said."""
    durations: dict[str, float] = field(default_factory=dict)
    """Seconds each test took."""
    exercises: dict[str, list[str]] = field(default_factory=dict)
    running: int = 0
    """Slow tests that have yet to end; their rows say so."""
    problem: str = ""
    """Why there is no result, or not the whole of it."""
    is_outdated: bool = False
    """Whether it was broken off, since there is something newer to be run."""
    seconds: float = 0.0


class Spare:
    """A process that waits to run one assignment's tests, once."""

    def __init__(self, root: Path, suite: Path) -> None:
        command = [sys.executable, "-m", "autograder.studying.warm", str(root), str(suite), str(SECONDS)]
        self.process = subprocess.Popen(  # noqa: S603 (our own command)
            command,
            cwd=root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, args=(self.process.stdout,), daemon=True)
        self._reader.start()

    def _read(self, stream: IO[str]) -> None:
        for line in stream:
            self.lines.put(line)
        self.lines.put("")

    def close(self) -> None:
        """End the process, whatever it is doing."""
        self.process.kill()
        self.process.wait()
        self._reader.join()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()

    def break_off(self) -> None:
        """End a run from another thread; what it would find is outdated."""
        self.lines.put(None)

    def run(
        self,
        exercises: list[str] | None,
        durations: Mapping[str, float],
        early: Callable[[Result], None],
    ) -> Result:
        """Run the tests of some exercises, or of all: the quick ones, then the slow ones.

        Parameters
        ----------
        exercises : list of str or None
            None for all.
        durations : mapping
            Seconds that tests have taken before.
        early : callable
            Given the result as it is when slow tests alone are left; it is complete but for their rows.
        """
        found, start = Result(), time.monotonic()
        assert self.process.stdin is not None  # noqa: S101 (for the type checker)

        def tell_early() -> None:
            found.seconds = time.monotonic() - start
            early(copy.deepcopy(found))

        try:
            self.process.stdin.write(
                json.dumps({"exercises": exercises, "durations": dict(durations)}) + "\n"
            )
            self.process.stdin.flush()
            self._follow(found, tell_early)
        except BrokenPipeError:
            found.problem = "the process that runs the tests has ended; save the file again"
        finally:
            self.close()
        found.seconds = time.monotonic() - start
        for test, row in found.rows.items():
            if row.verdict == RUNNING:
                found.rows[test] = replace(row, verdict=NEVER_ENDED)
        return found

    def _follow(self, found: Result, tell_early: Callable[[], None]) -> None:
        test, patience = "", 60.0
        while True:
            try:
                line = self.lines.get(timeout=patience)
            except queue.Empty:
                found.problem = f"{test or 'loading the tests'} hung and was ended after {patience:g} s"
                return
            if line is None:
                found.is_outdated = True
                return
            if not line:
                found.problem = f"Python ended in {test}: exit(), or a crash" if test else "Python ended"
                return
            message: dict[str, Any] = json.loads(line)
            if "status" in message:
                return
            test = message.get("begins", test).rpartition("/")[2]
            patience = SECONDS + _PATIENCE if "begins" in message else 60.0
            found.exercises = message.get("exercises", found.exercises)
            found.problem = message.get("broken", found.problem)
            if "row" in message:
                row = Row.of(message["row"])
                found.running -= row.test in found.rows
                found.rows[row.test] = row
                found.durations[row.test] = message["seconds"]
                if message["text"]:
                    found.texts[row.test] = message["text"]
            if "running" in message:
                late = [Row.of(row) for row in message["running"]]
                found.rows |= {row.test: row for row in late}
                found.running = len(late)
                if not any(row.at_import for row in found.rows.values()):  # else the rest ends at once
                    tell_early()
