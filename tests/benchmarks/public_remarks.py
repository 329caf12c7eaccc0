"""What a student is told at home about each known mistake: run the public suites on every ``wrong/`` file.

    python tests/benchmarks/public_remarks.py [ASSIGNMENT …] [--all] [--only MISTAKE …]

Prints for each file what the first failing tests said about the kind of mistake, and shares at the end. Told
is who reads a remark, or a sentence of its own, in one of the failures; a mere difference of numbers
does not count. Speed tests are left out. Each file runs in a fork of a process that has loaded the suite.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from autograder.checking.habits import Habits
from autograder.checking.mistakes import lay_over
from autograder.checking.plugin import RUNS, set_tolerances
from autograder.checking.run import Run
from autograder.checking.runners import InProcess, read_source
from autograder.checking.suite import PLACE
from autograder.course import find_assignments
from autograder.model import Assignment, Verdict

ROOT = Path(__file__).parents[2]
SECONDS = 60
_TWO = re.compile(r"_(twice|again|two_\w+):")


class Loop:
    """A test loop that goes through the suite once for each mistake, in a fork."""

    def __init__(self, assignment: Assignment, only: list[str]) -> None:
        self.assignment = assignment
        self.files = [file for file in assignment.wrong if not only or file.stem in only]
        self.found: dict[str, dict[str, Any]] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the tests of the mistake's exercise."""
        set_tolerances(self.assignment)
        reference = read_source(self.assignment.source, self.assignment.harness)
        for file in self.files:
            mistake = lay_over(reference, file)
            tests = [
                item
                for item in session.items
                if mistake.functions & set(item.stash[PLACE].exercise.functions)
                and not item.stash[PLACE].is_speed
            ]

            def told(mistake: Any = mistake, tests: list[pytest.Item] = tests) -> list[list[str]]:
                run = Run(InProcess(mistake.source, habits=Habits()), shows_values=True)
                session.config.stash[RUNS][self.assignment.public] = run
                for item in tests:
                    runtestprotocol(item, log=False, nextitem=None)
                lost = [(t, o) for t, o in run.outcomes.items() if o.verdict is not Verdict.PASSED]
                return [[t, str(o.verdict), f"{o.message}\n{o.note}"] for t, o in lost]

            self.found[file.stem] = {"hint": mistake.hint, "tests": len(tests), "lost": _forked(told)}
        return True


def _forked(work: Any) -> Any:
    """Return what `work` gives in a child of its own; None when it takes too long or dies."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(SECONDS)
        try:
            text = json.dumps(work())
            with os.fdopen(writer, "w") as out:
                out.write(text)
        except BaseException:  # noqa: BLE001 (the child must end here, whatever happens)
            traceback.print_exc()
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answer:
        text = answer.read()
    os.waitpid(child, 0)
    return json.loads(text) if text else None


def sayings(message: str) -> Iterator[str]:
    """Yield what a failure says about the kind of mistake."""
    first, *rest = message.splitlines()
    # a remark, or a habit: writing into an argument, or into an earlier result
    yield from (line.strip() for line in rest if line.startswith(("  remark", "  input")))
    # what the harness did, when that is the point: a call once more, or two at once
    yield from (line.strip() for line in rest if line.startswith("  about ") and _TWO.search(line))
    if (
        "differs from what is expected" not in first
        and "as it should" not in first
        and " raised " not in first
    ) or "TypeError: the function must" in first:
        yield first


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("assignments", nargs="*")
    parser.add_argument("--all", action="store_true", help="print every failure in full")
    parser.add_argument("--only", nargs="+", default=[], help="names of mistakes")
    options = parser.parse_args()
    sums = [0, 0, 0]
    for assignment in find_assignments(ROOT):
        if options.assignments and assignment.name not in options.assignments:
            continue
        loop = Loop(assignment, options.only)
        arguments = [
            "-p",
            "no:terminal",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:xdist",
            f"--rootdir={ROOT}",
        ]
        sys.modules.pop("test_public", None)
        pytest.main([*arguments, str(assignment.public)], plugins=[loop])
        counts = [len(loop.found), 0, 0]
        for name, one in loop.found.items():
            lost = one["lost"]
            said = [s for _, _, message in lost or () for s in dict.fromkeys(sayings(message))]
            counts[1] += bool(lost) or lost is None
            counts[2] += bool(said)
            state = "TOLD" if said else "lost" if lost else "died" if lost is None else "    "
            print(f"{state} {assignment.name}/{name}: {one['hint']}")
            for text in lost if options.all and lost else ():
                print("     " + "\n     ".join(text[2].splitlines()))
            for text in [] if options.all else list(dict.fromkeys(said))[:3]:
                print(f"        {text}")
        told = f"{counts[2]} of {counts[0]} told ({counts[2] / counts[0]:.0%})"
        print(f"== {assignment.name}: {told}, {counts[1]} fail a public test")
        sums = [a + b for a, b in zip(sums, counts, strict=True)]
    print(
        f"== all: {sums[2]} of {sums[0]} told ({sums[2] / max(1, sums[0]):.0%}), {sums[1]} fail a public test"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
