"""What a person sees while a batch is graded, and the table at its end.

On a terminal a bar with rate and time left; elsewhere a plain line now and then. Names of students and
messages come from outside and are printed as plain text, never as markup.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from autograder.checking.wording import plural, score
from autograder.course import Course
from autograder.grading.batch import Finished
from autograder.grading.policy import grade_of
from autograder.model import Report, Verdict

_LINE_EVERY = 5.0
ROWS = 60
_NOTABLE = (Verdict.TIMED_OUT, Verdict.CRASHED, Verdict.OUT_OF_MEMORY, Verdict.REFUSED, Verdict.TOO_SLOW)


def follow(finished: Iterable[Finished], total: int, console: Console) -> Iterator[Finished]:
    """Pass `finished` on while showing how far it is."""
    if not console.is_terminal:
        yield from _follow_plainly(finished, total, console)
        return
    columns = (
        TextColumn("grading"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]:.1f}/s, left"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[state]}"),
    )
    start = time.monotonic()
    counts: Counter[str] = Counter()
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("grading", total=total, rate=0.0, state="")
        for done, one in enumerate(finished, 1):
            counts.update(_kinds(one))
            rate = done / max(1e-9, time.monotonic() - start)
            bar.update(task, completed=done, rate=rate, state=_state(counts))
            yield one


def _follow_plainly(finished: Iterable[Finished], total: int, console: Console) -> Iterator[Finished]:
    start = last = time.monotonic()
    counts: Counter[str] = Counter()
    for done, one in enumerate(finished, 1):
        counts.update(_kinds(one))
        now = time.monotonic()
        if now - last > _LINE_EVERY or done == total:
            last, rate = now, done / max(1e-9, now - start)
            left = (total - done) / rate
            said = f"graded {done} of {total}, {rate:.1f}/s, {left:.0f} s left  {_state(counts)}"
            console.print(said.rstrip(), markup=False, highlight=False)
        yield one


def _kinds(finished: Finished) -> list[str]:
    """Name what is worth counting about a submission."""
    if finished.report is None:
        return ["grader errors"]
    verdicts = {result.verdict for result in finished.report.results}
    return [str(verdict).replace("_", " ") for verdict in _NOTABLE if verdict in verdicts]


def _state(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items()))


def report_table(reports: Sequence[Report], course: Course) -> Table:
    """Return a table with a line per submission: score, penalty, and what stands out."""
    several = len({report.assignment for report in reports}) > 1
    table = Table(box=None, pad_edge=False, expand=True)
    if several:
        table.add_column("assignment", no_wrap=True, min_width=12)
    table.add_column("student", no_wrap=True, min_width=16)
    table.add_column("score", justify="right", no_wrap=True, min_width=7)
    table.add_column("late", justify="right", no_wrap=True, min_width=4)
    table.add_column("what stands out", overflow="ellipsis", no_wrap=True, ratio=1)
    for report in sorted(reports, key=lambda r: (r.assignment, r.student))[:ROWS]:
        grade = grade_of(report, course)
        late = f"-{score(grade.late_submission_penalty)}" if grade.late_submission_penalty else ""
        table.add_row(
            *([report.assignment] if several else []),
            Text(report.student),
            f"{score(grade.score)}/{score(grade.max_score)}",
            late,
            Text(remark(report)),
        )
    return table


def remark(report: Report) -> str:
    """Say in a few words where a submission lost its points."""
    lost = [result for result in report.results if result.verdict is not Verdict.PASSED]
    if not lost:
        return ""
    verdicts = {result.verdict for result in lost}
    first = lost[0]
    if len(verdicts) == 1 and len(lost) == len(report.results):
        return first.message.partition("\n")[0]
    exercises = list(dict.fromkeys(result.exercise for result in lost))
    what = next((result.hint for result in lost if result.hint), str(first.verdict).replace("_", " "))
    names = ", ".join(exercises[:2]) + (f" and {len(exercises) - 2} more" if len(exercises) > 2 else "")
    return f"{names}: {what}"


def summary(reports: Sequence[Report], kept: int, failed: int) -> str:
    """Say how many submissions were graded, and how well they did."""
    if not reports:
        return f"no reports; {plural(failed, 'failure')} of ours"
    share = sorted(report.score / report.max_score if report.max_score else 0.0 for report in reports)
    parts = [plural(len(reports), "submission"), f"median {100 * share[len(share) // 2]:.0f} %"]
    if kept:
        parts.append(f"{kept} of them graded before")
    if failed:
        parts.append(f"{failed} not graded through our own failure")
    return ", ".join(parts)
