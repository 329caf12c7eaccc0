"""What a function does beside answering: write into its arguments, or into what it returned before.

Hidden tests ask for both, and at home both are easily missed, for the answers may well be right. So there
every call is watched, and what is noticed fails the test that meets it: one for each function and habit. The
others go on and judge the answers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

MOST_BYTES = 2**22
"""Of arguments or results that are looked at again; speed tests have more."""


@dataclass(slots=True)
class Habits:
    """What the calls of one file have been seen to do."""

    _last: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    """Each function's latest result: as it was returned, and a copy."""
    _told: set[tuple[str, str]] = field(default_factory=set)

    def noticed(
        self,
        function: str,
        given: tuple[Any, Any] | None,
        result: Any,
        copied: Any,
        parameters: Callable[[str], Sequence[str]] = lambda _: (),
    ) -> str:
        """Look at a call that has ended.

        Parameters
        ----------
        function : str
            Its name.
        given : (arguments as they were, arguments after the call), optional
            None when something else than the student's code may have changed them.
        result, copied : plain value
            What was returned, and a copy of it.
        parameters : callable, optional
            Gives the names of its parameters, for arguments that are given by place.

        Returns
        -------
        str
            What it does that it should not; empty when it does nothing or has been told so.
        """
        last, self._last[function] = self._last.get(function), (result, copied)
        if last is not None and _is_small(last[1]) and changed(last[1], last[0]):
            said = (
                "what an earlier call returned has changed with this one: both write into an array that is "
                "kept between calls; make a new one in every call"
            )
            if self._is_new(function, "earlier"):
                return said
        if given is not None and _is_small(_values(given[0])):
            (args, named), after = given
            keys: list[Any] = [*range(len(args)), *named]
            for key, old, new in zip(keys, _values(given[0]), _values(after), strict=True):
                if changed(old, new) and self._is_new(function, "input"):
                    names = dict(enumerate(parameters(function)))
                    shown = (
                        key + 1 if isinstance(key, int) and key not in names else f"`{names.get(key, key)}`"
                    )
                    return f"it writes into its argument {shown}; work on a copy"
        return ""

    def _is_new(self, function: str, habit: str) -> bool:
        fresh = (function, habit) not in self._told
        self._told.add((function, habit))
        return fresh


def _values(given: Any) -> tuple[Any, ...]:
    args, kwargs = given
    return (*args, *kwargs.values())


def _is_small(value: Any) -> bool:
    return _bytes(value) <= MOST_BYTES


def _bytes(value: Any) -> int:
    if isinstance(value, (list, tuple)):
        return sum(map(_bytes, value))
    if isinstance(value, dict):
        return sum(map(_bytes, value.values()))
    return int(getattr(value, "nbytes", 0))


def changed(before: Any, after: Any) -> bool:
    """Say whether an argument came back different, bit for bit."""
    if type(before) is not type(after):
        return True
    if isinstance(before, (list, tuple)):
        return len(before) != len(after) or any(map(changed, before, after))
    if isinstance(before, dict):
        return before.keys() != after.keys() or any(changed(before[k], after[k]) for k in before)
    if hasattr(before, "detach"):
        return changed(before.detach().numpy(), after.detach().numpy())
    if isinstance(before, np.ndarray):
        same = before.dtype == after.dtype and before.shape == after.shape
        return not same or before.tobytes() != after.tobytes()
    both_nan = before != before and after != after  # noqa: PLR0124 (nan is the only number unlike itself)
    return bool(before != after) and not both_nan
