"""Run an assignment's tests again whenever a file in its folder is saved, in a process that is warm already.

The next process is started while the last result is being read. A run that takes too long is killed with its
process; the test it hung in is named. Nothing of the student's code is ever loaded into this process.
"""

from __future__ import annotations

import contextlib
import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from autograder.checking.scoreboard import Row
from autograder.model import Assignment
from autograder.studying.touching import touched

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
    exercises: dict[str, list[str]] = field(default_factory=dict)
    problem: str = ""
    """Why there is no result, or not the whole of it."""
    seconds: float = 0.0


class Warm:
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
        self.lines: queue.SimpleQueue[str] = queue.SimpleQueue()
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

    def run(self, exercises: list[str] | None) -> Result:
        """Run the tests of some exercises, or of all."""
        found, start = Result(), time.monotonic()
        assert self.process.stdin is not None  # noqa: S101 (for the type checker)
        try:
            self.process.stdin.write(json.dumps({"exercises": exercises}) + "\n")
            self.process.stdin.flush()
            self._follow(found)
        except BrokenPipeError:
            found.problem = "the process that runs the tests has ended; save the file again"
        finally:
            self.close()
        found.seconds = time.monotonic() - start
        return found

    def _follow(self, found: Result) -> None:
        test, patience = "", 60.0
        while True:
            try:
                line = self.lines.get(timeout=patience)
            except queue.Empty:
                found.problem = f"{test or 'loading the tests'} hung and was ended after {patience:g} s"
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
                found.rows[row.test] = row
                if message["text"]:
                    found.texts[row.test] = message["text"]


class Watcher:
    """The tests of one assignment, run again as its files change."""

    def __init__(self, root: Path, assignment: Assignment) -> None:
        self.root = root
        self.assignment = assignment
        self.rows: dict[str, Row] = {}
        self.texts: dict[str, str] = {}
        self.exercises: dict[str, list[str]] = {}
        self._tested = ""
        self._spare = Warm(root, assignment.public)

    def close(self) -> None:
        """End the spare process."""
        self._spare.close()

    def run(self, names: set[str] | None = None) -> Result | None:
        """Run what changed files touch; None when that is nothing.

        Parameters
        ----------
        names : set of str, optional
            Names of the changed files; at the first time everything is run.
        """
        text = self._text()
        chosen: list[str] | None = None
        if names is not None and names <= {self.assignment.source.name} and self.rows and self._tested:
            harness = self.assignment.harness
            beside = harness.read_text(encoding="utf-8") if harness.is_file() else ""
            found = touched(self._tested, text, beside, self.exercises)
            if found == set():
                self._tested = text
                return None
            chosen = None if found is None else sorted(found)
        if names is not None and not names <= {self.assignment.source.name}:
            self._spare.close()  # it has loaded the suite as it was
            self._spare = Warm(self.root, self.assignment.public)
        warm = self._spare
        try:
            result = warm.run(chosen)
        finally:
            self._spare = Warm(self.root, self.assignment.public)
        # what could not be imported says nothing about what has changed since the last time it could
        self._tested = "" if any(row.at_import for row in result.rows.values()) else text
        if chosen is None and not result.problem:
            self.rows, self.texts = {}, {}
        for test, row in result.rows.items():
            self.rows[test] = row
            self.texts.pop(test, None)
            if test in result.texts:
                self.texts[test] = result.texts[test]
        self.exercises = result.exercises or self.exercises
        return result

    def _text(self) -> str:
        try:
            return self.assignment.source.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError):
            return ""


def changes(folder: Path, stop: threading.Event) -> Iterator[set[str]]:
    """Yield the names of saved files of a folder, however an editor saves them (in place or by renaming)."""
    from watchfiles import watch

    def matters(_: object, path: str) -> bool:
        name = Path(path).name
        return Path(path).parent == folder and name.endswith((".py", ".npz")) and not name.startswith(".")

    quick: dict[str, Any] = {"debounce": 60, "step": 20, "rust_timeout": 500}
    for found in watch(
        folder, watch_filter=matters, stop_event=stop, recursive=False, raise_interrupt=True, **quick
    ):
        yield {Path(path).name for _, path in found}


def follow(watcher: Watcher, show: Callable[[Result | None], None], stop: threading.Event) -> None:
    """Run at once, then after every change, until `stop` is set or Ctrl-C."""
    show(watcher.run())
    for names in changes(watcher.assignment.folder.resolve(), stop):
        show(watcher.run(names))
