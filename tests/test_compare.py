"""Comparing answers: what passes, what does not, and how it is said."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from plain_arrays import arrays

from autograder.checking.compare import differences
from autograder.checking.tolerance import Rule
from autograder.isolation.rebuilding import copy

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats()
    | st.complex_numbers()
    | st.text(max_size=5)
    | st.binary(max_size=5)
)
plain = st.recursive(
    scalars | arrays,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)
quick = settings(deadline=None, max_examples=60)


def aspects(actual: object, expected: object, **rule: object) -> list[str]:
    """Return which aspects differ, without notes."""
    return [d.aspect for d in differences(actual, expected, Rule(**rule)) if d.aspect != "note"]


def said(actual: object, expected: object) -> str:
    return "\n".join(d.text for d in differences(actual, expected))


@quick
@given(plain)
def test_a_value_matches_its_copy(value):
    """Whatever may cross matches itself, NaN and infinities included."""
    assert [] == list(differences(copy(value), value))


@quick
@given(plain, plain)
def test_comparing_never_fails(actual, expected):
    """Any two plain values can be compared, and every difference has its sentence."""
    for difference in differences(actual, expected):
        assert difference.text


@quick
@given(
    hnp.arrays("float64", hnp.array_shapes(max_dims=3, max_side=4), elements=st.floats(-1e6, 1e6)),
    st.data(),
)
def test_one_value_outside_of_the_tolerance_is_found(expected, data):
    """A single value beyond what is allowed is found wherever it is, and within it is not."""
    where = data.draw(st.tuples(*(st.integers(0, n - 1) for n in expected.shape)))
    allowed = 1e-9 + 1e-8 * abs(expected[where])
    beyond, within = expected.copy(), expected.copy()
    beyond[where] += 1.5 * allowed
    within[where] += 0.5 * allowed

    assert ["values"] == aspects(beyond, expected)
    assert [] == aspects(within, expected)
    if expected.size > 1:
        assert f"1 of {expected.size} differ; worst at {list(where)}" in said(beyond, expected)


@quick
@given(hnp.arrays("float64", hnp.array_shapes(max_dims=3, max_side=3), elements=st.just(1.0)), st.data())
def test_nothing_is_broadcast(expected, data):
    """Equal values in another shape are a wrong shape, also where numpy would broadcast."""
    axis = data.draw(st.integers(0, expected.ndim))

    assert ["shape"] == aspects(np.expand_dims(expected, axis), expected)
    assert ["shape"] == aspects(np.repeat(expected, 2, axis=0), expected)


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        ("an essay", np.zeros(2)),
        (None, np.zeros(2)),
        ([0.0, 0.0], np.zeros(2)),
        (np.zeros(2), [0.0, 0.0]),
        (np.zeros(2), (0.0, 0.0)),
        ([1, 2], (1, 2)),
        (1.0, "1.0"),
        (True, 1),
        (1, True),
        (np.True_, 1.0),
        ("1", 1),
        (0, None),
        (b"a", "a"),
        ({"a": 1}, [("a", 1)]),
        (torch.zeros(2), np.zeros(2)),
        (np.zeros(2), torch.zeros(2)),
    ],
)
def test_types_are_exact(actual, expected):
    """A value of another kind never passes for one that would compare equal."""
    assert ["type"] == aspects(actual, expected)


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (np.float64(2.0), 2.0),
        (np.array(2.0), 2.0),
        (2.0, np.array(2.0)),
        (2, 2.0),
        (torch.tensor([1.0, 2.0]), torch.tensor([1.0, 2.0])),
        (np.zeros((0, 3)), np.zeros((0, 3))),
        (float("nan"), float("nan")),
        (np.array([np.inf, -np.inf, np.nan]), np.array([np.inf, -np.inf, np.nan])),
        (-0.0, 0.0),
    ],
)
def test_what_means_the_same_passes(actual, expected):
    """A scalar may be an array without axes; infinities and NaN match themselves."""
    assert [] == aspects(actual, expected)


def test_dtypes_are_asked_for_unless_the_rule_says_no():
    """float64 for float32 is one difference, told by name; `dtype=False` lets it pass."""
    actual, expected = np.ones(3), np.ones(3, np.float32)

    assert ["dtype"] == aspects(actual, expected)
    assert "it is float64, expected float32" == said(actual, expected)
    assert [] == aspects(actual, expected, dtype=False)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_comes_before_values(value):
    """A NaN or an infinity where a number belongs is told first, with its place."""
    actual = np.zeros((2, 3))
    actual[1, 2] = value

    assert ["finite"] == aspects(actual, np.zeros((2, 3)))
    assert "the first at [1, 2]" in said(actual, np.zeros((2, 3)))


@pytest.mark.parametrize(("actual", "expected"), [(1e300, np.inf), (0.0, np.nan), (-np.inf, np.inf)])
def test_a_number_never_passes_for_what_is_not_finite(actual, expected):
    """Nothing but the same infinity matches an infinity, nothing but NaN matches NaN."""
    assert [] != aspects(np.array([actual, 1.0]), np.array([expected, 1.0]))


def test_structure_is_told_by_its_path():
    """A difference deep inside names where it is; missing and extra items are structure."""
    expected = {"a": (np.zeros(2), [np.zeros(3)])}

    assert "in ['a'][1][0]: it is [4], expected [3]" == said({"a": (np.zeros(2), [np.zeros(4)])}, expected)
    assert "in ['a']: it has 1 items, expected 2" == said({"a": (np.zeros(2),)}, expected)
    assert "the key 'a' is missing" == said({}, expected)


def test_extra_keys_are_counted_and_not_repeated():
    """What a submission calls its keys could carry inputs out, and they may be very many."""
    found = list(differences({f"secret {i}": 1 for i in range(1000)}, {}))

    assert ["it has 1000 keys too many"] == [d.text for d in found]
    assert "'secret 0'" in found[0].detail


def test_long_lists_are_told_in_one_line():
    """Of a long list of words or numbers the first difference and their count is enough."""
    found = list(differences([0, 1, 2, 9, 9, 9], [0, 1, 2, 3, 4, 5]))

    assert ["in [3]: it differs (3 of 6 differ)"] == [d.text for d in found]
    assert ["in [3]: 9, expected 3 (3 of 6 differ)"] == [d.detail for d in found]


@quick
@given(hnp.arrays("float64", (2, 3), elements=st.floats(0.0101, 0.02)))
def test_expected_numbers_are_in_the_detail_alone(expected):
    """The text, which hidden tests show, holds no value of the expected answer; the detail does."""
    for difference in differences(expected + 1, expected):
        if difference.aspect == "values":
            assert not any(f"{value:.6g}" in difference.text for value in expected.ravel())
            assert any(f"expected {value:.6g}" in difference.detail for value in expected.ravel())
