"""Whose mistake a failed test is, in an assignment whose exercises build on each other."""

from collections.abc import Iterator

import pytest

from autograder.course import Course, Limits
from autograder.grading.lane import Graded, Lane
from autograder.model import Assignment, Verdict

REFERENCE = """
import numpy as np

def first(x):
    return 2 * x

def second(x):
    return first(x) + 1

def third(x):
    if x.size == 0:
        raise ValueError("no values")
    return second(x) * first(x)
"""
SUITE = """
from autograder.checking import assert_raises, exercise
import numpy as np

@exercise("first", points=40)
class TestFirst:
    def test_values(self, compare, rng):
        compare("first", rng.standard_normal((2, 3)))

    def test_more(self, compare, rng):
        compare("first", rng.standard_normal((5,)))

@exercise("second", points=30)
class TestSecond:
    def test_values(self, compare, rng):
        compare("second", rng.standard_normal((2, 3)))

@exercise("third", points=30)
class TestThird:
    def test_values(self, compare, rng):
        compare("third", rng.standard_normal((2, 3)))

    def test_empty(self, submission):
        assert_raises(ValueError, submission.third, np.zeros(0))
"""
WRONG = {
    "first_thrice": '"""Three times."""\ndef first(x):\n    return 3 * x\n',
    "first_adds": '"""It adds."""\ndef first(x):\n    return x + 2\n',
    "second_forgets": '"""The one is missing."""\ndef second(x):\n    return first(x)\n',
}


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lane]:
    """Give a lane of an assignment whose exercises build on each other."""
    folder = tmp_path_factory.mktemp("chain") / "01_chain"
    (folder / "wrong").mkdir(parents=True)
    (folder / "chain.py").write_text(REFERENCE, encoding="utf-8")
    (folder / "test_hidden.py").write_text(SUITE, encoding="utf-8")
    for name, text in WRONG.items():
        (folder / "wrong" / f"{name}.py").write_text(text, encoding="utf-8")
    course = Course(folder.parent, limits=Limits(call_seconds=5, import_seconds=5))
    with Lane(Assignment("01_chain", folder), course, seed=3) as lane:
        yield lane


def points(graded: Graded) -> dict[str, float]:
    assert () == graded.errors
    earned: dict[str, float] = {}
    for result in graded.results:
        earned[result.exercise] = earned.get(result.exercise, 0) + result.points
    return earned


def test_an_error_is_carried_forward(chain):
    """A mistake in the first exercise costs the first; what builds on it is right, given the mistake."""
    graded = chain.grade(f"{REFERENCE}\ndef first(x):\n    return 3 * x\n")
    carried = [result for result in graded.results if result.exercise != "first"]

    assert {"first": 0, "second": 30, "third": 30} == points(graded)
    assert {"Three times."} == {result.hint for result in graded.results if result.exercise == "first"}
    assert "right, given the mistake made earlier in first: it is not counted twice" == carried[0].message


def test_a_mistake_of_its_own_is_still_counted(chain):
    """What builds on a mistake and adds another loses its points as well."""
    graded = chain.grade(
        f"{REFERENCE}\ndef first(x):\n    return 3 * x\n\ndef second(x):\n    return first(x) - 1\n"
    )

    assert {"first": 0, "second": 0, "third": 15} == points(graded)


def test_nothing_is_carried_that_was_not_charged(chain):
    """An answer as after a mistake that the submission did not make is simply wrong, without a hint."""
    graded = chain.grade(f"{REFERENCE}\ndef second(x):\n    return 3 * x + 1\n")
    result = graded.results[2]

    assert {"first": 40, "second": 0, "third": 15} == points(graded)
    assert Verdict.WRONG is result.verdict
    assert "" == result.hint


def test_an_exercise_of_its_own_stands_alone(chain):
    """The mistake of the middle is charged there and carried into the last."""
    graded = chain.grade(f"{REFERENCE}\ndef second(x):\n    return first(x)\n")

    assert {"first": 40, "second": 0, "third": 30} == points(graded)
    assert ("second_forgets",) == graded.hints["TestSecond::test_values"]


def test_an_expected_error_counts(chain):
    """A test that asks for an exception is passed by raising it, in a worker too."""
    graded = chain.grade(REFERENCE.replace("ValueError", "UnicodeError"))
    other = chain.grade(REFERENCE.replace("ValueError", "KeyError"))

    assert 100 == sum(points(graded).values())
    assert 85 == sum(points(other).values())
