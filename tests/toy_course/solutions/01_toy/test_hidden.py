"""The rubric."""

import numpy as np

from autograder.checking import exercise, points


@exercise("scale", points=40)
class TestScale:
    """A number times an array."""

    def test_values(self, compare, cases, rng):
        compare("scale", cases.table(rng), 1.5)

    @points(10)
    def test_input_stays(self, compare, cases, rng):
        compare.untouched("scale", cases.table(rng), 1.5)


@exercise("centre", points=60)
class TestCentre:
    """Rows that sum to zero."""

    def test_values(self, compare, cases, rng):
        compare("centre", cases.table(rng))

    def test_square(self, compare, cases, rng):
        compare("centre", cases.table(rng, 4, 4))

    def test_float32(self, compare, cases, rng):
        compare("centre", cases.table(rng).astype(np.float32))
