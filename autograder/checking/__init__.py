"""What the suites of an assignment are written with; see `autograder.checking.suite` for the words."""

from autograder.checking.compare import assert_gradient, assert_matches, assert_raises
from autograder.checking.suite import exercise, points, speed

__all__ = ["assert_gradient", "assert_matches", "assert_raises", "exercise", "points", "speed"]
