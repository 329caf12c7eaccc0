"""Go through an answer part by part and choose the few sentences worth saying."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from autograder.checking.compare import differences
from autograder.checking.mismatch import Compared
from autograder.checking.remarks import forms, lists, places, values
from autograder.checking.remarks.answer import Answer, Given
from autograder.checking.remarks.factors import sized
from autograder.isolation.values import Array

MOST = 3
"""Sentences about one answer."""
MOST_VALUES = 2_000_000
"""Larger arrays are not searched for patterns."""


def remarks_on(compared: Compared, given: Given, earlier: Sequence[Any] = ()) -> list[str]:
    """Return sentences about what kind of mistake an answer looks like; none when nothing can be said.

    Parameters
    ----------
    compared : Compared
        The answer, the expected one, and how they were compared.
    given : Given
        The arguments of the call, for naming numbers and places.
    earlier : sequence of plain values
        What earlier calls of the same test returned.
    """
    with np.errstate(all="ignore"):
        parts = _parts(compared, given, earlier, compared.actual, compared.expected, "")
        whole = list(_whole(compared))
        found = whole + [said for said in parts if not (whole and said.startswith(lists.REORDERED))]
    return list(dict.fromkeys(found))[:MOST]


def _whole(compared: Compared) -> Iterator[str]:
    mine, right = compared.actual, compared.expected
    if (type(mine) is type(right) and type(right) in (tuple, list) and len(mine) == len(right) > 1) or (
        type(mine) is dict and type(right) is dict and mine.keys() == right.keys()
    ):
        yield from lists.exchanged(mine, right, lambda a, b: _same(a, b, compared))


def _same(a: Any, b: Any, compared: Compared) -> bool:
    return next(iter(differences(a, b, compared.rule)), None) is None


def _parts(
    compared: Compared, given: Given, earlier: Sequence[Any], mine: Any, right: Any, path: str
) -> Iterator[str]:
    said = iter(()) if path and type(right) is int else _on_part(compared, given, earlier, mine, right)
    yield from (f"in {path}: {sentence}" if path else sentence for sentence in said)
    if type(mine) is type(right) and type(right) in (tuple, list) and len(mine) == len(right) <= 50:
        keys: list[Any] = list(range(len(right)))
    elif type(mine) is dict and type(right) is dict:
        keys = [key for key in right if key in mine][:50]
    else:
        return
    for key in keys:
        inner = [one[key] for one in earlier if _has(one, key)]
        yield from _parts(compared, given, inner, mine[key], right[key], f"{path}[{key!r}]")


def _has(value: Any, key: Any) -> bool:
    if type(value) in (list, tuple):
        return isinstance(key, int) and key < len(value)
    return type(value) is dict and key in value


def _on_part(
    compared: Compared, given: Given, earlier: Sequence[Any], mine: Any, right: Any
) -> Iterator[str]:
    if _same(mine, right, compared):
        return
    if type(right) in (list, tuple) and type(mine) in (list, tuple):
        if type(right) is not type(mine):
            yield from forms.on_type(mine, right)
        yield from lists.on_lists(mine, right)
    elif type(right) is dict and type(mine) is dict:
        yield from lists.on_dicts(mine, right)
    else:
        a, b = _array(mine), _array(right)
        numbers = type(right) in (int, float) and type(mine) in (int, float, np.ndarray)
        if a is None or b is None or not (_is_array(right) or (numbers and a.shape == ())):
            yield from forms.on_type(mine, right)
        elif type(right) is int and type(mine) is int and abs(mine - right) == 1:
            yield f"it is 1 too {'large' if mine > right else 'small'}: off by one, or rounded the other way"
        elif type(right) is int and type(mine) is int and (size := sized(mine, given)):
            yield f"it is {size}"
        else:
            yield from _on_arrays(compared, given, earlier, a, b)


def _on_arrays(compared: Compared, given: Given, earlier: Sequence[Any], a: Array, b: Array) -> Iterator[str]:
    if a.dtype.kind not in "biufc" or max(a.size, b.size) > MOST_VALUES:
        return
    allowed = compared.rule.tolerance(a.dtype, b.dtype)
    wide = np.complex128 if "c" in (a.dtype.kind, b.dtype.kind) else np.float64
    mine, right = a.astype(wide), b.astype(wide)
    if a.shape != b.shape:
        answer = Answer(mine, right, allowed)
        yield from forms.on_shape(mine, right, answer.near)
        return
    if compared.rule.dtype and a.dtype != b.dtype:
        yield from forms.on_dtype(a.dtype, b.dtype, given)
        return
    before = tuple(
        one.astype(wide) for one in map(_array, earlier) if one is not None and one.dtype.kind in "biufc"
    )
    answer = Answer(mine, right, allowed, given, before)
    finite = np.isfinite(mine[np.isfinite(right)]).all()
    for relation in values.RELATIONS if finite else values.RELATIONS_WITH_INFINITY:
        sentence = next(relation(answer), None)
        if sentence is not None:
            yield sentence
            if relation not in values.IN_PART:
                return  # where the two differ would be an accident of the numbers
            break
    yield from places.where(answer)


def _is_array(value: Any) -> bool:
    return isinstance(value, np.ndarray | np.generic) or hasattr(value, "detach")


def _array(value: Any) -> Array | None:
    if hasattr(value, "detach"):
        value = value.detach().cpu().numpy()
    if isinstance(value, np.ndarray | np.generic) or type(value) in (bool, int, float, complex):
        array = np.asarray(value)
        return array if array.dtype.kind in "biufc" else None
    return None
