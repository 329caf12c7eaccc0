"""Plain values made again: how they come out, and what forged messages come to."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_arrays import arrays

from autograder.isolation.flattening import flatten
from autograder.isolation.rebuilding import copy, rebuild
from autograder.isolation.values import NotPlainError

quick = settings(deadline=None, max_examples=60)
# trees as a hostile worker could send them: right tags with anything behind them
junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats()
    | st.sampled_from(["a", "s", "T", "l", "t", "d", "b", "c", "float64", "bool", "é"]),
    lambda inner: st.lists(inner, max_size=6),
    max_leaves=20,
)


def identical(one: np.ndarray, other: np.ndarray) -> bool:
    return (one.dtype, one.shape, one.tobytes()) == (other.dtype, other.shape, other.tobytes())


@quick
@given(arrays, st.booleans())
def test_arrays_come_out_bit_for_bit(array, layout):
    """Dtype, shape and every bit stay; the memory is another."""
    result = copy(array, layout=layout)

    assert identical(array, result)
    assert not np.shares_memory(array, result)


@quick
@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(2**63), 2**63 - 1)
        | st.text()
        | st.binary()
        | st.complex_numbers(allow_nan=False),
        lambda inner: (
            st.lists(inner)
            | st.lists(inner).map(tuple)
            | st.dictionaries(st.text() | st.integers(0, 9), inner)
        ),
        max_leaves=12,
    )
)
def test_containers_come_out_equal_and_of_the_same_types(value):
    """Lists stay lists, tuples tuples, keys keys."""
    assert repr(value) == repr(copy(value))


@pytest.mark.parametrize(
    "view",
    [
        lambda a: a.T,
        lambda a: a[::2, ::-1],
        lambda a: a[:, 1],
        lambda a: np.broadcast_to(a[0], (5, 4)),
        np.asfortranarray,
        lambda a: a[1:1],
        lambda a: a.swapaxes(0, 1)[::-1],
    ],
)
def test_layouts_are_kept(view):
    """Strides, zero strides, order and the writeable flag are what tests about layouts need."""
    array = view(np.arange(24.0).reshape(6, 4))
    result = copy(array, layout=True)

    assert identical(array, result)
    assert array.flags.writeable == result.flags.writeable
    if array.size:
        assert np.sign(array.strides).tolist() == np.sign(result.strides).tolist()
        assert array.flags.c_contiguous == result.flags.c_contiguous
        assert array.flags.f_contiguous == result.flags.f_contiguous


def test_read_only_cannot_be_turned_back():
    """A read-only argument stays read-only for code that sets the flag."""
    array = np.ones(3)
    array.flags.writeable = False
    result = copy(array, layout=True)

    with pytest.raises(ValueError):
        result.flags.writeable = True


def test_tensors_and_scalars_keep_their_kind():
    """Tensors of torch stay tensors, numpy's scalars numpy's."""
    assert type(copy(torch.nn.Parameter(torch.ones(2)))) is torch.Tensor
    assert torch.equal(torch.arange(6).reshape(2, 3).T, copy(torch.arange(6).reshape(2, 3).T))
    assert type(copy(np.float32(1.5))) is np.float32
    assert type(copy({"a": (np.True_,)})["a"][0]) is np.bool_


@settings(deadline=None, max_examples=300)
@given(junk, st.lists(st.binary(max_size=16), max_size=3), st.booleans())
def test_a_forged_message_is_refused_or_plain(tree, buffers, layout):
    """Whatever arrives either is a plain value of bounded size or is refused."""
    try:
        value = rebuild(tree, [memoryview(buffer) for buffer in buffers], layout=layout)
    except NotPlainError:
        return
    flatten(value)


@pytest.mark.parametrize(
    ("tree", "buffers"),
    [
        (["a", "float64", [2]], [b"\0" * 8]),
        (["a", "float64", [2**40]], [b""]),
        (["a", "float64", [-1]], [b""]),
        (["a", "object", [1]], [b"\0" * 8]),
        (["a", "float64", [1]], []),
        (["l", []], [b""]),
        (["s", "float64", [1]], [b"\0" * 8]),
        (["d", [[["l", []], 1]]], []),
        (["x", 1], []),
        ([], []),
    ],
)
def test_forged_arrays_are_refused(tree, buffers):
    """A shape never stands for more memory than arrived, and every buffer has its array."""
    with pytest.raises(NotPlainError):
        rebuild(tree, [memoryview(buffer) for buffer in buffers])


@pytest.mark.parametrize(
    "layout", [([8], 8, True), ([-8], 0, True), ([2**40], 0, True), ([8], -8, True), ([8, 8], 0, True)]
)
def test_forged_layouts_cannot_reach_outside(layout):
    """Strides and offset that leave the bytes that arrived are refused."""
    with pytest.raises(NotPlainError):
        rebuild(["a", "float64", [2], *layout], [memoryview(b"\0" * 16)], layout=True)


def test_a_truth_value_is_zero_or_one():
    """A byte of 2 in an array of truth values would be neither."""
    (value,) = rebuild(["a", "bool", [1]], [memoryview(b"\2")])

    assert (True, 1) == (bool(value), int(np.asarray(value).view(np.uint8)))
