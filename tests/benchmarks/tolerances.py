"""Hold tolerances against errors: what right files need of them, and what wrong files exceed them by.

    python tests/benchmarks/tolerances.py
    python tests/benchmarks/tolerances.py 04_attention --seed 3

Errors are parts of what is allowed at the comparison, ``|actual - expected| / (atol + rtol * |expected|)``;
above 1 a point is lost. For each exercise and dtype:

right    the largest error of any file below ``right/``, or of the reference in float32 against itself in
         float64 on the same inputs (named ``float64``); too near above 0.5.
wrong    of each file below ``wrong/`` the largest error in a test it fails on values; the smallest of these
         over the files. Too near below 2. A file counts for the dtype of its most telling comparison; NaN for
         a number, or whole numbers and words that differ, count as infinite; files that only fail
         otherwise (shape, dtype, exception, a property) are not limited by a tolerance and are left out.

Exit status 1 when one is too near.
"""

from __future__ import annotations

import argparse
import dataclasses
import itertools
import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from autograder.checking import compare as comparing
from autograder.checking.compare import differences
from autograder.checking.mismatch import Difference, Mismatch
from autograder.checking.mistakes import lay_over
from autograder.checking.outcomes import Outcome
from autograder.checking.reference import Compare
from autograder.checking.run import Run
from autograder.checking.runners import InProcess, Remote
from autograder.checking.suite import Place
from autograder.checking.tolerance import Rule
from autograder.course import find_assignment, find_assignments, load_course
from autograder.grading.lane import Lane
from autograder.isolation.calling import Worker
from autograder.isolation.loading import Source
from autograder.isolation.sandbox import Level
from autograder.isolation.values import Array
from autograder.model import Assignment, CourseError, Verdict

ROOT = Path(__file__).resolve().parents[2]
RIGHT_MOST = 0.5
WRONG_LEAST = 2.0
FLOAT64 = "float64"
EXACT = "exact"
"""Stand for a file (the reference, float32 against float64) and for a dtype (no floating point numbers)."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """An error as a part of what is allowed, and where it was met."""

    part: float
    dtype: str
    file: str
    test: str


@dataclass(slots=True)
class Recorder:
    """Collects the errors of the comparisons made in this process, while it is given a list."""

    errors: list[tuple[str, float]] | None = None
    """Dtype and part of what is allowed, comparison by comparison; None while nothing is recorded."""
    widens: bool = False
    """Whether the reference is also asked in float64 wherever it is asked in float32."""

    def install(self) -> None:
        """Put this in the way of the two functions that compare."""
        values, ask = comparing.compare_values, Compare.__call__

        def recorded(actual: Array, expected: Array, rule: Rule) -> Iterator[Difference]:
            if self.errors is not None:
                self.errors.append((dtype_of(actual, expected), part_of(actual, expected, rule)))
            return values(actual, expected, rule)

        def asked(compare: Compare, function: str, /, *args: Any, **kwargs: Any) -> Any:
            answer = ask(compare, function, *args, **kwargs)
            if self.widens and self.errors is not None:
                self._widen(compare, function, args, kwargs)
            return answer

        comparing.compare_values = recorded
        Compare.__call__ = asked

    def _widen(self, compare: Compare, function: str, args: Any, kwargs: Any) -> None:
        """Hold the reference's answer to float32 inputs against that to the same numbers in float64."""
        assert isinstance(compare.reference, InProcess)
        reference = InProcess(compare.reference.source, _program=compare.reference.program())
        narrow, (args, kwargs) = reference.call(function, *args, **kwargs), widened((args, kwargs))
        rule = dataclasses.replace(compare.rule, dtype=False)
        kept, self.errors = self.errors or [], []
        list(differences(narrow, reference.call(function, *args, **kwargs), rule))
        # what float32 cannot hold is no rounding error
        kept += [error for error in self.errors if error[0] == "float32" and math.isfinite(error[1])]
        self.errors = kept


def dtype_of(*arrays: Array) -> str:
    """Return the coarser dtype of those compared, or `EXACT`."""
    bits = [np.finfo(array.dtype).bits for array in arrays if array.dtype.kind in "fc"]
    return f"float{min(bits)}" if bits else EXACT


def part_of(actual: Array, expected: Array, rule: Rule) -> float:
    """Return the largest error as a part of what is allowed there; infinite where no tolerance would do."""
    if dtype_of(actual, expected) == EXACT:
        return math.inf if (actual != expected).any() else 0.0
    allowed = rule.tolerance(actual.dtype, expected.dtype)
    wide = np.complex128 if "c" in (actual.dtype.kind, expected.dtype.kind) else np.float64
    mine, right = actual.astype(wide), expected.astype(wide)
    with np.errstate(all="ignore"):
        parts = np.abs(mine - right) / (allowed.atol + allowed.rtol * np.abs(right))
    parts = np.where((mine == right) | (np.isnan(mine) & np.isnan(right)), 0.0, parts)
    return float(np.where(np.isfinite(parts), parts, math.inf).max(initial=0.0))


def widened(value: Any) -> Any:
    """Return arguments with float64 in place of float32."""
    if isinstance(value, dict):
        return dict(zip(value, map(widened, value.values()), strict=True))
    if isinstance(value, (list, tuple)):
        return type(value)(map(widened, value))
    if "float32" not in str(getattr(value, "dtype", "")):
        return value
    return value.double() if hasattr(value, "detach") else value.astype(np.float64)


RECORDER = Recorder()


