"""What is not there yet in a student's file: the stub's line, a missing function, one of another name."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Collection
from types import FunctionType
from typing import Any

from autograder.checking.runners import InProcess
from autograder.isolation.values import describe_type

NOT_YET = "not implemented yet"
NEEDS = "it needs"


def unfinished(runner: InProcess, error: BaseException, own: Collection[str] = ()) -> str | None:
    """Return a sentence when `error` says that something is not written yet, else None.

    `own` are the functions of the exercise; of any other function that is missing it is said which one it is.
    """
    program = runner.program()
    names = vars(program.module)
    if isinstance(error, AttributeError) and error.obj is program.module and error.name:
        return missing(runner, names, error.name)
    if isinstance(error, NameError) and error.name in runner.wanted and error.name not in names:
        return missing(runner, names, error.name)
    if not isinstance(error, NotImplementedError):
        return None
    called = runner.calls[-1].function if runner.calls else ""
    if called and called not in names and called not in program.harness:
        return missing(runner, names, called)
    line, function = _place(error, runner.source.file)
    if line is None:
        return NOT_YET
    if _has_code(runner.source.text, line):
        return f"{NOT_YET}: line {line} still says `raise NotImplementedError()`; take it out of {function}"
    if function == called or function.partition(".")[0] in own:
        return NOT_YET
    return f"{NOT_YET}: {NEEDS} {function}, which is still the stub"


def missing(runner: InProcess, names: dict[str, Any], name: str) -> str:
    """Say that a function is not in the file, and which one it may have become."""
    own = [
        n
        for n, v in names.items()
        if isinstance(v, FunctionType | type) and v.__module__ == runner.source.module
    ]
    near = difflib.get_close_matches(name, own, n=1, cutoff=0.5)
    same = [n for n in own if n.lower().replace("_", "") == name.lower().replace("_", "")]
    found = (same or near or [""])[0]
    hint = f"; is {found} meant? the tests need the stub's names" if found else ""
    return f"{NOT_YET}: there is no {name} in {runner.source.module}.py{hint}"


def no_function(runner: InProcess, error: BaseException) -> str | None:
    """Return a sentence when what was called is no function: the file gives its name to something else."""
    if not isinstance(error, TypeError) or "not callable" not in str(error):
        return None
    names = vars(runner.program().module)
    called = [runner.calls[-1].function] if runner.calls else []
    for name in [*called, *sorted(runner.wanted)]:
        if name in names and not callable(names[name]):
            what = f"{name} in {runner.source.module}.py is {describe_type(names[name])}, not a function"
            return f"{what}: another line gives that name to something else"
    return None


def _place(error: BaseException, file: str) -> tuple[int | None, str]:
    line, function, trace = None, "", error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == file:
            line, function = trace.tb_lineno, trace.tb_frame.f_code.co_qualname
        trace = trace.tb_next
    return line, function


def _has_code(text: str, line: int) -> bool:
    """Say whether the function around a line holds more than its docstring and that line."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and node.lineno <= line <= (node.end_lineno or line):
            inner = [n for n in node.body if isinstance(n, ast.FunctionDef | ast.ClassDef)]
            if not any(n.lineno <= line <= (n.end_lineno or line) for n in inner):
                body = [
                    n
                    for n in node.body
                    if not (isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant))
                ]
                return len(body) > 1
    return False
