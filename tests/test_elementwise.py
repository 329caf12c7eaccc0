"""Two arrays of one shape: which values differ, and what relates them."""

import numpy as np

from autograder.checking.elementwise import compare_values
from autograder.checking.tolerance import DEFAULT_RULE


def aspects(actual: np.ndarray, expected: np.ndarray) -> list[str]:
    return [found.aspect for found in compare_values(actual, expected, DEFAULT_RULE)]


def said(actual: np.ndarray, expected: np.ndarray) -> str:
    return "\n".join(found.text for found in compare_values(actual, expected, DEFAULT_RULE))


def test_simple_patterns_are_noted():
    """A constant factor and swapped axes are pointed out."""
    expected = np.arange(1.0, 10.0).reshape(3, 3)

    assert "every value is 0.5 times what is expected" in said(expected / 2, expected)
    assert "right after the last two axes are swapped" in said(expected.T, expected)
    assert "swapped" not in said(expected + 1, expected)


def test_integers_are_compared_exactly():
    """No tolerance for whole numbers and truth values, however large."""
    assert [] == aspects(np.array([2**62]), np.array([2**62]))
    assert ["values"] == aspects(np.array([2**62 + 1]), np.array([2**62]))
    assert ["values"] == aspects(np.array([True]), np.array([False]))
