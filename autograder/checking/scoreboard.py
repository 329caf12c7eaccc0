"""How far a student is: tests and points per exercise, and what to do next, as lines of text.

Pure: from rows (one for each test that was run) to lines made of pieces with a style each. pytest prints them
after a run, ``autograder status`` prints those of the runs before, ``autograder watch`` after every save.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from autograder.checking.unfinished import NEEDS, NOT_YET
from autograder.checking.wording import plural, score
from autograder.model import Verdict

BAR = 10
RUNNING, NEVER_ENDED = "running", "never_ended"
"""In a row instead of a verdict: of tests that have yet to end, or never did."""
Piece = tuple[str, str]
"""Text and style: ``good``, ``bad``, ``quiet``, ``strong`` or nothing."""
Line = list[Piece]


@dataclass(frozen=True, slots=True)
class Row:
    """One test and what became of it; plain data, so that it can be kept and sent."""

    test: str
    exercise: str
    points: str
    verdict: str
    title: str = ""
    note: str = ""
    line: int = 0
    at_import: bool = False

    @classmethod
    def of(cls, data: dict[str, Any]) -> Row:
        """Make a row of what was kept; unknown entries are left out."""
        return cls(**{name: data[name] for name in cls.__slots__ if name in data})


@dataclass(frozen=True, slots=True)
class Standing:
    """One exercise."""

    name: str
    rows: tuple[Row, ...]

    @property
    def passed(self) -> int:
        """Number of tests passed."""
        return sum(row.verdict == Verdict.PASSED for row in self.rows)

    @property
    def earned(self) -> Fraction:
        """Points of the tests passed."""
        return sum((Fraction(r.points) for r in self.rows if r.verdict == Verdict.PASSED), Fraction())

    @property
    def possible(self) -> Fraction:
        """Points of all its tests that were run."""
        return sum((Fraction(row.points) for row in self.rows), Fraction())

    @property
    def is_done(self) -> bool:
        """Whether every test passed."""
        return self.passed == len(self.rows)

    @property
    def is_begun(self) -> bool:
        """Whether any test says something else than that nothing is there."""
        waiting = f"{NOT_YET}: {NEEDS}"
        return any(
            row.verdict != Verdict.NOT_IMPLEMENTED or (row.note and not row.note.startswith(waiting))
            for row in self.rows
        )

    @property
    def first_open(self) -> Row | None:
        """The first test that did not pass; a wrong answer goes before what is not written."""
        rows = [row for row in self.rows if row.verdict not in (Verdict.PASSED, RUNNING)]
        return next(
            (row for row in rows if row.verdict != Verdict.NOT_IMPLEMENTED), rows[0] if rows else None
        )

    def remark(self) -> Piece:
        """Say in a few words how the exercise stands."""
        if self.is_done:
            return "done", "good"
        if not self.is_begun:
            return "not begun", "quiet"
        todo = [row for row in self.rows if row.verdict != Verdict.PASSED]
        if all(row.verdict == RUNNING for row in todo):
            return f"{plural(len(todo), 'slow test')} still running", ""
        notes = [row.note for row in todo if row.note]
        if notes and all(row.verdict == Verdict.NOT_IMPLEMENTED for row in todo):
            return notes[0].removeprefix(f"{NOT_YET}: "), "bad"
        return f"{plural(len(todo), 'test')} of {len(self.rows)} to go", "bad"


def standings(rows: Iterable[Row]) -> list[Standing]:
    """Group rows by exercise, in the order of the suite."""
    groups: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: row.line):
        groups.setdefault(row.exercise, []).append(row)
    return [Standing(name, tuple(rows)) for name, rows in groups.items()]


def bar(share: float, *, unicode: bool) -> str:
    """Draw a share of 1."""
    full = BAR if share >= 1 else min(BAR - 1, int(share * BAR + 0.5))
    return "█" * full + "░" * (BAR - full) if unicode else "#" * full + "." * (BAR - full)


def table(exercises: Sequence[Standing], *, unicode: bool = False) -> list[Line]:
    """Write a line per exercise, and the total."""
    width = max(len("all"), *(len(one.name) for one in exercises))
    lines = [_line(one.name, width, one.passed, len(one.rows), one, unicode) for one in exercises]
    if len(exercises) > 1:
        every = Standing("all", tuple(row for one in exercises for row in one.rows))
        done = sum(one.is_done for one in exercises)
        remark = (f"{done} of {len(exercises)} exercises done", "good" if every.is_done else "")
        lines.append(_line("all", width, every.passed, len(every.rows), every, unicode, remark))
    return lines


def assignment_line(name: str, width: int, exercises: Sequence[Standing], *, unicode: bool = False) -> Line:
    """Write one line for a whole assignment."""
    every = Standing(name, tuple(row for one in exercises for row in one.rows))
    done, count = sum(one.is_done for one in exercises), plural(len(exercises), "exercise")
    remark = (f"{done} of {count} done", "good" if every.is_done else "bad")
    if broken(every.rows):
        remark = ("its file cannot be imported", "bad")
    elif not any(one.is_begun for one in exercises):
        remark = (f"not begun ({count})", "quiet")
    return _line(name, width, every.passed, len(every.rows), every, unicode, remark)


def broken(rows: Sequence[Row]) -> str:
    """Return why the student's file could not be imported; empty when it could."""
    return next((row.note for row in rows if row.at_import), "")


def _line(
    name: str, width: int, passed: int, tests: int, one: Standing, unicode: bool, remark: Piece | None = None
) -> Line:
    drawn = bar(passed / tests if tests else 0.0, unicode=unicode)
    style = "good" if passed == tests else "" if passed else "quiet"
    text, look = remark or one.remark()
    return [
        (f"  {name:<{width}}  ", ""),
        (drawn, style),
        (f"  {score(one.earned):>5} of {score(one.possible):>5}  ", ""),
        (text, look),
    ]


def plain(lines: Iterable[Line]) -> list[str]:
    """Join pieces without their styles."""
    return ["".join(text for text, _ in line).rstrip() for line in lines]


def next_open(exercises: Sequence[Standing]) -> Standing | None:
    """Return the exercise to go on with: the first that is begun and not done, else the first not done.

    One whose slow tests are still running, and nothing else of it is open, may be done.
    """
    todo = [one for one in exercises if one.first_open is not None]
    return next((one for one in todo if one.is_begun), todo[0] if todo else None)
