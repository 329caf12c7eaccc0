"""Grade the same submissions by the same 25 checks with several tools, and compare what it costs.

    python tests/benchmarks/throughput.py
    python tests/benchmarks/throughput.py --only ours,ours2,pytest-all --copies 20
    python tests/benchmarks/throughput.py --only ours,nbgrader --venv ~/peers --limit 20

The submissions are 20 files in ``workload/submissions``: 10 right ones, 8 with usual mistakes, one that
cannot be imported and one that never ends in 2 of the checks. The checks compare with a reference on small
torch tensors. They are one file, the same for every tool; what a tool is given beside it is laid out by
``tools.py``.

Timed are whole commands, in seconds (wall clock), CPU seconds (of every process, killed ones too) and memory
(PSS of the process tree, polled every 0.2 s). Two figures are given per submission:

whole    the command's cost over its number of submissions: its start is shared by all of them;
marginal what one submission more costs: the difference of two class sizes over the difference of their
         numbers. Tools that are started anew for each submission have no other than the whole.

These are of the 18 ordinary submissions (times ``--copies`` for tools that grade a class at once and
quickly). The two that make trouble are graded alone afterwards. otter, which takes long and for each
submission the same, is given an even choice of the 18 (``--otter``).

CPU seconds are what to trust on a machine that has other work; how busy that was is printed below the table.
The exit status is 1 when the tools do not agree on the scores.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import peers
from measuring import Cost, measure
from tools import TOOLS, WORKLOAD, Ours, OursTwice, Pytest, Scores, Tool

CANNOT_IMPORT, HANGS = "s18", "s19"
BEYOND = 5.0
"""Seconds beyond a limit that are no hang."""
GOALS = {"nbgrader": 40.0, "otter": 80.0, "pytest": 25.0}
"""How many times faster ours is to be, in full isolation."""
MOST_OF_BOUND = 1.5
"""And how many times what one process takes that isolates nothing."""


@dataclass(frozen=True, slots=True)
class Timing:
    """A class, graded."""

    size: int
    wall: float
    cpu: float
    peak_mib: float
    foreign: float
    scores: Scores


@dataclass(slots=True)
class Measured:
    """All that was found out about a tool."""

    tool: Tool
    timings: list[Timing] = field(default_factory=list)
    trouble: dict[str, tuple[float, int | None, bool]] = field(default_factory=dict)
    """By student: seconds, checks passed, whether it came to an end by itself."""

    @property
    def largest(self) -> Timing:
        """The largest class."""
        return self.timings[-1]

    def marginal(self) -> tuple[float, float]:
        """Return wall and CPU seconds that one submission more costs."""
        small, large = self.timings[0], self.timings[-1]
        if small is large:
            return large.wall / large.size, large.cpu / large.size
        more = large.size - small.size
        return (large.wall - small.wall) / more, (large.cpu - small.cpu) / more


def main() -> int:
    """Measure and print; return the exit status."""
    options = _options()
    chosen = [tool for tool in TOOLS if tool.name in options.only]
    programs = Path(sys.executable).parent
    if any(not issubclass(tool, Ours) for tool in chosen):
        programs = peers.make_environment(options.venv)
    texts = submissions()
    found = []
    with tempfile.TemporaryDirectory(prefix="throughput-") as folder:
        for tool in chosen:
            one = Measured(tool(programs, options.limit))
            subprocess.run([one.tool.python, "-c", one.tool.warm_up], check=True, capture_output=True)
            for size in _sizes(tool, options.copies, options.otter):
                one.timings.append(_time(one.tool, Path(folder), _class_of(texts, size), options.patience))
                _say(f"{tool.name}: {size} submissions, {one.largest.wall:.1f} s")
            for student in (CANNOT_IMPORT, HANGS):
                timing, ended = _alone(one.tool, Path(folder), student, texts[student], options.patience)
                one.trouble[student] = (timing.wall, timing.scores[student], ended)
                _say(f"{tool.name}: {student} alone, {timing.wall:.1f} s")
            found.append(one)
            level = _level(one.tool, Path(folder))
    wrong = disagreements(found)
    print("\n".join([*table(found, wrong), "", *goals(found), *_notes(found, options, level)]))
    for sentence in wrong.values():
        print(f"scores differ: {sentence}", file=sys.stderr)
    return int(bool(wrong))


def _options() -> argparse.Namespace:
    known = [tool.name for tool in TOOLS]
    head, _, rest = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        description=head, epilog=rest, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--only", default=",".join(known), metavar="NAMES", help=f"tools to measure, of {', '.join(known)}"
    )
    parser.add_argument(
        "--copies", type=int, default=6, help="how often the 18 are graded by quick tools [6: 108]"
    )
    parser.add_argument("--otter", type=int, default=6, help="how many of the 18 otter grades [6]")
    parser.add_argument("--limit", type=float, default=10, help="seconds a hanging check may take [10]")
    parser.add_argument(
        "--patience", type=float, default=60, help="seconds after which what hangs for good is killed [60]"
    )
    parser.add_argument(
        "--venv", type=Path, default=peers.default_folder(), help="the peers' environment [%(default)s]"
    )
    options = parser.parse_args()
    options.only = options.only.split(",")
    for name in options.only:
        if name not in known:
            parser.error(f"there is no tool {name!r}; there are: {', '.join(known)}")
    if options.copies < 1 or not 1 <= options.otter <= 18:
        parser.error("--copies is at least 1, --otter from 1 to 18")
    return options


def submissions() -> dict[str, str]:
    """Return the texts by student."""
    files = sorted((WORKLOAD / "submissions").glob("s*.py"))
    return {file.stem: file.read_text(encoding="utf-8") for file in files}


def _class_of(texts: dict[str, str], size: int) -> dict[str, str]:
    """Return a class of a size: an even choice of the ordinary submissions, or all of them several times."""
    ordinary = [student for student in texts if student not in (CANNOT_IMPORT, HANGS)]
    if size < len(ordinary):
        return {s: texts[s] for s in (ordinary[i * len(ordinary) // size] for i in range(size))}
    names = {f"{s}c{copy}" if copy else s: s for copy in range(size // len(ordinary)) for s in ordinary}
    return {name: texts[s] for name, s in names.items()}


def _sizes(tool: type[Tool], copies: int, otter: int) -> list[int]:
    if tool.name == "otter":
        return [otter]
    if tool.name == "nbgrader":
        return [6, 18]
    return [18, 18 * copies] if tool.at_once and copies > 1 else [18]


def _time(tool: Tool, folder: Path, texts: dict[str, str], patience: float) -> Timing:
    """Have a class graded in a folder of its own."""
    return _run(tool, folder, texts, 3600 + patience)[0]


def _alone(tool: Tool, folder: Path, student: str, text: str, patience: float) -> tuple[Timing, bool]:
    """Have one submission graded; say too whether the tool came to an end by itself."""
    return _run(tool, folder, {student: text}, patience)


def _run(tool: Tool, folder: Path, texts: dict[str, str], patience: float) -> tuple[Timing, bool]:
    home = folder / tool.name
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    tool.lay_out(home, texts)
    costs: list[Cost] = [measure(command, patience) for command in tool.commands(home, list(texts))]
    wall = sum(cost.wall for cost in costs)
    timing = Timing(
        size=len(texts),
        wall=wall,
        cpu=sum(cost.cpu for cost in costs),
        peak_mib=max(cost.peak_mib for cost in costs),
        foreign=sum(cost.foreign * cost.wall for cost in costs) / wall,
        scores=tool.scores(home, list(texts)),
    )
    lost = [student for student, score in timing.scores.items() if score is None]
    if len(lost) == len(texts) > 1:
        raise SystemExit(f"{tool.name} left no result at all; it said:\n{costs[-1].output[-2000:]}")
    return timing, all(cost.status is not None for cost in costs)


def _level(tool: Tool, folder: Path) -> str:
    return tool.level(folder / tool.name) if isinstance(tool, Ours) else ""


def disagreements(found: Sequence[Measured]) -> dict[str, str]:
    """Compare scores with plain pytest's, or the first tool's; return a sentence where they differ."""
    judge = next((one for one in found if type(one.tool) is Pytest), found[0])
    expected = {student[:3]: score for t in judge.timings for student, score in t.scores.items()}
    wrong = {}
    for one in found:
        given = {student: score for t in one.timings for student, score in t.scores.items()}
        off = {s: score for s, score in given.items() if expected.get(s[:3], score) != score}
        if off:
            said = ", ".join(
                f"{s} {'no result' if score is None else score}, not {expected[s[:3]]}"
                for s, score in off.items()
            )
            wrong[one.tool.name] = f"{one.tool.title} gives {said}"
    return wrong


def table(found: Sequence[Measured], wrong: dict[str, str]) -> list[str]:
    """Return the comparison as lines of Markdown."""
    ours = next((one for one in found if type(one.tool) is Ours), None)
    lines = [
        "| tool | graded | s each, whole | marginal | CPU s each, whole | marginal | peak MiB "
        "| s / ours | CPU / ours | scores | cannot be imported | never ends in 2 checks |",
        "| --- " + "| ---: " * 8 + "| --- " * 3 + "|",
    ]
    for one in found:
        timing = one.largest
        wall, cpu = one.marginal()
        ratios = ["", ""]
        if ours is not None:
            own = ours.largest
            ratios = [
                f"{timing.wall / timing.size / (own.wall / own.size):.2g}",
                f"{timing.cpu / timing.size / (own.cpu / own.size):.2g}",
            ]
        cells = [
            one.tool.title,
            str(timing.size),
            _seconds(timing.wall / timing.size),
            _seconds(wall),
            _seconds(timing.cpu / timing.size),
            _seconds(cpu),
            f"{timing.peak_mib:.0f}",
            *ratios,
            "differ" if one.tool.name in wrong else "agree",
            *(_trouble(*one.trouble[student]) for student in (CANNOT_IMPORT, HANGS)),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _seconds(value: float) -> str:
    return f"{value:.1f}" if value >= 1 else f"{value:.3f}"


def _trouble(seconds: float, score: int | None, ended: bool) -> str:
    what = "no result" if score is None else f"{score} of 25"
    return f"{what}, {seconds:.0f} s" if ended else f"{what}, killed after {seconds:.0f} s"


def goals(found: Sequence[Measured]) -> list[str]:
    """Return, for one lane and for two, how ours stands against what it is to reach."""
    by_name = {one.tool.name: one for one in found}
    lines = []
    for kind in (Ours, OursTwice):
        own = by_name.get(kind.name)
        if own is None:
            continue
        for name, goal in GOALS.items():
            if name in by_name:
                wall, cpu = _ratio(by_name[name].largest, own.largest)
                said = "met" if wall >= goal else "MISSED"
                lines.append(
                    f"- {kind.title}: {wall:.0f} times as fast as {by_name[name].tool.title} "
                    f"({cpu:.0f} by CPU time); at least {goal:g}: {said}"
                )
        bound = by_name.get("pytest-all")
        if bound is not None:
            wall, cpu = _ratio(own.largest, bound.largest)
            said = "met" if wall <= MOST_OF_BOUND else "MISSED"
            lines.append(
                f"- {kind.title}: {wall:.2f} times what {bound.tool.title} takes "
                f"({cpu:.2f} by CPU time); at most {MOST_OF_BOUND:g}: {said}"
            )
    return [*lines, ""] if lines else lines


def _ratio(above: Timing, below: Timing) -> tuple[float, float]:
    """Return the ratios of wall and CPU seconds per submission, whole commands."""
    share = below.size / above.size
    return above.wall / below.wall * share, above.cpu / below.cpu * share


def _notes(found: Sequence[Measured], options: argparse.Namespace, level: str) -> list[str]:
    import torch  # its version alone

    busy = [timing.foreign for one in found for timing in one.timings]
    installed = peers.versions(options.venv, ("nbgrader", "otter-grader", "pytest", "pytest-xdist"))
    same = f"Python {platform.python_version()}, torch {torch.__version__}"
    others = ", ".join(f"{name} {version}" for name, version in installed.items())
    lines = [
        f"{same}, {others or 'no peers'}; {os.cpu_count()} cores; one thread; limit {options.limit:g} s."
    ]
    if level:
        lines.append(f"Ours locked submissions in at level {level}.")
    if any(one.tool.name == "otter" for one in found):
        docker = shutil.which("docker")
        answers = docker and not subprocess.run([docker, "info"], capture_output=True, check=False).returncode
        there = "there is one, but images take minutes to build" if answers else "none answers here"
        lines.append(
            f"`otter grade`, which runs containers, is not measured: it needs a docker engine; {there}."
        )
    lines.append(f"Other work took {sum(busy) / len(busy):.2f} cores on average, {max(busy):.2f} at most.")
    return lines


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
