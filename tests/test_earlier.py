"""Grading a changed test class again and merging gives what grading everything again gives."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.course import Course, Limits
from autograder.grading.batch import Finished, grade_job, make_plan, with_replaced
from autograder.grading.earlier import usable
from autograder.grading.reports import write_report
from autograder.isolation.levels import choose_level
from autograder.model import Assignment, Report, Submission, TestResult, Verdict

REFERENCE = """
import numpy as np

def centre(x):
    ### BEGIN SOLUTION
    return x - x.mean(-1, keepdims=True)
    ### END SOLUTION

def scaled(x):
    ### BEGIN SOLUTION
    return centre(x) / np.sqrt((centre(x) ** 2).mean(-1, keepdims=True))
    ### END SOLUTION
"""
CASES = """
def table(rng):
    return rng.standard_normal((5, 4))
"""
SUITE = """
from autograder.checking import exercise, points, speed

@exercise("centre", points=40)
class TestCentre:
    '''Rows that sum to zero.'''
    def test_values(self, compare, cases, rng):
        compare("centre", cases.table(rng))

@exercise("centre", points=10)
class TestCentreVector:
    '''One row.'''
    def test_values(self, compare, cases, rng):
        compare("centre", cases.table(rng)[0])

@exercise("scaled", points=40)
class TestScaled:
    '''Rows of mean square one.'''
    def test_values(self, compare, cases, rng):
        compare("scaled", cases.table(rng))

@exercise("scaled", points=10)
class TestScaledVector:
    '''One row.'''
    def test_values(self, compare, cases, rng):
        compare("scaled", cases.table(rng)[1])
"""
WRONG = {
    "sum_for_mean": ("the sum is taken away", "def centre(x):\n    return x - x.sum(-1, keepdims=True)\n"),
    "whole_mean": ("the mean of all is taken away", "def centre(x):\n    return x - x.mean()\n"),
    "no_root": (
        "the root is missing",
        "def scaled(x):\n    return centre(x) / (centre(x) ** 2).mean(-1, keepdims=True)\n",
    ),
}
STUDENTS = {
    "right": REFERENCE,
    **{name: f"{REFERENCE}\n\n{text}" for name, (_, text) in WRONG.items()},
    "hangs": REFERENCE.replace("return x - x.mean", "while x.ndim == 1: pass\n    return x - x.mean"),
    "empty": "x = 1\n",
    "broken": "def centre(:\n",
}
# changes to the suite that leave tests passed, break them, charge other mistakes, add and remove
CHANGES = {
    "other inputs": [("class TestScaledVector", "class TestScaledVector"), ("[1])", "[2])")],
    "a demand nobody meets": [('compare("centre", cases.table(rng)[0])', "assert False, 'never'")],
    "nothing is asked any more": [('compare("centre", cases.table(rng))', "assert True")],
    "a test less": [('@exercise("centre", points=10)', '@exercise("centre", points=0)')],
    "another class": [("class TestCentreVector", "class TestCentreOfARow")],
    "a test more": [
        (
            "    '''Rows of mean square one.'''\n",
            "    '''Rows of mean square one.'''\n"
            "    def test_twice(self, compare, cases, rng):\n"
            "        compare('scaled', cases.table(rng) * 2)\n",
        )
    ],
}


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Callable[[str, str], Assignment]:
    """Make the assignment with a suite; each text has a folder of its own."""

    def make(name: str, suite: str) -> Assignment:
        folder = tmp_path_factory.mktemp(name.replace(" ", "_")) / "01_rows"
        (folder / "wrong").mkdir(parents=True)
        (folder / "rows.py").write_text(REFERENCE, encoding="utf-8")
        (folder / "cases.py").write_text(CASES, encoding="utf-8")
        (folder / "test_hidden.py").write_text(suite, encoding="utf-8")
        for wrong, (hint, text) in WRONG.items():
            (folder / "wrong" / f"{wrong}.py").write_text(f'"""{hint}"""\n\n{text}', encoding="utf-8")
        return Assignment("01_rows", folder)

    return make


def graded(course: Course, assignment: Assignment, reports: Path) -> dict[str, Finished]:
    submissions = [Submission(name, "01_rows", text, None, None, Path()) for name, text in STUDENTS.items()]
    plan = make_plan(course, [(assignment, submissions)], reports, level=choose_level(), seed=3)
    done = {job.submission.student: grade_job(with_replaced(job, reports)) for job in plan.jobs}
    for one in done.values():
        assert one.report is not None, one.errors
        write_report(reports, one.report)
    return done


def told(results: tuple[TestResult, ...]) -> list[tuple[object, ...]]:
    """Return what a report says, without times."""
    return [(r.test, r.verdict, r.points, r.max_points, r.message, r.hint, r.mistakes) for r in results]


@pytest.mark.parametrize("change", CHANGES)
def test_merging_is_grading_again(made, tmp_path, change):
    """Whatever changed in the suite, old results and new ones together are those of a whole run."""
    course = Course(root=tmp_path, limits=replace(Limits(), call_seconds=0.3))
    suite = SUITE
    for old, new in CHANGES[change]:
        assert old in suite
        suite = suite.replace(old, new)
    graded(course, made("before", SUITE), tmp_path / "merged")
    merged = graded(course, made("after", suite), tmp_path / "merged")
    fresh = graded(course, made("again", suite), tmp_path / "fresh")

    for student, one in fresh.items():
        assert (student, told(one.report.results)) == (student, told(merged[student].report.results))
        assert one.report.score == merged[student].report.score


def test_only_the_changed_class_is_run(made, tmp_path):
    """What stands in a report of unchanged tests is kept as it is; what changed is found out anew."""
    course = Course(root=tmp_path, limits=replace(Limits(), call_seconds=0.3))
    first = graded(course, made("first", SUITE), tmp_path)["whole_mean"].report
    assert Verdict.WRONG == first.results[0].verdict
    marked = [replace(result, cpu_seconds=123.0) for result in first.results]
    write_report(tmp_path, replace(first, results=tuple(marked)))
    second = graded(course, made("second", SUITE.replace("[1])", "[2])")), tmp_path)["whole_mean"].report

    kept = [result.test for result in second.results if result.cpu_seconds == 123.0]
    assert ["TestCentre::test_values", "TestCentreVector::test_values", "TestScaled::test_values"] == kept


def test_a_report_that_ran_out_of_time_is_not_kept(tmp_path):
    """A test that was not run for want of time may be run now, and so may those after it."""
    late = TestResult("f", "TestF::test_g", Verdict.TIMED_OUT, 0, 1, "not run: no time")
    report = Report(2, "ann", "01_rows", 0, 1, (late,), "A", 0, {}, "key", None)

    assert not usable(report)
    assert usable(replace(report, results=(replace(late, verdict=Verdict.WRONG, message="differs"),)))
