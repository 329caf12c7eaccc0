"""How far an answer may be off: by dtype, by reduction, by course."""

import numpy as np
import pytest

from autograder.checking.assertions import assert_matches
from autograder.checking.compare import differences
from autograder.checking.mismatch import Mismatch
from autograder.checking.tolerance import TOLERANCES, Rule
from autograder.course import Tolerance, Tolerances


def test_tolerance_follows_the_coarser_dtype():
    """float32 is allowed what float32 can do, on either side; float16 ten times that."""
    rule = Rule()
    kinds = [np.dtype(name) for name in ("float64", "float32", "float16", "complex64", "complex128", "int64")]
    double, single, half, complex_single, complex_double, whole = kinds

    assert Tolerance(1e-8, 1e-9) == rule.tolerance(double) == rule.tolerance(complex_double, whole)
    assert Tolerance(2e-4, 2e-5) == rule.tolerance(single, double) == rule.tolerance(double, complex_single)
    assert pytest.approx(2e-3) == rule.tolerance(half, single).rtol == rule.tolerance(single, half).rtol


def test_tolerance_grows_with_the_reduction():
    """Sums of n terms are allowed the square root of n times as much."""
    assert pytest.approx(4e-8) == Rule(reduction=16).tolerance(np.dtype("float64")).rtol
    assert_matches(np.array([1.0 + 3e-8]), np.array([1.0]), reduction=16)
    with pytest.raises(Mismatch):
        assert_matches(np.array([1.0 + 3e-8]), np.array([1.0]))


def test_the_course_sets_the_tolerances():
    """What course.toml says is used, and only as long as it is set."""
    token = TOLERANCES.set(Tolerances(float64=Tolerance(1e-3, 0)))
    try:
        assert [] == list(differences(np.array([1.0005]), np.array([1.0])))
    finally:
        TOLERANCES.reset(token)
    assert ["values"] == [found.aspect for found in differences(np.array([1.0005]), np.array([1.0]))]
