"""Run an assignment's tests again whenever a file in its folder is saved, in a process that is warm already.

The next process is started while a result is being read. What a newer save outdates is broken off, and run
with what that one touches.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from autograder.checking.scoreboard import Row
from autograder.model import Assignment
from autograder.studying.spare import Result, Spare
from autograder.studying.touching import touched

Show = Callable[[Result | None], None]
_TICK = 0.2
"""Seconds after which Ctrl-C is looked for, on systems where waiting does not notice it."""


class Watcher:
    """The tests of one assignment, run again as its files change."""

    def __init__(self, root: Path, assignment: Assignment) -> None:
        self.root = root
        self.assignment = assignment
        self.rows: dict[str, Row] = {}
        self.texts: dict[str, str] = {}
        self.exercises: dict[str, list[str]] = {}
        self._durations: dict[str, float] = {}
        self._tested = ""
        self._owed: set[str] | None = None
        """Exercises whose last run did not come to its end; None for all."""
        self._running: Spare | None = None
        self._spare: Spare | None = self._new()

    def _new(self) -> Spare:
        return Spare(self.root, self.assignment.public)

    def close(self) -> None:
        """End the processes."""
        for one in (self._spare, self._running):
            if one is not None:
                one.close()

    def outdate(self) -> None:
        """Say, from another thread, that what is being run is not worth waiting for any more."""
        if (running := self._running) is not None:
            running.break_off()

    def run(self, names: set[str] | None = None, early: Show | None = None) -> Result | None:
        """Run what changed files touch; None when that is nothing.

        Parameters
        ----------
        names : set of str, optional
            Names of the changed files; at the first time everything is run.
        early : callable, optional
            Given the result before its slow tests have ended, if it has any.
        """
        text = self._text()
        only_source = names is not None and names <= {self.assignment.source.name}
        chosen = self._touched(text) if only_source else None
        if chosen == set():
            self._tested = text
            return None
        if self._spare is None or (names is not None and not only_source):
            if self._spare is not None:
                self._spare.close()  # it has loaded the suite as it was
            self._spare = self._new()
        self._running, self._spare = self._spare, None

        def take_early(result: Result) -> None:
            self._spare = self._spare or self._new()
            self._take(result, whole=chosen is None)
            if early is not None:
                early(result)

        try:
            result = self._running.run(
                None if chosen is None else sorted(chosen), self._durations, take_early
            )
        finally:
            self._running = None
            self._spare = self._spare or self._new()
        # what could not be imported says nothing about what has changed since the last time it could
        self._tested = "" if any(row.at_import for row in result.rows.values()) else text
        self._owed = chosen if result.is_outdated or result.problem else set()
        if not result.is_outdated:
            self._take(result, whole=chosen is None)
        return result

    def _touched(self, text: str) -> set[str] | None:
        """Return the exercises to be run for a change of the student's file; None for all."""
        if not self._tested or self._owed is None:
            return None
        harness = self.assignment.harness
        beside = harness.read_text(encoding="utf-8") if harness.is_file() else ""
        found = touched(self._tested, text, beside, self.exercises)
        return None if found is None else found | self._owed

    def _take(self, result: Result, *, whole: bool) -> None:
        if whole and not result.problem:
            self.rows, self.texts = {}, {}
        for test, row in result.rows.items():
            self.rows[test] = row
            self.texts.pop(test, None)
            if test in result.texts:
                self.texts[test] = result.texts[test]
        for test, seconds in result.durations.items():
            # one that fails at once may be slow again when it passes
            self._durations[test] = max(seconds, self._durations.get(test, 0.0))
        self.exercises = result.exercises or self.exercises

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


def follow(watcher: Watcher, show: Show, stop: threading.Event) -> None:
    """Run at once, then after every change, until `stop` is set or Ctrl-C.

    `show` gets each result, and before it the same without its slow tests, if it has any.
    """
    saves: queue.SimpleQueue[set[str] | Exception] = queue.SimpleQueue()

    def listen() -> None:
        try:
            for names in changes(watcher.assignment.folder.resolve(), stop):
                watcher.outdate()  # first, so that it cannot meet the run that this save begins
                saves.put(names)
        except Exception as error:  # noqa: BLE001 (raised where it can be told)
            saves.put(error)

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    names: set[str] | None = None
    try:
        while not stop.is_set():
            result = watcher.run(names, show)
            if result is None or not result.is_outdated:
                show(result)
            names = _next(saves, stop)
    finally:
        stop.set()
        listener.join()


def _next(saves: queue.SimpleQueue[set[str] | Exception], stop: threading.Event) -> set[str]:
    """Wait for saved files; return all that have been saved by now."""
    names: set[str] = set()
    while not stop.is_set() and not (names and saves.empty()):
        try:
            found = saves.get(timeout=_TICK)
        except queue.Empty:
            continue
        if isinstance(found, Exception):
            raise found
        names |= found
    return names
