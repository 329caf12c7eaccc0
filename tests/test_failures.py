"""What can go wrong around a submission: its words are cut to size."""

import pytest

from autograder.isolation.failures import bounded


@pytest.mark.parametrize(
    ("text", "line"),
    [("a\nb\x1b[31m", "a b [31m"), ("x" * 200, "x" * 119 + "…"), ("é\u202e", "é "), ("", "")],
)
def test_words_of_a_worker_are_made_harmless(text, line):
    """One line, printable, short."""
    assert line == bounded(text)
