"""The rubric: three inputs, all of one shape."""

from autograder.checking import exercise


@exercise("double", points=100)
class TestDouble:
    """Twice an array."""

    def test_values(self, compare, cases, rng):
        for _ in range(3):
            compare("double", cases.vector(rng))
