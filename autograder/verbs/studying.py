"""Verbs of those who study: watch, hint, status, show. They read and run ``assignments/`` alone."""

from __future__ import annotations

import os
import sys
import threading
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.text import Text

from autograder.checking.progress import can_draw, next_lines
from autograder.checking.scoreboard import Line, assignment_line, standings, table
from autograder.checking.wording import plural
from autograder.model import Assignment, CourseError
from autograder.studying import hints, kept
from autograder.verbs.saying import complain, console, root_here, say, student_verb

if TYPE_CHECKING:
    from autograder.studying.spare import Result
    from autograder.studying.watching import Watcher

_STYLES = {"good": "green", "bad": "red", "quiet": "dim", "strong": "bold", "": ""}


def _show(line: Line) -> None:
    console.print(Text.assemble(*((text, _STYLES[style]) for text, style in line)), soft_wrap=True)


def _unicode() -> bool:
    return can_draw(sys.stdout)


@click.command()
@student_verb
def status() -> None:
    """Show the whole course with points, from the tests that were run last; nothing is run."""
    root = root_here()
    assignments = kept.folders(root)
    width = max((len(one.name) for one in assignments), default=0)
    following: list[Line] = []
    for one in assignments:
        exercises, is_current = kept.standing(root, one)
        if not exercises:
            _show([(f"  {one.name:<{width}}  ", ""), ("no tests run yet", "quiet")])
            continue
        line = assignment_line(one.name, width, exercises, unicode=_unicode())
        _show(line if is_current else [*line, (f"  ({one.source.name} has changed since)", "quiet")])
        begun = any(exercise.is_begun for exercise in exercises)
        if begun and not following:
            following = next_lines(one.folder, exercises, Path.cwd())
    for line in following:
        _show(line)
    if not following and assignments:
        say(f"begin with: pytest {os.path.relpath(assignments[0].folder)}")


@click.command()
@click.argument("assignment")
@click.argument("exercise", required=False)
@click.option("--again", is_flag=True, help="Show the hints seen so far instead of the next one.")
@click.option("--restart", is_flag=True, help="Begin again with the first hint.")
@student_verb
def hint(assignment: str, exercise: str | None, again: bool, restart: bool) -> None:
    """Give one hint for an EXERCISE: first a question, then a direction, then nearly the formula.

    Every call gives the next one. Without EXERCISE it is for the one that comes next.
    """
    root = root_here()
    folder = kept.folder_of(root, assignment)
    texts = hints.load(folder, hints.language_here())
    name = hints.find(texts, exercise or _next_exercise(root, folder, list(texts)))
    if restart:
        hints.forget(root, folder, name)
    if again:
        done = hints.seen(root, folder, name)
        found = [hints.Hint(name, i, len(texts[name]), t) for i, t in enumerate(texts[name][:done], 1)]
        if not found:
            say(f"no hint for {name} has been shown yet")
    else:
        found = hints.advance(root, folder, name, texts[name])
    for one in found:
        _show([(f"{one.exercise}, hint {one.place} of {one.count}: ", "strong"), (one.text, "")])
    if found and found[-1].place < found[-1].count:
        _show([(f"more: autograder hint {folder.name} {name}", "quiet")])


def _next_exercise(root: Path, folder: Assignment, names: list[str]) -> str:
    exercises, _ = kept.standing(root, folder)
    done = {one.name for one in exercises if one.is_done}
    return next((name for name in names if name not in done), names[0])


@click.command()
@click.argument("assignment")
@student_verb
def watch(assignment: str) -> None:
    """Run an ASSIGNMENT's tests again whenever you save a file; Ctrl-C ends it.

    Only the exercises that a change touches are run again: the quick tests first, whose result is shown at
    once, then those that take long, such as speed tests. You need not wait for these before you save again.
    """
    from autograder.studying.watching import Watcher, follow

    root = root_here()
    folder = kept.folder_of(root, assignment)
    watcher = Watcher(root, folder)
    say(f"watching {os.path.relpath(folder.folder)}; Ctrl-C ends it")
    try:
        follow(watcher, lambda result: _report(watcher, result), threading.Event())
    finally:
        watcher.close()


def _report(watcher: Watcher, result: Result | None) -> None:
    """Print the result of a run: the table, the first failure in full, what comes next."""
    if result is None:
        say("saved; nothing that is tested has changed")
        return
    if console.is_terminal and os.environ.get("TERM") != "dumb":
        console.clear()
    exercises = standings(watcher.rows.values())
    if exercises:
        for line in table(exercises, unicode=_unicode()):
            _show(line)
    if result.problem:
        complain(result.problem)
    first = next((row for one in exercises if (row := one.first_open) and row.test in watcher.texts), None)
    begun = [one for one in exercises if one.is_begun and not one.is_done]
    if begun:
        first = next((one.first_open for one in begun if one.first_open), first)
    if first is not None and first.verdict != "not_implemented":
        _show([(f"\n{first.test}", "strong")])
        say(watcher.texts.get(first.test, first.note))
    for line in next_lines(watcher.assignment.folder, exercises, Path.cwd()) if exercises else []:
        _show(line)
    if exercises and all(one.is_done for one in exercises):
        _show([("everything here is done", "good")])
    told = f"{plural(len(result.rows) - result.running, 'test')} in {result.seconds:.2f} s"
    if result.running:
        told += f"; {plural(result.running, 'slow one')} still running"
    _show([(told, "quiet")])


@click.command()
@click.argument("assignment")
@click.option("--open/--no-open", "opens", default=False, help="Open the page in the browser.")
@student_verb
def show(assignment: str, opens: bool) -> None:
    """Draw what your own functions of an ASSIGNMENT compute, as one HTML page."""
    from autograder.studying.drawing import draw

    root = root_here()
    folder = kept.folder_of(root, assignment)
    if not (folder.folder / "pictures.py").is_file():
        raise CourseError(f"{folder.name} has no pictures")
    page = root / kept.CACHE / "d" / "autograder" / f"{folder.name}.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    drawn, missing = draw(folder, page)
    for title, why in missing:
        say(f"no picture yet: {title}: {why}")
    say(f"{drawn} of {drawn + len(missing)} pictures are in {os.path.relpath(page)}")
    if opens:
        webbrowser.open(page.resolve().as_uri())
