"""The words a suite is written in: ``@exercise``, ``@points``, ``@speed``; and how points are shared out.

Points stand on the test class that earns them. They are shared equally among its tests, each case of a
parametrised test counting as one, unless ``@points`` says otherwise on a test.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeVar

import pytest

from autograder.model import Exercise

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])
SUITES = ("test_public.py", "test_hidden.py")
_FOLDER = re.compile(r"\d\d_\w+")


def exercise(
    name: str, points: float, functions: tuple[str, ...] = (), forbid: tuple[str, ...] = ()
) -> Callable[[type[T]], type[T]]:
    """Say which exercise a test class belongs to and what it is worth.

    Parameters
    ----------
    name : str
        The exercise; the heading in the handout and, unless `functions` says otherwise, the function.
    points : float
        Shared among the tests of the class; several classes of one exercise add up.
    functions : tuple of str
        The functions and classes of the assignment's file that the exercise covers.
    forbid : tuple of str
        Dotted names of what the assignment may not use, such as
        ``torch.nn.functional.scaled_dot_product_attention``; enforced when grading. Assignments without torch
        need not name it: it is not there for them.
    """

    def mark(cls: type[T]) -> type[T]:
        covered = functions or (name,)
        return pytest.mark.exercise(name=name, points=points, functions=covered, forbid=forbid)(cls)

    return mark


def points(value: float) -> Callable[[F], F]:
    """Give one test (or each case of it) its own points out of those of its class.

    What is asked besides the plain cases is to cost little: where the tests with a mark come to more than
    half of the class's points, they share that half in proportion, and those without one have the other.
    """

    def mark(test: F) -> F:
        pytest.mark.points(value)(test)  # marks the function itself
        return test

    return mark


def speed(cls: type[T]) -> type[T]:
    """Mark a class of speed tests: run last, and only where most of the exercise is right."""
    return pytest.mark.speed(cls)


_MOST_MARKED = Fraction(1, 2)
"""The share of a class's points that its tests with `points` can have beside others without."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a test stands in its suite."""

    exercise: Exercise
    test: str
    """``TestMaskedSoftmax::test_rows``, with the case in brackets."""
    points: Fraction
    is_speed: bool
    title: str
    """The first line of the class's docstring."""
    forbid: tuple[str, ...] = ()


PLACE = pytest.StashKey[Place]()


def belongs(item: pytest.Item) -> bool:
    """Say whether `item` is a test of an assignment's suite, in a folder such as ``04_attention``."""
    return item.path.name in SUITES and _FOLDER.fullmatch(item.path.parent.name) is not None


def assign_places(items: Sequence[pytest.Item], *, whole: bool = True) -> None:
    """Work out each test's exercise and points, and keep them with the item.

    `whole` says that no test was left out by name. Otherwise the rest of each class is looked up, so that
    a test that runs alone has the points it always has.

    Raises
    ------
    pytest.UsageError
        For a test without an exercise, and for points that do not add up.
    """
    classes: dict[tuple[str, str], list[pytest.Item]] = {}
    for item in items:
        owner = item.nodeid.split("::")[1]
        classes.setdefault((str(item.path), owner), []).append(item)
    for (path, owner), tests in classes.items():
        mark = tests[0].get_closest_marker("exercise")
        if mark is None:
            raise pytest.UsageError(f"{path}: {owner} has no @exercise(name, points); write one above it")
        total = _fraction(mark.kwargs["points"])
        own = [_own_points(item) for item in (tests if whole else _siblings(tests))]
        shared = own.count(None)
        marked = sum((value for value in own if value is not None), Fraction())
        if marked > total or (marked < total and not shared):
            raise pytest.UsageError(
                f"{path}: the @points of the tests of {owner} do not add up to its {float(total):g}"
            )
        scale = min(Fraction(1), _MOST_MARKED * total / marked) if shared and marked else Fraction(1)
        kind = Exercise(mark.kwargs["name"], total, tuple(mark.kwargs["functions"]))
        for item in tests:
            value = _own_points(item)
            item.stash[PLACE] = Place(
                exercise=kind,
                test=test_id(item),
                points=(total - scale * marked) / shared if value is None else scale * value,
                is_speed=item.get_closest_marker("speed") is not None,
                title=_title(item),
                forbid=tuple(mark.kwargs["forbid"]),
            )
            item.extra_keyword_matches.update({kind.name, *kind.functions})


def _siblings(tests: Sequence[pytest.Item]) -> list[pytest.Item]:
    """Return all tests of the class that `tests` belong to."""
    parent = tests[0].parent
    if not isinstance(parent, pytest.Class):
        return list(tests)
    return [found for found in parent.collect() if isinstance(found, pytest.Item)]


def test_id(item: pytest.Item) -> str:
    """Return the test's name within its file."""
    return item.nodeid.split("::", 1)[1]


test_id.__test__ = False  # type: ignore[attr-defined]


def _own_points(item: pytest.Item) -> Fraction | None:
    mark = next(item.iter_markers("points"), None)
    return None if mark is None else _fraction(mark.args[0])


def _fraction(value: Any) -> Fraction:
    return Fraction(str(value))


def _title(item: pytest.Item) -> str:
    doc = getattr(getattr(item, "cls", None), "__doc__", None) or ""
    return doc.strip().split("\n")[0]
