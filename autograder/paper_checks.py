"""What `verify` sees of an assignment without grading it: papers, points, examples, the public suite."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from autograder.checking.runners import InProcess, read_source
from autograder.checking.suite import Place
from autograder.checking.unfinished import NOT_YET
from autograder.checking.wording import score
from autograder.exercises import exercises_in, together
from autograder.generating import shipped_files
from autograder.model import Assignment, Exercise


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was to be proven."""

    title: str
    passed: bool
    details: tuple[str, ...] = ()


def check(title: str, problems: Sequence[str], measured: Sequence[str] = ()) -> Check:
    """Return a check that passes when there are no problems; what was measured is told then."""
    return Check(title, not problems, tuple(problems) or tuple(measured))


def paper_checks(assignment: Assignment, places: Sequence[Place]) -> Iterator[Check]:
    """Check what can be seen without grading anything."""
    exercises = exercises_of(places)
    total = sum(exercise.points for exercise in exercises)
    yield check(
        f"points of the hidden suite add up to {score(total)}",
        [] if total == 100 else ["they should add up to 100"],
    )
    handout = assignment.handout.read_text(encoding="utf-8")
    headings = set(re.findall(r"^#+ *`?(\w+)`?", handout, re.MULTILINE))
    missing = [
        f"{e.name}: no heading '## {e.name}' in README.md" for e in exercises if e.name not in headings
    ]
    yield check("every exercise has its heading in the handout", missing)
    public = {e.name: float(e.points) for e in exercises_in(assignment.public)}
    differing = [
        f"{e.name}: {score(e.points)} hidden, {score(public.get(e.name, 0))} public"
        for e in exercises
        if public.get(e.name) != float(e.points)
    ]
    differing += [
        f"{name}: in the public suite alone" for name in public if name not in {e.name for e in exercises}
    ]
    yield check("public and hidden suite have the same exercises and points", differing)
    covered = [name for e in exercises for name in e.functions]
    twice = sorted({name for name in covered if covered.count(name) > 1})
    yield check("no function belongs to two exercises", [f"{name} belongs to two" for name in twice])
    yield check("the docstrings' examples are true", _doctests(assignment))
    yield _public_on("the public suite passes on the reference", assignment, stub=False)
    yield _public_on("every public test fails on the stub, as not implemented", assignment, stub=True)


def exercises_of(places: Sequence[Place]) -> list[Exercise]:
    """Return the exercises of a suite in order, with the points of all their classes."""
    return together(Exercise(p.exercise.name, p.points, p.exercise.functions) for p in places)


def _doctests(assignment: Assignment) -> list[str]:
    program = InProcess(read_source(assignment.source, assignment.harness)).program()
    said: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE, verbose=False)
    for test in doctest.DocTestFinder().find(program.module, assignment.module):
        runner.run(test, out=said.append)
    return [line for text in said for line in text.strip().splitlines()]


def _public_on(title: str, assignment: Assignment, *, stub: bool) -> Check:
    """Run the public suite as a student does, in a folder that holds what students get."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "assignments" / assignment.name
        for name, content in shipped_files(assignment).items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        if not stub:
            (folder / assignment.source.name).write_bytes(assignment.source.read_bytes())
        course = assignment.folder.parent.parent / "course.toml"
        settings = Path(scratch) / "course.toml"
        settings.write_text(_without_assignments(course.read_text(encoding="utf-8")), encoding="utf-8")
        results = Path(scratch) / "results.xml"
        command = [sys.executable, "-m", "pytest", "-q", "--import-mode=importlib", f"--junitxml={results}"]
        done = subprocess.run(  # noqa: S603
            [*command, str(folder)], cwd=scratch, capture_output=True, text=True, check=False
        )
        if not results.is_file():
            return Check(title, False, tuple(done.stdout.strip().splitlines()[-5:]))
        cases = list(ET.parse(results).getroot().iter("testcase"))  # noqa: S314 (written by our own pytest)
    bad = {f"{case.get('classname', '').rpartition('.')[2]}::{case.get('name')}": case for case in cases}
    failed = {name: case.find("failure") for name, case in bad.items() if case.find("failure") is not None}
    if not stub:
        return check(f"{title} ({len(cases)} tests)", [f"{name} fails" for name in failed])
    passed = [f"{name} passes" for name in bad if name not in failed]
    other = [
        n
        for n, f in failed.items()
        if f is not None and NOT_YET not in (f.get("message", "") + (f.text or ""))
    ]
    return check(f"{title} ({len(cases)} tests)", passed + [f"{name} says something else" for name in other])


def _without_assignments(settings: str) -> str:
    """Leave the calendar out: it names assignments that a scratch folder does not have."""
    return re.split(r"^\[assignments", settings, flags=re.MULTILINE)[0]