@dataclass(slots=True)
class Measured(Run):
    """A run that keeps the errors of each test; without hints, and on request of one exercise alone."""

    file: str = ""
    functions: frozenset[str] = frozenset()
    """Only tests of the exercise of these functions are run; all when empty."""
    found: dict[str, list[Finding]] = field(default_factory=dict)

    def wants(self, place: Place) -> bool:
        """Say whether a test belongs to the run."""
        chosen = not self.functions or not self.functions.isdisjoint(place.exercise.functions)
        return chosen and Run.wants(self, place)

    def begin(self, place: Place) -> None:
        """Start a test."""
        RECORDER.errors, RECORDER.widens = [], self.file == FLOAT64
        Run.begin(self, place)

    def record(self, place: Place, error: BaseException | None, outcome: Outcome) -> None:
        """Keep what was measured in the test."""
        own = [Finding(part, dtype, self.file, place.test) for dtype, part in RECORDER.errors or ()]
        aspects = {each.aspect for each in error.differences} if isinstance(error, Mismatch) else set()
        if aspects & {"values", "finite"} and all(each.part <= 1 for each in own):
            own.append(Finding(math.inf, EXACT, self.file, place.test))  # Python's own numbers and words
        self.found[place.test] = own
        RECORDER.errors = None
        Run.record(self, place, error, outcome)


def measure(lane: Lane, file: str, text: str, functions: frozenset[str] = frozenset()) -> Measured:
    """Run a text through the suite, or through one exercise of it without the speed tests."""
    reference = lane.reference.source
    source = Source(reference.module, text, reference.file, reference.harness)
    assert lane.zygote is not None
    with Worker(lane.zygote, source) as worker:
        speed = {place.test for place in lane.places if place.is_speed and functions}
        run = Measured(Remote(worker), lane.reference, without=speed, file=file, functions=functions)
        lane._go_through(run)
    return run


def table(assignment: Assignment, seed: int) -> tuple[list[str], bool]:
    """Measure one assignment; return its table, and whether there is room on both sides everywhere."""
    right: dict[tuple[str, str], Finding] = {}
    wrong: dict[tuple[str, str], Finding] = {}
    told, notes = 0, []
    with Lane(assignment, load_course(assignment.folder.parents[1]), seed, Level.PROCESS) as lane:
        lane.start()
        exercise_of = {place.test: place.exercise.name for place in lane.places}
        texts = {FLOAT64: lane.reference.source.text}
        texts |= {file.stem: file.read_text(encoding="utf-8") for file in assignment.right}
        for name, text in texts.items():
            run = measure(lane, name, text)
            lost = [t for t, o in run.outcomes.items() if o.verdict not in (Verdict.PASSED, Verdict.TOO_SLOW)]
            notes += [f"  right file {name} loses {test}: {run.outcomes[test].message}" for test in lost]
            for each in itertools.chain(*run.found.values()):
                key = (exercise_of[each.test], each.dtype)
                right[key] = max(each, right.get(key, each))
        for file in assignment.wrong:
            mistake = lay_over(lane.reference.source, file)
            run = measure(lane, mistake.name, mistake.source.text, mistake.functions)
            telling = max(itertools.chain(*run.found.values()), default=None)
            if telling is not None and telling.part > 1:
                told += 1
                key = (exercise_of[telling.test], telling.dtype)
                wrong[key] = min(telling, wrong.get(key, telling))
    lines = [f"{'exercise':<30}{'dtype':<9}{'right':>8}  {'of':<22}{'wrong':>9}  {'of':<34}verdict"]
    good = not notes
    order = list(exercise_of.values())
    keys = [key for key in right.keys() | wrong.keys() if key[1] != EXACT]
    for exercise, dtype in sorted(keys, key=lambda key: (order.index(key[0]), key[1])):
        highest, lowest = right.get((exercise, dtype)), wrong.get((exercise, dtype))
        close = {"right": highest} if highest and highest.part > RIGHT_MOST else {}
        close |= {"wrong": lowest} if lowest and lowest.part < WRONG_LEAST else {}
        good = good and not close
        verdict = f"{' and '.join(close)} too near" if close else "ok"
        said = "; ".join([verdict, *(each.test for each in close.values())])
        lines.append(f"{exercise:<30}{dtype:<9}{_cells(highest, 8, 22)}{_cells(lowest, 9, 34)}{said}")
    head = f"{assignment.name}: {told} of {len(assignment.wrong)} wrong files told by values"
    return [head, *lines, *notes], good


def _cells(finding: Finding | None, number: int, name: int) -> str:
    part, file = (f"{finding.part:.2g}", finding.file) if finding else ("-", "")
    return f"{part:>{number}}  {file[: name - 1]:<{name}}"


def main() -> int:
    """Measure what was asked for."""
    as_written = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=as_written)
    parser.add_argument("assignments", nargs="*", metavar="ASSIGNMENT", help="such as 04; default: all")
    parser.add_argument("--root", type=Path, default=ROOT, help="the course's folder (default: this one)")
    parser.add_argument("--seed", type=int, default=0, help="seed of all random inputs (default 0)")
    chosen = parser.parse_args()
    RECORDER.install()
    good = True
    try:
        found = [find_assignment(chosen.root, name) for name in chosen.assignments]
        for assignment in found or find_assignments(chosen.root):
            lines, is_good = table(assignment, chosen.seed)
            print("\n".join(lines), end="\n\n", flush=True)
            good = good and is_good
    except CourseError as error:
        parser.error(str(error))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
