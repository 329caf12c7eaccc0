"""From a saved file to the new verdict in ``autograder watch``: how long a student waits.

    python tests/benchmarks/watch_latency.py
    python tests/benchmarks/watch_latency.py 04_attention --saves 30 --pause 1

For each assignment a folder of its own is watched that holds the solution. One function at a time is spoilt
by a known mistake, saved, judged, then mended, saved and judged again. Every other save replaces the file, as
some editors do, instead of writing into it. Between two saves is a pause, in which a person would read.

The verdict is the one shown when all quick tests of what the change touches have ended; `all` is when slow
ones (speed, training) have ended too. The first run, of everything, starting included, is told apart.
"""

from __future__ import annotations

import argparse
import queue
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from autograder.checking.mistakes import lay_over
from autograder.checking.runners import read_source
from autograder.course import find_assignments
from autograder.model import Assignment
from autograder.studying.spare import Result
from autograder.studying.watching import Watcher, follow

ROOT = Path(__file__).resolve().parents[2]
FIRST_SECONDS, NEXT_SECONDS = 120, 30


def main() -> int:
    """Measure and print; return the exit status."""
    head, _, rest = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        description=head, epilog=rest, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("assignments", nargs="*", help="names of assignments [all]")
    parser.add_argument("--saves", type=int, default=12, help="saves of each assignment [12]")
    parser.add_argument("--pause", type=float, default=2.5, help="seconds between saves [2.5]")
    options = parser.parse_args()
    if options.saves < 1:
        parser.error("--saves must be at least 1")
    known = [one for one in find_assignments(ROOT) if one.wrong]
    chosen = [one for one in known if one.name in options.assignments or not options.assignments]
    if missing := set(options.assignments) - {one.name for one in chosen}:
        parser.error(f"no assignment is called {', '.join(sorted(missing))}")
    print("| assignment | first run, s | saves | median s | p95 s | longest s | all, median s |")
    print("| :--- " + "| ---: " * 6 + "|", flush=True)
    every: list[Times] = []
    for assignment in chosen:
        first, times = _measured(assignment, options.saves, options.pause)
        every += times
        print(_row(assignment.name, f"{first.whole:.2f}", times), flush=True)
    print(_row("all", "", every))
    return 0


class Times(NamedTuple):
    """Seconds from a save."""

    verdict: float
    whole: float


def _row(name: str, first: str, every: list[Times]) -> str:
    times = sorted(one.verdict for one in every)
    p95 = times[min(len(times) - 1, round(0.95 * len(times)))]
    middle, whole = statistics.median(times), statistics.median(one.whole for one in every)
    return f"| {name} | {first} | {len(times)} | {middle:.2f} | {p95:.2f} | {times[-1]:.2f} | {whole:.2f} |"


def _measured(assignment: Assignment, saves: int, pause: float) -> tuple[Times, list[Times]]:
    """Return the seconds of the first run, and those of each save after it."""
    with tempfile.TemporaryDirectory(prefix="watch-") as home:
        root = Path(home)
        shutil.copy(ROOT / "course.toml", root)
        folder = root / "assignments" / assignment.name
        shutil.copytree(ROOT / "assignments" / assignment.name, folder)
        file = folder / assignment.source.name
        shutil.copy(assignment.source, file)
        told: queue.SimpleQueue[Result | None] = queue.SimpleQueue()
        stop = threading.Event()
        watcher = Watcher(root, replace(assignment, folder=folder))
        thread = threading.Thread(target=follow, args=(watcher, told.put, stop))
        begin = time.monotonic()
        thread.start()
        try:
            first = _verdict(told, begin, FIRST_SECONDS)
            times = []
            for number, text in zip(range(saves), _texts(assignment), strict=False):
                time.sleep(pause)
                begin = time.monotonic()
                _save(file, text, swap=bool(number % 2))
                times.append(_verdict(told, begin, NEXT_SECONDS))
        finally:
            stop.set()
            thread.join()
            watcher.close()
    return first, times


def _texts(assignment: Assignment) -> Iterator[str]:
    """Yield what is saved: a mistake in one function, then the solution again, from all over the file."""
    reference = read_source(assignment.source, assignment.harness)
    for file in assignment.wrong[::7] * 7:
        yield lay_over(reference, file).source.text
        yield reference.text


def _save(file: Path, text: str, *, swap: bool) -> None:
    if not swap:
        file.write_text(text, encoding="utf-8")
        return
    beside = file.with_name(f".{file.name}.swp")
    beside.write_text(text, encoding="utf-8")
    beside.replace(file)


def _verdict(told: queue.SimpleQueue[Result | None], begin: float, seconds: float) -> Times:
    """Wait for a verdict on some test; a run that says nothing of any is an error here."""
    seen = []
    while True:
        try:
            result = told.get(timeout=seconds)
        except queue.Empty:
            raise SystemExit(f"no verdict within {seconds} s of a save") from None
        if result is None or not result.rows:
            raise SystemExit(
                f"no test was judged: {result.problem if result else 'the save touched nothing'}"
            )
        seen.append(time.monotonic() - begin)
        if not result.running:
            return Times(seen[0], seen[-1])


if __name__ == "__main__":
    sys.exit(main())
