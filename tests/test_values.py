"""Words for plain values."""

import numpy as np
import pytest
import torch

from autograder.isolation.values import describe_type


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (np.zeros((4, 7), np.float32), "float32[4, 7]"),
        (torch.zeros(2), "tensor float32[2]"),
        ((1, 2, 3), "tuple of 3"),
        ({}, "dict of 0"),
        (None, "None"),
        (1.0, "float"),
    ],
)
def test_types_have_short_names(value, name):
    """Sentences name types as students write them."""
    assert name == describe_type(value)
