"""Every known mistake is a file; find the one that gives exactly a submission's answers.

A file below ``wrong/`` is a few lines laid over the reference. When a test fails, each mistake is run on the
inputs of that test's calls, in the trusted process; the one whose outcomes all equal the submission's, and do
not all equal the reference's, explains the failure, and its docstring is the hint.

A mistake in one exercise can spoil another that builds on it. If the answers of the other are exactly what
the reference gives on top of a mistake that the submission was already charged for, the other exercise is
itself right: the error is carried forward and costs nothing twice. Who is charged with what is decided in
`autograder.checking.charging`; here answers are compared, no more.
"""

from __future__ import annotations

import ast
import time
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from autograder.checking.compare import differences
from autograder.checking.habits import changed
from autograder.checking.reaching import reachable
from autograder.checking.remembered import Answers, digest_of
from autograder.checking.runners import Called
from autograder.checking.tolerance import Rule
from autograder.isolation.failures import SubmissionError
from autograder.isolation.loading import Program, Source
from autograder.isolation.rebuilding import copy
from autograder.isolation.values import NotPlainError
from autograder.model import Assignment, CourseError

_LONG_SECONDS, _MOST_BYTES = 0.01, 32 * 2**20
"""CPU time of a call from which on its outcome is kept, and how much of these a lane keeps."""
_EXACT = Rule(rtol=1e-9, atol=1e-12)
_COARSE = Rule(rtol=1e-5, atol=1e-7)  # float32: another order of summation


@dataclass(frozen=True, slots=True)
class Mistake:
    """One file below ``wrong/`` (or ``slow/``): its name, its hint, what it redefines, its text.

    `source` is the reference with that text below it.
    """

    name: str
    hint: str
    functions: frozenset[str]
    source: Source
    overlay: str


