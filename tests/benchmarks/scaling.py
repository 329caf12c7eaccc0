"""Grade classes of growing size: time per submission and memory are to stay as they are.

    python tests/benchmarks/scaling.py
    python tests/benchmarks/scaling.py --sizes 10,100,1000 --lanes 2
    python tests/benchmarks/scaling.py --assignment 04_attention --sizes 1000 --lanes 2

Each class is graded by ``autograder grade`` from nothing, by one lane and by two, and then a second time with
nothing changed, which only checks reports. The class is synthetic. Without ``--assignment`` it is made of the
18 ordinary submissions of ``workload/``; with it, of what that assignment knows to be right, wrong and slow,
and every fiftieth submission never ends. No two submissions have the same text.

s each      wall-clock seconds of the whole command over the number of submissions
CPU s each  of all processes, killed ones too
MiB         PSS of the process tree, polled every 0.2 s: the peak, and the medians around the 100th and the
            last report
again       seconds of the second run
"""

from __future__ import annotations

import argparse
import itertools
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from measuring import Command, Cost, environment, measure
from throughput import CANNOT_IMPORT, HANGS, submissions
from tools import WORKLOAD, Ours

from autograder.course import find_assignment
from autograder.demo import class_texts
from autograder.model import CourseError

ROOT = Path(__file__).resolve().parents[2]
HANG_EVERY, SLOW_EVERY, WRONG_EVERY = 50, 12, 3
_HANG = "\n\ndef {name}(*args, **kwargs):\n    while True:\n        pass\n"


def main() -> int:
    """Measure and print; return the exit status."""
    options = _options()
    print("| graded | lanes | s | s each | CPU s each | MiB, peak | at the 100th | at the last | again, s |")
    print("| ---: " * 9 + "|", flush=True)
    with tempfile.TemporaryDirectory(prefix="scaling-") as folder:
        for size in options.sizes:
            for lanes in options.lanes:
                home = Path(folder) / "course"
                shutil.rmtree(home, ignore_errors=True)
                reports = _lay_out(home, options.assignment, size, options.limit)
                first, again = _grade(home, lanes, reports), _grade(home, lanes, reports)
                print(_row(size, lanes, first, again), flush=True)
    return 0


def _options() -> argparse.Namespace:
    head, _, rest = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        description=head, epilog=rest, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--sizes", type=_numbers, default=[10, 100, 1000, 5000], help="class sizes [10,100,1000,5000]"
    )
    parser.add_argument("--lanes", type=_numbers, default=[1, 2], help="numbers of lanes [1,2]")
    parser.add_argument("--assignment", metavar="NAME", help="an assignment of this course [a small one]")
    parser.add_argument("--limit", type=float, default=2, help="seconds a hanging call may take [2]")
    return parser.parse_args()


def _numbers(text: str) -> list[int]:
    numbers = [int(part) for part in text.split(",")]
    if min(numbers) < 1:
        raise argparse.ArgumentTypeError("numbers are at least 1")
    return numbers


def _lay_out(home: Path, name: str | None, size: int, limit: float) -> Path:
    """Write a course of one assignment with a class; return where its reports will lie."""
    home.mkdir()
    if name is None:
        ordinary = [text for s, text in submissions().items() if s not in (CANNOT_IMPORT, HANGS)]
        texts = itertools.cycle(ordinary)
        Ours(WORKLOAD, limit).lay_out(home, dict(_named(texts, size)))
        return home / "reports" / "01_attention"
    try:
        assignment = find_assignment(ROOT, name)
    except CourseError as error:
        raise SystemExit(str(error)) from None
    leave = shutil.ignore_patterns("__pycache__")
    shutil.copytree(assignment.folder, home / "solutions" / assignment.name, ignore=leave)
    (home / "course.toml").write_text(f"[limits]\ncall_seconds = {limit}\n", encoding="utf-8")
    made = class_texts(assignment)
    # the last function, which others build on least: what hangs is to cost its own limits, not everybody's
    lines = [line for line in made["reference"].splitlines() if line[:4] == "def " and line[4] != "_"]
    function = lines[-1][4 : lines[-1].index("(")]
    for student, text in _named(_mixed(made, function), size):
        file = home / "submitted" / student / assignment.name / assignment.source.name
        file.parent.mkdir(parents=True)
        file.write_text(text, encoding="utf-8")
    return home / "reports" / assignment.name


def _named(texts: Iterator[str], size: int) -> Iterator[tuple[str, str]]:
    """Yield student and text; a line at the end makes every text its own."""
    for number, text in zip(range(size), texts, strict=False):
        yield f"s{number:05}", f"{text}\n# handed in by student {number}\n"


def _mixed(made: dict[str, str], function: str) -> Iterator[str]:
    """Yield what a class hands in, for ever: mostly right, a third wrong, some slow, a few that never end."""
    kinds = {
        kind: itertools.cycle(
            [text for name, text in made.items() if name.startswith(kind)] or [made["stub"]]
        )
        for kind in ("right", "wrong", "slow")
    }
    for number in itertools.count():
        if number % HANG_EVERY == HANG_EVERY - 1:
            yield made["reference"] + _HANG.format(name=function)
        elif number % SLOW_EVERY == SLOW_EVERY - 1:
            yield next(kinds["slow"])
        else:
            yield next(kinds["wrong" if number % WRONG_EVERY == 1 else "right"])


def _grade(home: Path, lanes: int, reports: Path) -> Cost:
    arguments = (sys.executable, "-m", "autograder", "grade", "-j", str(lanes))

    def written() -> int:
        return len(list(reports.glob("*.json"))) if reports.is_dir() else 0

    cost = measure(Command(arguments, home, environment()), progress=written)
    if cost.status:
        raise SystemExit(f"grading ended with status {cost.status}:\n{cost.output[-2000:]}")
    return cost


def _row(size: int, lanes: int, first: Cost, again: Cost) -> str:
    cells = [
        f"{size}",
        f"{lanes}",
        f"{first.wall:.1f}",
        f"{first.wall / size:.3f}",
        f"{first.cpu / size:.3f}",
        f"{first.peak_mib:.0f}",
        _memory(first, 100, size, size),
        _memory(first, size, size, size),
        f"{again.wall:.1f}",
    ]
    return f"| {' | '.join(cells)} |"


def _memory(cost: Cost, place: int, last: int, size: int) -> str:
    """Return the median memory around the report of a place in the class; a dash where it was not seen."""
    near = max(20, size // 20)
    low = min(place, last - near)
    seen = [sample.mib for sample in cost.samples if max(1, low) <= sample.progress <= low + near]
    return f"{statistics.median(seen):.0f}" if seen and place <= size else "—"


if __name__ == "__main__":
    sys.exit(main())
