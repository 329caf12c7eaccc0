"""Remarks on what comes more than once in an input: numbers of rows, and values that are equal."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from autograder.checking.remarks.answer import Answer

_ROWS = 4
"""Among fewer rows the wrong ones are by accident those of an input's repeated numbers."""


def added_once(a: Answer) -> Iterator[str]:
    """Wrong in exactly the rows whose number stands more than once in an input."""
    if a.mine.ndim < 1 or a.mine.shape[0] < _ROWS or not a.is_finite:
        return
    rows = a.mine.shape[0]
    wrong = a.bad.reshape(rows, -1).any(axis=1)
    for name, value in a.given.arrays:
        if value.dtype.kind not in "iu" or value.min() < 0 or value.max() >= rows:
            continue
        times = np.bincount(value.reshape(-1).astype(np.int64), minlength=rows)
        if (wrong == (times > 1)).all() and wrong.any() and a.right[times == 1].any():
            yield (
                f"wrong are exactly the rows whose number stands more than once in `{name}`: "
                "`a[i] += b` adds one of them only, np.add.at adds them all"
            )
            return


def tied(a: Answer) -> Iterator[str]:
    """Values of an input are kept or left out, and of equal ones others are kept than should be."""
    if a.mine.dtype.kind != "f" or a.bad.sum() < 2:
        return
    for name, value in a.given.arrays:
        if value.shape != a.mine.shape or np.unique(value[a.bad]).size != 1 or np.unique(value).size < 2:
            continue
        mine, right = a.mine == value, a.right == value
        left_out = np.unique(np.concatenate([a.mine[~mine], a.right[~right]]))
        if left_out.size == 1 and left_out[0] in (0.0, -np.inf) and mine[a.bad].sum() == right[a.bad].sum():
            yield f"it differs only where values of `{name}` are equal: which of equal ones comes first?"
            return