def lay_over(reference: Source, overlay: Path) -> Mistake:
    """Read an overlay and put it below the reference's text, where later definitions win."""
    text = overlay.read_text(encoding="utf-8")
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise CourseError(f"not Python: {error.msg}", (overlay, error.lineno)) from None
    hint = " ".join((ast.get_docstring(tree) or "").split())
    if not hint:
        raise CourseError("the docstring that is its hint is missing", (overlay, 1))
    functions = {node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    joined = f"{reference.text.rstrip()}\n\n\n{text}"
    source = Source(reference.module, joined, reference.file, reference.harness)
    public = frozenset(name for name in functions if not name.startswith("_"))
    return Mistake(overlay.stem, hint, public, source, text)


@dataclass(slots=True)
class Mistakes:
    """The known mistakes of one assignment, imported when first needed.

    Parameters
    ----------
    assignment : Assignment
        Its folder below ``solutions/``.
    reference : Source
        What the mistakes are laid over.
    """

    assignment: Assignment
    reference: Source
    _known: list[Mistake] | None = None
    _programs: dict[str, Program] = field(default_factory=dict)
    _outcomes: Answers = field(default_factory=lambda: Answers(_MOST_BYTES))
    """What mistakes made of calls that took them long: the next submission may fail there, too."""

    def known(self) -> list[Mistake]:
        """Return all mistakes, sorted by name."""
        if self._known is None:
            self._known = [lay_over(self.reference, file) for file in self.assignment.wrong]
        return self._known

    def matching(
        self,
        calls: Sequence[Called],
        likely: Collection[str] = (),
        asked: Sequence[Called] = (),
        functions: Collection[str] | None = None,
    ) -> list[Mistake]:
        """Return the mistakes whose outcomes on all of `calls` are the submission's.

        Parameters
        ----------
        calls : sequence of Called
            The calls of one failed test, in order. When they all equal the reference's, no mistake does.
        likely : collection of str
            Names of mistakes to try first; when one of these does, the others are not tried.
        asked : sequence of Called
            What the reference was asked in the same test; it is not asked that again.
        functions : collection of str, optional
            Functions in which a mistake is looked for that is not among the likely ones; without it all.
        """
        right = [self._right(call, asked) for call in calls]
        mine = [_normal(call.result, call.error) for call in calls]
        differing = [i for i, call in enumerate(calls) if not _same(mine[i], right[i])]
        if not differing:
            return []
        # the telling calls first, and only mistakes that these calls can meet
        order = [*differing, *(i for i in range(len(calls)) if i not in differing)]
        met = reachable(calls[differing[0]].function, (self.reference.text, self.reference.harness or ""))
        possible = [mistake for mistake in self.known() if mistake.functions & met]
        inputs = {i: _Inputs(calls[i]) for i in order}

        def explains(mistake: Mistake) -> bool:
            return all(_same(mine[i], self._outcome(mistake, calls[i], inputs[i])) for i in order)

        found = [mistake for mistake in possible if mistake.name in likely and explains(mistake)]
        others = [m for m in possible if functions is None or m.functions & set(functions)]
        return found or [m for m in others if m.name not in likely and explains(m)]

    def _right(self, call: Called, asked: Sequence[Called]) -> Any:
        """Return what the reference makes of a call."""
        for known in asked:
            if known.error is None and known.asks_the_same_as(call):
                return known.result
        return self._outcome(None, call)

    def _outcome(self, mistake: Mistake | None, call: Called, inputs: _Inputs | None = None) -> Any:
        name, inputs = "" if mistake is None else mistake.name, inputs or _Inputs(call)
        if name not in self._programs:
            self._programs[name] = Program(self.reference, "" if mistake is None else mistake.overlay)
        key = (name, inputs.digest())
        if key in self._outcomes.kept:
            return self._outcomes.kept[key]
        start = time.process_time()
        outcome = self._run(self._programs[name], call, inputs)
        if time.process_time() - start > _LONG_SECONDS:
            with suppress(NotPlainError):
                self._outcomes.keep(key, outcome if isinstance(outcome, _Raised) else copy(outcome))
        return outcome

    def _run(self, program: Program, call: Called, inputs: _Inputs) -> Any:
        args, kwargs = inputs.fresh()
        try:
            with np.errstate(all="ignore"):
                result = program.call(
                    call.function, args, kwargs, strict=call.strict, watch=call.watch, seed=call.seed
                )
            # what is watched holds the inputs themselves, which the next mistake will be given
            return copy(result) if call.watch else result
        except NotPlainError:
            return _Raised("not plain", "")
        except Exception as error:  # noqa: BLE001 (a mistake may raise anything)
            return _Raised(_builtin(error), str(error))


class _Inputs:
    """The arguments of a call, copied again only after something has written into them."""

    def __init__(self, call: Called) -> None:
        self._call = call
        self._given = (call.args, call.kwargs)
        self._copied: Any = None
        self._digest: bytes | None = None

    def digest(self) -> bytes:
        if self._digest is None:
            self._digest = digest_of(self._call)
        return self._digest

    def fresh(self) -> Any:
        if self._copied is None or changed(self._given, self._copied):
            self._copied = copy(self._given, layout=True)
        return self._copied


@dataclass(frozen=True, slots=True)
class _Raised:
    kind: str
    text: str


def _normal(result: Any, error: BaseException | None) -> Any:
    if error is None:
        return result
    if isinstance(error, SubmissionError):
        return _Raised(error.failure.kind, error.failure.text) if error.failure is not None else error
    return _Raised(_builtin(error), str(error))


def _builtin(error: BaseException) -> str:
    return next(kind.__name__ for kind in type(error).__mro__ if kind.__module__ == "builtins")


def _same(mine: Any, other: Any) -> bool:
    if isinstance(mine, _Raised) or isinstance(other, _Raised):
        return isinstance(mine, _Raised) and isinstance(other, _Raised) and mine == other
    if isinstance(mine, BaseException):
        return False
    rule = _COARSE if _has_float32(other) else _EXACT
    return next(iter(differences(mine, other, rule)), None) is None


def _has_float32(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return any(map(_has_float32, value))
    if isinstance(value, dict):
        return any(map(_has_float32, value.values()))
    return getattr(value, "dtype", None) is not None and "float32" in str(value.dtype)
