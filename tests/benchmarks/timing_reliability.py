"""Count wrong decisions of races, and what a decision costs, while the machine is busy.

    python tests/benchmarks/timing_reliability.py
    python tests/benchmarks/timing_reliability.py --decisions 3000 --slow-decisions 600
    python tests/benchmarks/timing_reliability.py --assignment 04_attention --loads none,cpu-4

Every race of the hidden suites is run with the files below ``right/`` and ``slow/`` of its assignment, with
fresh inputs each time, under six loads made here. A right file that loses a race is a *false fail*, a slow
one that wins all races of its function is a *miss*; one of either makes the exit status 1. `T` is the limit
of the race: ratios are given as parts of it.
"""

from __future__ import annotations

import argparse
import inspect
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from autograder.checking.mistakes import lay_over
from autograder.checking.plugin import zygote_kind
from autograder.checking.runners import read_source
from autograder.checking.timing import KILL, Heat, TooSlowError, decide
from autograder.isolation.calling import Worker
from autograder.isolation.failures import SubmissionError
from autograder.isolation.forking import Budget, Zygote
from autograder.isolation.loading import Program, Source
from autograder.model import Assignment

ROOT = Path(__file__).resolve().parents[2]
LIFE_SECONDS = 60
"""A load generator ends by itself after this long, whatever becomes of us; it is then started again."""
_HOG = f"""
import os, time
end, parent = time.monotonic() + {LIFE_SECONDS}, os.getppid()
while time.monotonic() < end and os.getppid() == parent:
    sum(range(100_000))
"""
_MEMORY_HOG = f"""
import os, time
import numpy as np
end, parent = time.monotonic() + {LIFE_SECONDS}, os.getppid()
source, target = np.ones(2**25), np.empty(2**25)  # 256 MiB each, far beyond any cache
while time.monotonic() < end and os.getppid() == parent:
    np.copyto(target, source)
"""
_NEIGHBOUR = [__file__, "--neighbour"]
LOADS: dict[str, list[list[str]]] = {
    "none": [],
    "cpu-1": [["-c", _HOG]],
    "cpu-2": [["-c", _HOG]] * 2,
    "cpu-4": [["-c", _HOG]] * 4,
    "memory-2": [["-c", _MEMORY_HOG]] * 2,
    "grading": [_NEIGHBOUR],
}


@dataclass(frozen=True)
class Entry:
    """One file: in one race when it is right, in all of its function when it is slow."""

    name: str
    heats: tuple[Heat, ...]
    kind: str
    reference: Source
    student: Source


@dataclass(frozen=True)
class Decision:
    """What became of one race."""

    entry: Entry
    passed: bool
    part: float
    """Measured ratio as a part of the limit; of a killed call at least this."""
    seconds: float
    calls: int
    said: str = ""


@dataclass
class Generators:
    """Processes that keep the machine busy; `keep` starts again those that have ended by themselves."""

    commands: list[list[str]]
    running: list[subprocess.Popen[bytes] | None] = field(init=False)

    def __post_init__(self) -> None:
        self.running = [None] * len(self.commands)

    def keep(self) -> None:
        """Start what does not run."""
        for i, command in enumerate(self.commands):
            process = self.running[i]
            if process is None or process.poll() is not None:
                self.running[i] = subprocess.Popen([sys.executable, *command], stdout=subprocess.DEVNULL)

    def stop(self) -> None:
        """End them all."""
        for process in self.running:
            if process is not None:
                process.kill()
                process.wait()


@contextmanager
def load(name: str) -> Iterator[Generators]:
    """Run load generators; they are killed at the end."""
    generators = Generators(LOADS[name])
    try:
        generators.keep()
        time.sleep(1.0 if LOADS[name] else 0.0)  # until their imports are done
        yield generators
    finally:
        generators.stop()


def find_heats(assignment: Assignment) -> list[Heat]:
    """Ask the speed tests of a hidden suite which races they run."""
    suite = Program(Source("suite", assignment.hidden.read_text(encoding="utf-8"), str(assignment.hidden)))
    cases = Program(Source("cases", assignment.cases.read_text(encoding="utf-8"), str(assignment.cases)))
    heats: list[Heat] = []

    def race(function: str, build: Any, *, limit: float, tiny: Any, **_: Any) -> float:
        heats.append(Heat(function, build, tiny, limit))
        return 0.0

    given = {"race": race, "cases": cases.module, "rng": np.random.default_rng(0)}
    for cls in vars(suite.module).values():
        if inspect.isclass(cls) and any(mark.name == "speed" for mark in getattr(cls, "pytestmark", [])):
            for name, test in vars(cls).items():
                wanted = list(inspect.signature(test).parameters)[1:] if name.startswith("test_") else ["-"]
                if set(wanted) <= given.keys():
                    test(SimpleNamespace(), **{key: given[key] for key in wanted})
    return heats


def find_entries(names: list[str]) -> list[Entry]:
    """Return every file of every race, of the assignments in `names` or of all."""
    entries = []
    for folder in sorted((ROOT / "solutions").glob("[0-9][0-9]_*")):
        assignment = Assignment(folder.name, folder)
        if (names and folder.name not in names) or not assignment.hidden.is_file():
            continue
        reference = read_source(assignment.source, assignment.harness)
        slow = [lay_over(reference, file) for file in assignment.slow]
        all_heats = find_heats(assignment)
        for heat in all_heats:
            for file in assignment.right:
                text = file.read_text(encoding="utf-8")
                source = Source(reference.module, text, file.name, reference.harness)
                entries.append(Entry(f"{folder.name}/right/{file.stem}", (heat,), "right", reference, source))
        for overlay in slow:
            heats = tuple(h for h in all_heats if any(h.function.startswith(f) for f in overlay.functions))
            if heats:
                name = f"{folder.name}/slow/{overlay.name}"
                entries.append(Entry(name, heats, "slow", reference, overlay.source))
    return entries


