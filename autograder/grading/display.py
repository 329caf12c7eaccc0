"""What a person sees while a batch is graded, and the table at its end.

On a terminal a bar with rate and time left; elsewhere a plain line now and then. Names of students and
messages come from outside and are printed as plain text, never as markup.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from autograder.checking.wording import plural, score
from autograder.grading.batch import Finished
from autograder.grading.lines import Line
from autograder.model import Verdict

_LINE_EVERY = 5.0
_ALL = "all"
ROWS = 60
_NOTABLE = (Verdict.TIMED_OUT, Verdict.CRASHED, Verdict.OUT_OF_MEMORY, Verdict.REFUSED, Verdict.TOO_SLOW)


def follow(finished: Iterable[Finished], totals: Mapping[str, int], console: Console) -> Iterator[Finished]:
    """Pass `finished` on while showing how far it is.

    Parameters
    ----------
    finished : iterable of Finished
        In the order of completion.
    totals : mapping of str to int
        Assignment to how many of its submissions are to be graded.
    console : Console
        A bar per assignment on a terminal, a plain line now and then elsewhere.
    """
    shown = _Bars(totals, console) if console.is_terminal else _Lines(totals, console)
    with shown:
        for one in finished:
            shown.add(one)
            yield one


class _Tally:
    """How many of one assignment's submissions are done, and what became of them."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = 0
        self.counts: Counter[str] = Counter()

    def add(self, one: Finished) -> None:
        """Count a finished submission."""
        self.done += 1
        self.counts.update(_kinds(one))


class _Bars:
    """A bar for each assignment, and one for all when there are several."""

    def __init__(self, totals: Mapping[str, int], console: Console) -> None:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]:.1f}/s, left"),
            TimeRemainingColumn(),
            TextColumn("{task.fields[state]}"),
        )
        rows = dict(totals) if len(totals) == 1 else {_ALL: sum(totals.values()), **totals}
        self._bar = Progress(*columns, console=console, transient=True)
        self._tallies = {name: _Tally(total) for name, total in rows.items()}
        self._started: dict[str, float] = {}
        self._tasks = {
            name: self._bar.add_task(name, total=total, rate=0.0, state="", start=name == _ALL)
            for name, total in rows.items()
        }

    def __enter__(self) -> Self:
        self._started[_ALL] = time.monotonic()
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def add(self, one: Finished) -> None:
        """Move the bars that a finished submission belongs to."""
        for name in (_ALL, one.job.submission.assignment):
            if name not in self._tallies:
                continue
            tally, task = self._tallies[name], self._tasks[name]
            if name not in self._started:
                self._started[name] = time.monotonic()
                self._bar.start_task(task)
            tally.add(one)
            rate = tally.done / max(1e-3, time.monotonic() - self._started[name])
            self._bar.update(task, completed=tally.done, rate=rate, state=_state(tally.counts))


class _Lines:
    """A line every few seconds: all, and the assignments that are not done."""

    def __init__(self, totals: Mapping[str, int], console: Console) -> None:
        self._console = console
        self._all = _Tally(sum(totals.values()))
        self._each = {name: _Tally(total) for name, total in totals.items()}

    def __enter__(self) -> Self:
        self._start = self._last = time.monotonic()
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def add(self, one: Finished) -> None:
        """Count a finished submission, and say so when it is time."""
        self._all.add(one)
        self._each[one.job.submission.assignment].add(one)
        now = time.monotonic()
        if now - self._last > _LINE_EVERY or self._all.done == self._all.total:
            self._last = now
            rate = self._all.done / max(1e-9, now - self._start)
            left = (self._all.total - self._all.done) / rate
            self._say(f"graded {_share(self._all)}, {rate:.1f}/s, {left:.0f} s left", self._all)
            for name, tally in self._each.items():
                if len(self._each) > 1 and tally.done > 0:
                    self._say(f"  {name} {_share(tally)}", tally)

    def _say(self, text: str, tally: _Tally) -> None:
        said = f"{text}  {_state(tally.counts)}".rstrip()
        self._console.print(said, markup=False, highlight=False)


def _share(tally: _Tally) -> str:
    return f"{tally.done} of {tally.total}"


def _kinds(finished: Finished) -> list[str]:
    """Name what is worth counting about a submission."""
    if finished.report is None:
        return ["grader errors"]
    verdicts = {result.verdict for result in finished.report.results}
    return [str(verdict).replace("_", " ") for verdict in _NOTABLE if verdict in verdicts]


def _state(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items()))


def report_table(lines: Sequence[Line]) -> Table:
    """Return a table with a line per submission: score, penalty, and what stands out."""
    several = len({line.assignment for line in lines}) > 1
    table = Table(box=None, pad_edge=False, expand=True)
    if several:
        table.add_column("assignment", no_wrap=True, min_width=12)
    table.add_column("student", no_wrap=True, min_width=16)
    table.add_column("score", justify="right", no_wrap=True, min_width=7)
    table.add_column("late", justify="right", no_wrap=True, min_width=4)
    table.add_column("what stands out", overflow="ellipsis", no_wrap=True, ratio=1)
    for line in sorted(lines, key=lambda line: (line.assignment, line.student))[:ROWS]:
        late = f"-{score(line.late_submission_penalty)}" if line.late_submission_penalty else ""
        table.add_row(
            *([line.assignment] if several else []),
            Text(line.student),
            f"{score(line.score)}/{score(line.max_score)}",
            late,
            Text(line.remark),
        )
    return table


def summary(lines: Sequence[Line], kept: int, failed: int) -> str:
    """Say how many submissions were graded, and how well they did."""
    if not lines:
        return f"no reports; {plural(failed, 'failure')} of ours"
    share = sorted(line.share for line in lines)
    parts = [plural(len(lines), "submission"), f"median {100 * share[len(share) // 2]:.0f} %"]
    if kept:
        parts.append(f"{kept} of them graded before")
    if failed:
        parts.append(f"{failed} not graded through our own failure")
    return ", ".join(parts)
