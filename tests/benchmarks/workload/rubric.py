"""Our hidden suite: a point for each check. Becomes ``test_hidden.py`` of the small course."""

import pytest

from autograder.checking import exercise

SOFTMAX = 9
ATTENTION = 14
CAUSAL = 2


@exercise("softmax", points=SOFTMAX)
class TestSoftmax:
    """Rows of probabilities."""

    @pytest.mark.parametrize("number", range(SOFTMAX))
    def test_check(self, submission, reference, cases, number):
        getattr(cases, cases.CHECKS[number])(submission, reference)


@exercise("attention", points=ATTENTION, functions=("scaled_dot_product_attention",))
class TestAttention:
    """What each query finds among the keys."""

    @pytest.mark.parametrize("number", range(SOFTMAX, SOFTMAX + ATTENTION))
    def test_check(self, submission, reference, cases, number):
        getattr(cases, cases.CHECKS[number])(submission, reference)


@exercise("causal", points=CAUSAL, functions=("scaled_dot_product_attention",))
class TestCausal:
    """No look ahead."""

    @pytest.mark.parametrize("number", range(SOFTMAX + ATTENTION, SOFTMAX + ATTENTION + CAUSAL))
    def test_check(self, submission, reference, cases, number):
        getattr(cases, cases.CHECKS[number])(submission, reference)
