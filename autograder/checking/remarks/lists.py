"""Remarks on lists, dictionaries and plain words: what is missing, too much, or in another order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from autograder.checking.wording import plural


def on_lists(mine: Any, right: Any) -> Iterator[str]:
    """Compare two sequences of words or whole numbers."""
    mine, right = list(mine), list(right)
    if not all(map(_is_plain, (*mine, *right))) or mine == right:
        return
    have, want = Counter(map(repr, mine)), Counter(map(repr, right))
    missing, extra = want - have, have - want
    if not mine and right:
        yield "it is empty"
    elif mine == right[::-1]:
        yield "it runs backwards"
    elif not missing and not extra:
        first = _first(mine, right)
        yield f"all the right ones are there, in another order; the first that differs is at {first}"
    elif mine == right[:-1]:
        yield f"the last one is missing: {right[-1]!r}"
    elif mine == right[1:]:
        yield f"the first one is missing: {right[0]!r}"
    elif right == mine[:-1]:
        yield f"there is one too many at the end: {mine[-1]!r}"
    elif right == mine[1:]:
        yield f"there is one too many in front: {mine[0]!r}"
    elif all(type(v) is int for v in (*mine, *right)) and len(mine) == len(right):
        steps = {m - r for m, r in zip(mine, right, strict=True)}
        if len(steps) == 1:
            yield f"every number is off by {steps.pop():+d}"
    elif not extra:
        yield f"missing: {_some(missing)}"
    elif not missing:
        yield f"too much: {_some(extra)}"
    else:
        yield f"missing: {_some(missing)}; in their place: {_some(extra)}"


def _is_plain(value: Any) -> bool:
    """Say whether a value is a word or whole number, or a tuple of such."""
    if type(value) is tuple:
        return all(map(_is_plain, value))
    return type(value) in (str, int, bool, type(None))


def on_dicts(mine: dict[Any, Any], right: dict[Any, Any]) -> Iterator[str]:
    """Compare two dictionaries by keys, then by values."""
    missing, extra = [k for k in right if k not in mine], [k for k in mine if k not in right]
    if missing and not extra:
        yield f"{plural(len(missing), 'key')} missing: {_keys(missing)}{_common(missing, list(mine))}"
    elif extra and not missing:
        yield f"{plural(len(extra), 'key')} too many: {_keys(extra)}{_common(extra, list(right))}"
    elif missing:
        yield f"keys missing: {_keys(missing)}; not asked for: {_keys(extra)}"
    else:
        whole = [k for k in right if type(mine[k]) is int and type(right[k]) is int]
        bad = [k for k in whole if mine[k] != right[k]]
        pairs = [(mine[k], right[k]) for k in bad]
        if pairs:
            steps = {m - r for m, r in pairs}
            word = f", each by {steps.pop():+d}" if len(steps) == 1 else ""
            yield f"the counts of {_keys(bad)} are off{word}; the keys are right"


def exchanged(mine: Any, right: Any, near: Any) -> Iterator[str]:
    """Find two parts of an answer that stand in each other's place and are not right there."""
    keys = list(right) if type(right) is dict else list(range(len(right)))
    for i, first in enumerate(keys):
        if near(mine[first], right[first]):
            continue
        for second in keys[i + 1 :]:
            crossed = near(mine[first], right[second]) and near(mine[second], right[first])
            if crossed and not near(mine[first], right[first]):  # equal parts may stand anywhere
                yield f"[{first!r}] and [{second!r}] stand in each other's place"
                return


def _common(keys: list[Any], others: list[Any]) -> str:
    """Say what keys that are tuples of one length have in common and the others have not."""
    if len(keys) < 2 or not all(type(k) is tuple and k for k in (*keys, *others)):
        return ""
    for place, word in ((-1, "end in"), (0, "begin with")):
        ends = {k[place] for k in keys}
        if len(ends) == 1 and not any(k[place] in ends for k in others):
            return f"; all of them {word} {ends.pop()!r}, and no other does"
    lengths = {len(k) for k in keys}
    if len(lengths) == 1 and not any(len(k) in lengths for k in others):
        return f"; all of them have length {lengths.pop()}, and no other has"
    return ""


def _first(mine: list[Any], right: list[Any]) -> str:
    return f"[{next(i for i, (m, r) in enumerate(zip(mine, right, strict=True)) if m != r)}]"


def _some(counts: Counter[str]) -> str:
    items = list(counts.elements())
    return ", ".join(items[:4]) + (f" and {len(items) - 4} more" if len(items) > 4 else "")


def _keys(keys: list[Any]) -> str:
    return ", ".join(repr(k)[:60] for k in keys[:3]) + (f" and {len(keys) - 3} more" if len(keys) > 3 else "")
