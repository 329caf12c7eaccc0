"""Two ways to run the same code: in this process for students at home, in a worker for the grade.

A runner copies arguments, calls a function, copies the result, and writes down every call, so that what a
failed test says can name the call and look for the mistake that gives the same result.
"""

from __future__ import annotations

import inspect
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from autograder.checking.absent import without
from autograder.checking.habits import Habits
from autograder.checking.mismatch import Difference, Mismatch
from autograder.checking.staying import staying
from autograder.isolation.failures import SubmissionError
from autograder.isolation.loading import Program, Source
from autograder.isolation.rebuilding import copy
from autograder.isolation.values import NotPlainError, describe_type
from autograder.model import CourseError

if TYPE_CHECKING:
    from autograder.isolation.calling import Worker

# Windows counts CPU time in steps of 16 ms, too coarse for one call
clock = time.perf_counter if sys.platform == "win32" else time.process_time


@dataclass(slots=True)
class Called:
    """One call of a submission and what came of it."""

    function: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    strict: bool = False
    watch: bool = False
    seed: int = 0
    result: Any = None
    error: BaseException | None = None
    cpu_seconds: float = 0.0
    """Of the call alone at home; in a worker, with what it takes to carry arguments and answer across."""

    def asks_the_same_as(self, other: Called) -> bool:
        """Say whether the very same objects were given to the same function in the same way."""
        ways = [(c.function, c.strict, c.watch, c.seed, len(c.args), c.kwargs.keys()) for c in (self, other)]
        mine, theirs = [*self.args, *self.kwargs.values()], [*other.args, *other.kwargs.values()]
        return ways[0] == ways[1] and all(a is b for a, b in zip(mine, theirs, strict=True))


class Runner(Protocol):
    """Runs functions by name and remembers the calls."""

    calls: list[Called]

    def call(
        self, function: str, *args: Any, strict: bool = False, watch: bool = False, **kwargs: Any
    ) -> Any:
        """Call `function` with copies of the arguments; see `Program.call` for the options."""


class Functions:
    """What the fixtures `submission` and `reference` are: attributes are the functions of the file."""

    __slots__ = ("_runner",)

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        runner = self._runner

        def function(*args: Any, **kwargs: Any) -> Any:
            __tracebackhide__ = True
            return runner.call(name, *args, **kwargs)

        function.__name__ = name
        return function


class ImportFailedError(Exception):
    """The student's file cannot be imported; the sentence says why."""


class ImportStoppedError(KeyboardInterrupt):
    """Somebody, or the clock, interrupted the import of the student's file; the sentence says where."""


@dataclass(slots=True)
class InProcess:
    """Run a source in this process: a student's own file at home, and the reference when grading.

    Parameters
    ----------
    source : Source
        What to run; imported at the first call.
    """

    source: Source
    calls: list[Called] = field(default_factory=list)
    raised: BaseException | None = None
    """What the latest call raised, to tell the submission's errors from a test's."""
    wanted: frozenset[str] = frozenset()
    """The functions and classes that the suite asks for."""
    without: frozenset[str] = frozenset()
    """Packages that are not there for the file."""
    failed: str | None = None
    """Why the file cannot be imported, once that was tried."""
    habits: Habits | None = None
    """Watches what calls do beside answering; for a student's file at home."""
    _program: Program | None = None

    @classmethod
    def of(cls, file: Path, harness: Path) -> InProcess:
        """Make a runner for a file on disk; one that cannot be read fails as one that cannot be imported."""
        try:
            return cls(read_source(file, harness))
        except CourseError as error:
            return cls(Source(file.stem, "", str(file)), failed=f"{file.name}: {error.sentence}")

    def call(
        self, function: str, *args: Any, strict: bool = False, watch: bool = False, **kwargs: Any
    ) -> Any:
        """Call a function of the file with copies of the arguments."""
        __tracebackhide__ = True
        program = self.program()
        record = Called(function, args, kwargs, strict, watch)
        self.calls.append(record)
        mine: tuple[Any, dict[str, Any]] = copy((args, kwargs), layout=True)
        self.raised = None
        start = clock()
        try:
            with staying(), without(self.without, self.source.module):
                result = program.call(function, *mine, strict=strict, watch=watch)
            record.cpu_seconds = clock() - start
        except BaseException as error:
            self.raised = record.error = error
            raise
        try:
            record.result = copy(result)
        except NotPlainError as error:
            raise Mismatch([Difference("type", f"it returned {error}")]) from None
        if self.habits is not None and not watch:
            given = None if function in program.harness else ((args, kwargs), mine)
            if said := self.habits.noticed(function, given, result, record.result, self.parameters):
                raise Mismatch([Difference("input", said)])
        return record.result

    def program(self) -> Program:
        """Import the file, once; a failure is told again for every test without trying again."""
        __tracebackhide__ = True
        if self.failed is not None:
            raise ImportFailedError(self.failed)
        if self._program is None:
            try:
                with staying(), without(self.without, self.source.module):
                    self._program = Program(self.source)
            except (Exception, SystemExit) as error:
                self.failed = import_sentence(self.source.file, error)
                raise ImportFailedError(self.failed) from error
            except KeyboardInterrupt as error:
                name, line = Path(self.source.file).name, line_in(self.source.file, error)
                self.failed = (
                    f"{name} was still busy being imported when it was stopped"
                    f"{f', on line {line}' if line else ''}; keep work in functions"
                )
                raise ImportStoppedError(self.failed) from None
        return self._program

    def parameters(self, function: str) -> list[str]:
        """Return the names of a function's parameters, for sentences; empty when they cannot be known."""
        try:
            program = self.program()
            if function in program.harness:
                return list(inspect.signature(program.harness[function]).parameters)[1:]
            return list(inspect.signature(program.function(function)).parameters)
        except (ImportFailedError, NotImplementedError, TypeError, ValueError):
            return []


