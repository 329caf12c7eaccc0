"""What a student runs at home."""

import numpy as np

from autograder.checking import assert_matches, exercise


@exercise("scale", points=40)
class TestScale:
    """A number times an array."""

    def test_by_hand(self, submission):
        assert_matches(submission.scale(np.array([1.0, 2.0]), 3.0), np.array([3.0, 6.0]))

    def test_default(self, submission, cases, rng):
        x = cases.table(rng)
        assert_matches(submission.scale(x), x + x)


@exercise("centre", points=60)
class TestCentre:
    """Rows that sum to zero."""

    def test_rows_sum_to_zero(self, submission, cases, rng):
        result = submission.centre(cases.table(rng))
        assert np.allclose(result.sum(axis=1), 0), "the rows do not sum to zero"
