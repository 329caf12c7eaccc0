"""Where a lane's time goes on a submission: inside the student's calls and races, or in what is ours.

The reference of an assignment is graded in one lane, again and again: first as if its answers had never been
seen, then as those of most students, whose answers are equal to the last bit to ones that have passed. Wall
time is split into waiting for the
student's answers (from the last byte sent to the first that comes back), speed races, forking and locking the
worker, and the rest: drawing inputs, carrying values, comparing, bookkeeping. CPU time is told beside it, of
the lane's process and of the student's worker.
"""

import argparse
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder.checking.timing import Race
from autograder.course import find_assignment, load_course
from autograder.grading.lane import Lane
from autograder.grading.passed import Passed
from autograder.isolation import wire
from autograder.isolation.forking import Zygote

ROOT = Path(__file__).resolve().parents[2]


class Clock:
    """Wall seconds of named pieces; of pieces inside others the outermost counts."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self._inside = False

    def wrap(self, owner: Any, name: str, label: str) -> None:
        """Time every call of a function from now on."""
        inner: Callable[..., Any] = getattr(owner, name)

        def timed(*args: Any, **kwargs: Any) -> Any:
            if self._inside:
                return inner(*args, **kwargs)
            self._inside, start = True, time.perf_counter()
            try:
                return inner(*args, **kwargs)
            finally:
                self.seconds[label] += time.perf_counter() - start
                self._inside = False

        setattr(owner, name, timed)


def main() -> None:
    """Print the split."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("-a", "--assignment", default="04_attention")
    parser.add_argument("-n", type=int, default=20, help="how often the reference is graded (default 20)")
    options = parser.parse_args()
    assignment = find_assignment(ROOT, options.assignment)
    text = assignment.source.read_text(encoding="utf-8")
    clock = Clock()
    clock.wrap(Race, "__call__", "speed races")
    clock.wrap(Zygote, "fork", "fork and lock the worker")
    clock.wrap(wire, "receive_reply", "student's calls")
    with Lane(assignment, load_course(ROOT), seed=0) as lane:
        lane.grade(text)
        again, Passed.again = Passed.again, lambda *_: False  # type: ignore[method-assign]
        print(f"{assignment.name}: the reference graded {options.n} times in one lane, as if it were new\n")
        _measure(lane, text, options.n, clock)
        Passed.again = again  # type: ignore[method-assign]
        print("\nand with its answers known to pass\n")
        _measure(lane, text, options.n, clock)


def _measure(lane: Lane, text: str, count: int, clock: Clock) -> None:
    """Grade a text again and again; print where the time went."""
    clock.seconds.clear()
    start, cpu = time.perf_counter(), time.process_time()
    students = sum(result.cpu_seconds for _ in range(count) for result in lane.grade(text).results)
    wall, cpu = time.perf_counter() - start, time.process_time() - cpu
    print("| | ms each | share of the wall time |\n|---|---|---|")
    rest = wall - sum(clock.seconds.values())
    for label, seconds in [*clock.seconds.most_common(), ("ours: inputs, transport, comparing", rest)]:
        print(f"| {label} | {1000 * seconds / count:.0f} | {100 * seconds / wall:.0f} % |")
    print(f"| all | {1000 * wall / count:.0f} | |")
    theirs = clock.seconds["student's calls"] + clock.seconds["speed races"]
    print(f"\ninside student's calls and races: {100 * theirs / wall:.0f} %")
    print(f"CPU each: lane {1000 * cpu / count:.0f} ms, student's worker {1000 * students / count:.0f} ms")


if __name__ == "__main__":
    main()
