"""Exercises are read off a suite's decorators, and what cannot be read is said with its line."""

from fractions import Fraction

import pytest

from autograder.exercises import exercises_in
from autograder.model import CourseError, Exercise

SUITE = """
from autograder.checking import exercise, speed

@exercise("masks", points=6, functions=("causal", "padding"))
class TestMasks:
    pass

@exercise("softmax", 2.5)
class TestSoftmax:
    pass

@exercise("masks", points=1, functions=("causal",))
@speed
class TestFast:
    pass
"""


def test_classes_of_one_exercise_add_up(tmp_path):
    """Points of all classes count, functions are named once, the order is the suite's."""
    suite = tmp_path / "test_public.py"
    suite.write_text(SUITE)

    assert [
        Exercise("masks", Fraction(7), ("causal", "padding")),
        Exercise("softmax", Fraction(5, 2), ("softmax",)),
    ] == exercises_in(suite)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = 1\nclass (:", r"test_public\.py:2: this is not Python"),
        ("@exercise('a', points=N)\nclass T: pass", r"test_public\.py:1: write the arguments of @exercise"),
        ("@exercise(points=1)\nclass T: pass", r"test_public\.py:1: write the arguments of @exercise"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path, text, message):
    """File and line stand in the error."""
    suite = tmp_path / "test_public.py"
    suite.write_text(text)

    with pytest.raises(CourseError, match=message):
        exercises_in(suite)
