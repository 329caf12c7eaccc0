"""Plain values taken apart: what is sent, and that nothing else crosses."""

import enum
from collections import OrderedDict, namedtuple

import numpy as np
import pytest
import torch

from autograder.isolation.flattening import flatten
from autograder.isolation.values import MAX_DEPTH, Limits, NotPlainError

Point = namedtuple("Point", "x y")


class Colour(enum.IntEnum):
    RED = 1


class Mine(np.ndarray):
    pass


class Text(str):
    __slots__ = ()


def test_neighbours_stay_here():
    """A column of a wide matrix is sent without the columns between, which were never an argument."""
    _, (buffer,) = flatten(np.zeros((100, 1000))[:, 3], layout=True)

    assert 800 == buffer.nbytes


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