def one_decision(entry: Entry, zygote: Zygote, seed: list[int]) -> Decision:
    """Run its races on fresh inputs, until one is lost."""
    rng, start, parts, calls = np.random.default_rng(seed), time.monotonic(), [], 0
    for heat in entry.heats:
        student, reference = Worker(zygote, entry.student), Worker(zygote, entry.reference)
        said = ""
        try:
            times = decide(student, reference, heat, rng, [])
        except TooSlowError as error:
            times, said = error.times, error.sentence or "too slow"
        except SubmissionError as error:
            return Decision(entry, False, KILL, time.monotonic() - start, calls, str(error))
        parts.append(KILL if times.killed else times.ratio / heat.limit)
        calls += times.calls
        if said:
            break
    return Decision(entry, not said, max(parts), time.monotonic() - start, calls, said)


class Runner:
    """Makes decisions, with one zygote of each kind."""

    def __init__(self, stack: ExitStack, seed: int) -> None:
        self.stack = stack
        self.seed = seed
        self.made = 0
        self.zygotes: dict[str, Zygote] = {}

    def decide(self, entry: Entry) -> Decision:
        """Make the next decision."""
        kind = zygote_kind(entry.reference)
        if kind not in self.zygotes:
            self.zygotes[kind] = self.stack.enter_context(Zygote(kind, Budget(call_seconds=60)))
            self.zygotes[kind].reap(self.zygotes[kind].fork())
        self.made += 1
        return one_decision(entry, self.zygotes[kind], [self.seed, self.made])


def measure(
    runner: Runner, name: str, entries: list[Entry], count: int, tell: Callable[[str], None]
) -> list[Decision]:
    """Make `count` decisions under one load, taking the files in turn."""
    decisions = []
    with load(name) as generators:
        for i in range(count):
            generators.keep()
            decision = runner.decide(entries[i % len(entries)])
            decisions.append(decision)
            if decision.passed != (decision.entry.kind == "right"):
                what = f"{decision.entry.name} in {decision.entry.heats[-1].function}"
                tell(f"wrong: {name}: {what}: {decision.passed=} at {decision.part:.2f} T {decision.said}")
    return decisions


COLUMNS = ["load", "right", "false fails", "largest T", "mean s", "p95 s", "calls"]
COLUMNS += ["slow", "misses", "smallest T", "mean s"]
HEAD = f"| {' | '.join(COLUMNS)} |\n{'|---' * len(COLUMNS)}|"


def row(name: str, decisions: list[Decision]) -> str:
    """Write the line of one load."""
    right = [d for d in decisions if d.entry.kind == "right"]
    slow = [d for d in decisions if d.entry.kind == "slow"]
    cells: list[object] = [name, len(right), sum(not d.passed for d in right)]
    if right:
        cost = np.array([d.seconds for d in right])
        numbers = max(d.part for d in right), cost.mean(), np.quantile(cost, 0.95)
        cells += [f"{number:.2f}" for number in (*numbers, np.mean([d.calls for d in right]))]
    else:
        cells += [""] * 4
    cells += [len(slow), sum(d.passed for d in slow)]
    if slow:
        cells += [f"{min(d.part for d in slow):.2f}", f"{np.mean([d.seconds for d in slow]):.2f}"]
    else:
        cells += [""] * 2
    return f"| {' | '.join(map(str, cells))} |"


def be_a_neighbour(runner: Runner, entries: list[Entry]) -> None:
    """Grade beside another benchmark, for a while."""
    end, parent = time.monotonic() + LIFE_SECONDS, os.getppid()
    while time.monotonic() < end and os.getppid() == parent:
        runner.decide(entries[runner.made % len(entries)])


def main() -> int:
    """Measure and print; 1 when a decision was wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--decisions", type=int, default=300, metavar="N", help="for right files, over all loads"
    )
    parser.add_argument("--slow-decisions", type=int, metavar="N", help="for slow files (default: a fifth)")
    parser.add_argument(
        "--assignment", action="append", default=[], metavar="NAME", help="only this; may be repeated"
    )
    parser.add_argument("--loads", default=",".join(LOADS), help=f"some of {','.join(LOADS)}")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--neighbour", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    loads = options.loads.split(",")
    if unknown := [name for name in loads if name not in LOADS]:
        parser.error(f"there is no load {unknown[0]}; choose from {', '.join(LOADS)}")
    entries = find_entries(options.assignment)
    if not entries:
        parser.error("no races with files below right/ or slow/ were found")
    with ExitStack() as stack:
        runner = Runner(stack, options.seed)
        if options.neighbour:
            be_a_neighbour(runner, entries)
            return 0
        print(f"{len(entries)} pairs, {os.cpu_count()} CPUs, load average {os.getloadavg()[0]:.1f} before")
        print(HEAD)
        slow_decisions = options.decisions // 5 if options.slow_decisions is None else options.slow_decisions
        rows: dict[str, list[Decision]] = {name: [] for name in loads}
        for name in loads:
            for kind, count in (("right", options.decisions), ("slow", slow_decisions)):
                own = [entry for entry in entries if entry.kind == kind]
                share = -(-count // len(loads)) if own else 0
                rows[name] += measure(runner, name, own, share, lambda text: print(text, flush=True))
            print(row(f"{name} (load average {os.getloadavg()[0]:.1f})", rows[name]), flush=True)
    everything = [decision for decisions in rows.values() for decision in decisions]
    print(row("all", everything))
    return 1 if any(d.passed != (d.entry.kind == "right") for d in everything) else 0


if __name__ == "__main__":
    sys.exit(main())
