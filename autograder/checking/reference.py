"""Ask the reference the same question: the fixture `compare` of hidden suites.

``compare("softmax", x)`` calls submission and reference on the same input and asserts that the answers
match. Its variants ask the same with other demands; each returns a new callable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograder.checking.assertions import assert_matches
from autograder.checking.habits import changed
from autograder.checking.mismatch import Difference, Mismatch
from autograder.checking.runners import Runner
from autograder.checking.tolerance import DEFAULT_RULE, Rule
from autograder.isolation.failures import SubmissionError
from autograder.isolation.values import Array
from autograder.model import Verdict

READ_ONLY_HINTS = ("read-only", "WRITEABLE", "not writeable")


@dataclass(frozen=True)
class Compare:
    """Compare a submission with the reference, call by call."""

    submission: Runner
    reference: Runner
    rule: Rule = DEFAULT_RULE
    because: str | None = None
    strict: bool = False

    def __call__(self, function: str, /, *args: Any, **kwargs: Any) -> Any:
        """Call `function` on both sides, assert that they match, return the submission's answer."""
        __tracebackhide__ = True
        expected = self.reference.call(function, *args, strict=self.strict, **kwargs)
        actual = self.submission.call(function, *args, strict=self.strict, **kwargs)
        self._match(actual, expected)
        return actual

    def within(
        self,
        rtol: float | None = None,
        atol: float | None = None,
        reduction: int = 1,
        because: str | None = None,
    ) -> Compare:
        """Compare with a tolerance of its own (say why), or for sums of `reduction` terms."""
        if (rtol is not None or atol is not None) and not because:
            raise TypeError("a tolerance of its own needs its reason: compare.within(..., because='...')")
        return replace(
            self, rule=replace(self.rule, rtol=rtol, atol=atol, reduction=reduction), because=because
        )

    @property
    def any_dtype(self) -> Compare:
        """Compare without asking for the dtype."""
        return replace(self, rule=replace(self.rule, dtype=False))

    @property
    def strictly(self) -> Compare:
        """Let overflow, invalid operations, division by zero and warnings raise in the submission."""
        return replace(self, strict=True)

    @property
    def untouched(self) -> Callable[..., None]:
        """Assert that inputs come back unchanged, may be read-only, and share no memory with the answer."""
        return self._untouched

    @property
    def layouts(self) -> Callable[..., None]:
        """Compare with array arguments stored otherwise, each in every way and unlike its neighbours."""
        return self._layouts

    def _match(self, actual: Any, expected: Any) -> None:
        __tracebackhide__ = True
        rule = self.rule
        assert_matches(
            actual,
            expected,
            rtol=rule.rtol,
            atol=rule.atol,
            reduction=rule.reduction,
            dtype=rule.dtype,
            because=self.because,
        )

    def _untouched(self, function: str, /, *args: Any, **kwargs: Any) -> None:
        __tracebackhide__ = True
        names = [*map(str, range(len(args))), *kwargs]
        watched = self.submission.call(function, *args, watch=True, **kwargs)
        _, (args_after, kwargs_after), shared = watched
        before, after = [*args, *kwargs.values()], [*args_after, *kwargs_after.values()]
        for name, old, new in zip(names, before, after, strict=True):
            if changed(old, new):
                raise Mismatch([Difference("input", f"it writes into its {_argument(name)}; work on a copy")])
        if shared:
            text = f"the result shares memory with its {_argument(shared[0])}; return an array of its own"
            raise Mismatch([Difference("input", text)])
        frozen = [_map_arrays(arg, _read_only) for arg in before]
        try:
            self(function, *frozen[: len(args)], **dict(zip(kwargs, frozen[len(args) :], strict=True)))
        except (SubmissionError, ValueError) as error:
            text = error.failure.text if isinstance(error, SubmissionError) and error.failure else str(error)
            if not any(word in text for word in READ_ONLY_HINTS):
                raise
            found = "it cannot work on read-only inputs: it writes into one of them; work on a copy"
            raise SubmissionError(Verdict.WRONG, sentence=found) from None

    def _layouts(self, function: str, /, *args: Any, **kwargs: Any) -> None:
        __tracebackhide__ = True
        given = [*args, *kwargs.values()]
        places = [i for i, value in enumerate(given) if _has_layouts(value)]
        ways = {i: [("", given[i]), *layouts_of(given[i])] for i in places}

        def ask(chosen: dict[int, Array]) -> None:
            __tracebackhide__ = True
            stored = [chosen.get(i, value) for i, value in enumerate(given)]
            self(function, *stored[: len(args)], **dict(zip(kwargs, stored[len(args) :], strict=True)))

        try:
            # a few calls for all arguments: in each, the way of an argument is the next one's before
            for turn in range(max(map(len, ways.values()), default=1)):
                ask({i: ways[i][(turn + n) % len(ways[i])][1] for n, i in enumerate(places)})
        except Mismatch as found:
            self._one_by_one(ask, ways, [*map(str, range(len(args))), *kwargs])
            note = Difference("layout", "when its arguments are stored each in another way")
            raise Mismatch([*found.differences, note]) from None

    @staticmethod
    def _one_by_one(
        ask: Callable[[dict[int, Array]], None], ways: dict[int, list[tuple[str, Array]]], names: list[str]
    ) -> None:
        """Find the argument and the layout that it takes to go wrong, if one does."""
        __tracebackhide__ = True
        ask({})
        for i, others in ways.items():
            for label, other in others[1:]:
                try:
                    ask({i: other})
                except Mismatch as found:
                    note = Difference("layout", f"when its {_argument(names[i])} is {label}")
                    raise Mismatch([*found.differences, note]) from None


def _has_layouts(value: Any) -> bool:
    return type(value) is np.ndarray and value.ndim > 0 and value.size > 0


def layouts_of(array: Array) -> Iterator[tuple[str, Array]]:
    """Yield arrays equal to `array` whose memory is laid out otherwise, each with a word for it."""
    if array.ndim > 1:
        yield "in Fortran order", np.asfortranarray(array)
        yield "a transposed view", np.ascontiguousarray(array.swapaxes(-1, -2)).swapaxes(-1, -2)
    wide = np.repeat(array, 2, axis=-1)
    wide[..., 1::2] = 0
    yield "a strided view", wide[..., ::2]
    yield "a reversed view", np.ascontiguousarray(array[::-1])[::-1]


def _read_only(array: Array) -> Array:
    frozen = array.copy()
    frozen.flags.writeable = False
    return frozen


def _map_arrays(value: Any, change: Callable[[Array], Array]) -> Any:
    if type(value) is np.ndarray:
        return change(value)
    if type(value) in (list, tuple):
        return type(value)(_map_arrays(item, change) for item in value)
    if type(value) is dict:
        return {key: _map_arrays(item, change) for key, item in value.items()}
    return value


def _argument(name: str) -> str:
    return f"argument {int(name) + 1}" if name.isdigit() else f"argument {name!r}"