@dataclass(slots=True)
class Remote:
    """Run a submission in its worker."""

    worker: Worker
    calls: list[Called] = field(default_factory=list)
    seconds: float | None = None
    """How long to wait for an answer, in place of the limit of the course."""

    def call(
        self, function: str, *args: Any, strict: bool = False, watch: bool = False, **kwargs: Any
    ) -> Any:
        """Call a function of the submission in the worker."""
        __tracebackhide__ = True
        record = Called(function, args, kwargs, strict, watch)
        self.calls.append(record)
        start = self.worker.cpu_now()
        try:
            record.result = self.worker.call(
                function, args, kwargs, strict=strict, watch=watch, seconds=self.seconds
            )
            record.cpu_seconds = self.worker.cpu_now() - start
        except SubmissionError as error:
            record.error = error
            raise
        return record.result


def read_source(file: Path, harness: Path) -> Source:
    """Read a file of ours (or the student's own, at home) and the harness beside it.

    Raises
    ------
    CourseError
        If `file` is not there or is no text.
    """
    beside = harness.read_text(encoding="utf-8") if harness.is_file() else None
    try:
        # some editors on Windows begin a file with a mark that Python's import skips too
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise CourseError("there is no such file; the tests look for it beside them", (file, None)) from None
    except UnicodeDecodeError:
        raise CourseError("this is not UTF-8 text; save it with the encoding UTF-8", (file, None)) from None
    return Source(file.stem, text, str(file), beside)


def import_sentence(file: str, error: BaseException) -> str:
    """Say why a file cannot be imported."""
    name = Path(file).name
    if isinstance(error, SyntaxError | ValueError) and "null bytes" in str(error):
        return f"{name} cannot be read by Python: it holds NUL characters; write it anew, as UTF-8 text"
    if isinstance(error, SyntaxError):
        written = (error.text or "").strip()
        # git's marks are no Python, and Python does not know them
        merging = "; this mark is left from a merge: choose one of the two versions"
        said = merging if written.startswith(("<<<<<<<", "=======", ">>>>>>>")) else ""
        return f"{name} cannot be read by Python: line {error.lineno}: {error.msg}{said}"
    line = line_in(file, error)
    place = "" if line is None else f" (line {line})"
    if isinstance(error, SystemExit):
        return f"{name} ends Python while it is imported{place}; take exit() and quit() out"
    if "reading from stdin" in str(error):
        return f"{name} waits for somebody to type while it is imported{place}; keep input() in functions"
    said = f"{type(error).__name__}: {error}".removesuffix(": ")
    return f"{name} cannot be imported: {said}{place}{_about_import(Path(file), error)}"


def _about_import(file: Path, error: BaseException) -> str:
    """Say what to do about a module that is not found."""
    if not isinstance(error, ImportError):
        return ""
    wanted = (error.name or "").partition(".")[0]
    beside = wanted and (file.with_name(f"{wanted}.py").is_file() or (file.parent / wanted).is_dir())
    if beside or "relative import" in str(error):
        return f"; only {file.name} is handed in, so write into it what it needs"
    if isinstance(error, ModuleNotFoundError):
        return "; it is not installed here, and may not be there when this is graded"
    return ""


def line_in(file: str, error: BaseException) -> int | None:
    """Return the innermost line of a file that led to an error."""
    line, trace = None, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == file:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


_SHORT = 6
"""Values of a tuple or list that is shown and not only counted."""


def describe_call(call: Called, parameters: list[str], *, values: bool) -> str:
    """Write a call with the types of its arguments: ``softmax(x: float32[4, 7], axis=0)``.

    `values` allows numbers of the arguments to be shown (public tests).
    """
    parts = []
    for i, arg in enumerate(call.args):
        name = parameters[i] if i < len(parameters) else ""
        parts.append(_describe_argument(name, arg, values))
    parts += [_describe_argument(name, arg, values) for name, arg in call.kwargs.items()]
    return f"{call.function}({', '.join(parts)})"


def _describe_argument(name: str, value: Any, values: bool) -> str:
    simple = value is None or type(value) is bool or (values and type(value) in (int, float, str))
    if simple or (values and _is_short(value)):
        return f"{name}={value!r}" if name else repr(value)
    return f"{name}: {describe_type(value)}" if name else describe_type(value)


def _is_short(value: Any) -> bool:
    """Say whether a tuple or list of plain values, such as a shape or a stride, takes little room."""
    return (
        type(value) in (tuple, list) and len(value) <= _SHORT and _is_flat(value) and len(repr(value)) <= 40
    )


def _is_flat(value: Any) -> bool:
    if type(value) in (tuple, list):
        return all(map(_is_flat, value))
    return value is None or type(value) in (bool, int, float, str)
