"""Nothing hidden of the real course is in what a student reads, whatever a submission does to be told."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from autograder.course import find_assignments, load_course
from autograder.exercises import exercises_in
from autograder.grading.lane import Lane
from autograder.grading.policy import grade_of
from autograder.leaks import leaks
from autograder.model import REPORT_SCHEMA, Report, Verdict
from autograder.publishing.feedback import make_feedback
from autograder.publishing.gradescope import results_json
from autograder.publishing.handing_out import Page
from autograder.publishing.junit import junit_xml

pytestmark = pytest.mark.slow_tool

ROOT = Path(__file__).parent.parent
SEED = 48151623
LONG = 0.1
"""CPU seconds of a test on the reference."""
SPY = """
def _spied(args):
    import sys
    said = "SPY" + repr(args)
    print(said)
    print(said, file=sys.stderr)
    return said
"""
WAYS = (
    "raise ValueError(said)",
    "return said",
    "return {said: 1.0}",
    "raise type(said[:200], (Exception,), {said[:50]: said})(said)",
    "return None",
    "raise NotImplementedError(said)",
    "assert False, said",
    "return args[0] if args else [said]",
    "import warnings; warnings.warn(said); return said.missing",
)
"""How a function that knows a hidden input can try to get it into its student's feedback."""


def submission_of(assignment):
    """Return a submission with many known mistakes, and every other function telling of its arguments."""
    files = (assignment.source, *assignment.wrong[::5])
    text = "\n\n\n".join(file.read_text(encoding="utf-8") for file in files) + SPY
    functions = [name for one in exercises_in(assignment.public) for name in one.functions]
    for place, name in enumerate(functions[::2]):
        way = WAYS[place % len(WAYS)]
        text += f"\n\ndef {name}(*args, **kwargs):\n    said = _spied((args, kwargs))\n    {way}\n"
    return text


class _Text(HTMLParser):
    """The text of a page, line by line."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found = ""
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.found += data


def strings_in(value: object) -> list[str]:
    """Return all strings of plain data, keys too."""
    if isinstance(value, dict):
        return [text for pair in value.items() for one in pair for text in strings_in(one)]
    if isinstance(value, list):
        return [text for one in value for text in strings_in(one)]
    return [value] if isinstance(value, str) else []


def shown_of(report, course, assignment):
    """Return everything a student can be given of a report, as text by the name of a file."""
    grade = grade_of(report, course)
    told = make_feedback(report, grade, course="c", title="t", student="ann")
    files = Page("ann", assignment, told).files()
    for name, text in list(files.items()):
        if name.endswith(".html"):
            files[f"{name}.txt"] = _Text(text).found
    files["messages.txt"] = "\n".join(one.message for one in report.results)
    files["hints.txt"] = "\n".join(one.hint for one in report.results)
    files["junit.xml"] = junit_xml([report], "c")
    files["junit.txt"] = _Text(files["junit.xml"]).found
    files["results.json"] = results_json(report, grade)
    files["results.txt"] = "\n".join(strings_in(json.loads(files["results.json"])))
    return files


@pytest.mark.parametrize("assignment", find_assignments(ROOT), ids=lambda one: one.name)
def test_nothing_hidden_is_told(assignment, tmp_path):
    """No line of the hidden suite, of a solution or a known mistake; no input; no seed."""
    course = load_course(ROOT)
    course = replace(course, limits=replace(course.limits, call_seconds=1.0))
    made = datetime(2026, 3, 1, tzinfo=UTC)
    with Lane(assignment, course, seed=SEED) as lane:
        lane.start()
        speed = {place.test for place in lane.places if place.is_speed}
        right = lane.grade(assignment.source.read_text(encoding="utf-8"), without=speed).results
        # long ones, which every known mistake would be put through, say the same in the same words
        long = {result.test for result in right if result.cpu_seconds > LONG}
        results = tuple(lane.grade(submission_of(assignment), without=speed | long).results)
    report = Report(
        REPORT_SCHEMA, "ann", assignment.name, 0.0, 100.0, results, "A", SEED, {}, "key", made, made
    )
    for name, shown in shown_of(report, course, assignment).items():
        file = tmp_path / "assignments" / f"{name}.txt"
        file.parent.mkdir(exist_ok=True)
        file.write_text(shown, encoding="utf-8")
        assert "SPY" not in shown, name
        assert str(SEED) not in shown, name

    assert {Verdict.RAISED, Verdict.WRONG} <= {one.verdict for one in results}
    assert [] == leaks(ROOT, tmp_path)
