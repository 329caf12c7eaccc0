"""Plain data: what crosses, how it comes out, and that nothing else does."""

import enum
from collections import OrderedDict, namedtuple

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.isolation.values import (
    MAX_DEPTH,
    Limits,
    NotPlainError,
    copy,
    describe_type,
    flatten,
    rebuild,
)

quick = settings(deadline=None, max_examples=60)
DTYPES = (
    "bool",
    "int8",
    "int64",
    "uint8",
    "uint64",
    "float16",
    "float32",
    "float64",
    "complex64",
    "complex128",
)
arrays = st.sampled_from(DTYPES).flatmap(
    lambda dtype: hnp.arrays(dtype, hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4))
)
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
Point = namedtuple("Point", "x y")


class Colour(enum.IntEnum):
    RED = 1


class Mine(np.ndarray):
    pass


class Text(str):
    __slots__ = ()


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


def test_neighbours_stay_here():
    """A column of a wide matrix is sent without the columns between, which were never an argument."""
    _, (buffer,) = flatten(np.zeros((100, 1000))[:, 3], layout=True)

    assert 800 == buffer.nbytes


def test_tensors_and_scalars_keep_their_kind():
    """Tensors of torch stay tensors, numpy's scalars numpy's."""
    assert type(copy(torch.nn.Parameter(torch.ones(2)))) is torch.Tensor
    assert torch.equal(torch.arange(6).reshape(2, 3).T, copy(torch.arange(6).reshape(2, 3).T))
    assert type(copy(np.float32(1.5))) is np.float32
    assert type(copy({"a": (np.True_,)})["a"][0]) is np.bool_


@pytest.mark.parametrize(
    "value",
    [
        object(),
        Point(1, 2),
        OrderedDict(),
        Colour.RED,
        Text("a"),
        {1, 2},
        frozenset(),
        np.ones(2).view(Mine),
        np.ma.masked_array([1.0]),
        np.array(["a"]),
        np.array([object()]),
        np.array([(1, 2.0)], dtype=[("a", int), ("b", float)]),
        np.datetime64("2026-01-01"),
        np.longdouble(1),
        2**63,
        -(2**63) - 1,
        "\ud800",
        torch.ones(2, dtype=torch.bfloat16),
        torch.eye(2).to_sparse(),
        [print],
        {"a": (i for i in ())},
        np.zeros((1,) * 9),
    ],
    ids=lambda value: type(value).__name__,
)
def test_everything_else_is_refused(value):
    """Types are compared exactly: subclasses, objects, other dtypes and large integers do not cross."""
    with pytest.raises(NotPlainError):
        flatten(value)


def test_size_is_bounded_before_anything_is_copied():
    """Too deep, too many, too large: refused, also where a view only pretends to be large."""
    nested: list = []
    for _ in range(MAX_DEPTH + 1):
        nested = [nested]
    endless: list = []
    endless.append(endless)
    huge = np.broadcast_to(np.float64(0), (2**40,))

    for value in (nested, endless, [0] * 11, huge, "a" * 1000, b"a" * 600):
        with pytest.raises(NotPlainError):
            flatten(value, limits=Limits(nodes=10 if len(value) == 11 else 100, payload=500))


def test_no_code_of_a_value_is_run():
    """Objects with clever methods, metaclasses and properties are refused without being asked."""
    asked = []

    class Nosy(type):
        def __getattribute__(cls, name: str) -> object:
            asked.append(name)
            return type.__getattribute__(cls, name)

    class Clever(metaclass=Nosy):
        def __getattribute__(self, name: str) -> object:
            asked.append(name)
            return object.__getattribute__(self, name)

        def __eq__(self, other: object) -> bool:
            asked.append("==")
            return True

        __hash__ = None

    value = Clever()
    asked.clear()
    with pytest.raises(NotPlainError):
        flatten([value])

    assert [] == asked


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
