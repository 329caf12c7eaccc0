"""What a report depends on: a change of it regrades, a change of anything else does not."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support import TOY, copy_toy

from autograder.course import Limits, Tolerance, Tolerances, find_assignment, load_course
from autograder.grading import keys as module
from autograder.grading.keys import assignment_digest, base_of, digest_suite, grounds_of, key_of
from autograder.model import Assignment, CourseError, Submission

SUBMISSION = Submission("ann", "01_toy", "text", None, None, Path("toy.py"))
ASSIGNMENT = find_assignment(TOY, "toy")
COURSE = load_course(TOY)
SUITE = """
import numpy as np
N = 3

def helper():
    return N

class Shared:
    pass

class TestA:
    def test_one(self):
        assert helper()

class TestB(TestA):
    def test_two(self):
        assert True
"""


def key(submission=SUBMISSION, course=COURSE, seed=7, level="A", assignment=ASSIGNMENT) -> str:
    grounds = grounds_of(assignment, course, seed, level)
    return key_of(base_of(submission, grounds), grounds.suite)


def test_the_key_changes_with_all_that_a_result_depends_on(monkeypatch):
    """Text, problem, tests, seed, isolation, limits, tolerances and versions are in the key."""
    keys = {
        key(),
        key(replace(SUBMISSION, text="other")),
        key(replace(SUBMISSION, text=None, problem="none")),
        key(seed=8),
        key(level="process"),
        key(course=replace(COURSE, limits=Limits(memory_mb=100))),
        key(course=replace(COURSE, tolerances=Tolerances(Tolerance(1e-3)))),
    }
    monkeypatch.setattr(module, "versions", lambda: {"numpy": "0"})

    assert 7 == len(keys)
    assert key() not in keys


def test_the_key_stays_with_what_a_result_does_not_depend_on():
    """Student, time, place and calendar change nothing that was measured."""
    other = replace(SUBMISSION, student="ben", submitted_at=datetime.now(UTC), path=Path("x"), note="note")

    assert key() == key(other, replace(COURSE, schedules={}, name="other", root=Path("x")))


@pytest.mark.parametrize(
    ("file", "counts"),
    [
        ("toy.py", True),
        ("cases.py", True),
        ("wrong/centre_whole.py", True),
        ("harness.py", True),
        ("data.npz", True),
        ("README.md", False),
        ("test_public.py", False),
        ("right/loops.py", False),
    ],
)
def test_the_base_covers_what_a_grade_depends_on(tmp_path, file, counts):
    """A change to the reference regrades everything; a change to the handout nothing."""
    assignment = find_assignment(copy_toy(tmp_path / "toy", submitted=False), "toy")
    before, digest = grounds_of(assignment, COURSE, 7, "A"), assignment_digest(assignment)
    with (assignment.folder / file).open("a", encoding="utf-8") as changed:
        changed.write("# changed\n")

    assert counts == (before.base != grounds_of(assignment, COURSE, 7, "A").base)
    assert counts == (digest != assignment_digest(assignment))
    assert before.suite == grounds_of(assignment, COURSE, 7, "A").suite


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("assert True", "assert 1", {"TestB"}),
        ("assert helper()", "assert helper() == 3", {"TestA", "TestB"}),
        ("N = 3", "N = 4", {"the rest"}),
        ("class Shared:\n    pass", "class Shared:\n    x = 1", {"the rest"}),
        ("    def test_two", "    # a remark\n    def test_two", set()),
        ("class TestB(TestA):", "class TestC(TestA):", {"TestB", "TestC"}),
    ],
)
def test_a_class_has_a_digest_of_its_own(tmp_path, old, new, changed):
    """A change inside a test class is that class's alone, unless others name it; comments do not count."""
    before, after = tmp_path / "before.py", tmp_path / "after.py"
    before.write_text(SUITE, encoding="utf-8")
    after.write_text(SUITE.replace(old, new), encoding="utf-8")
    (rest, first), (other, second) = digest_suite(before), digest_suite(after)
    found = {name for name in {*first, *second} if first.get(name) != second.get(name)}

    assert changed == found | ({"the rest"} if rest != other else set())


def test_a_suite_that_is_no_python_is_named(tmp_path):
    """The line of a typing error in the rubric stands in the message."""
    folder = tmp_path / "01_toy"
    folder.mkdir()
    (folder / "test_hidden.py").write_text("x = 1\ndef f(:\n", encoding="utf-8")

    with pytest.raises(CourseError, match=r"test_hidden\.py:2: not Python"):
        grounds_of(Assignment("01_toy", folder), COURSE, 7, "A")
