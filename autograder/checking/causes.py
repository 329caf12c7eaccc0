"""Exceptions in a student's code, in a sentence that says what to look at; and where NaN first came up.

For runs at home. The exception's own words are shown beside these by pytest; nothing is repeated here.
"""

from __future__ import annotations

import inspect
import re
from typing import Any

import numpy as np

from autograder.checking.assertions import ASKED_FOR
from autograder.checking.remarks.answer import Given
from autograder.checking.runners import Called, InProcess, line_in
from autograder.isolation.rebuilding import copy
from autograder.isolation.values import NotPlainError

NOTHING = Given()
_WORDS = (
    (
        r"read-only|not writeable",
        "it writes into one of its inputs, which is read-only here; work on a copy, or make a new array",
    ),
    (
        r"could not be broadcast|shape-mismatch for sum|must match the size of tensor|"
        r"dimensions except for the concatenation axis",
        "the shapes of two arrays do not fit together: print both shapes in the line before",
    ),
    (
        r"mismatch in its core dimension|not aligned|mat1 and mat2 shapes",
        "the inner sizes of a matrix product differ: one of the two may need a transpose",
    ),
    (
        r"cannot reshape array of size 0|unspecified value and cannot be",
        "-1 in a reshape cannot be worked out when there are no values: write the sizes out",
    ),
    (
        r"cannot reshape array|is invalid for input of size",
        "a reshape cannot change how many values there are",
    ),
    (
        r"zero-size array to reduction operation",
        "max or min of nothing has no value: look at the case without entries",
    ),
    (
        r"need at least one array to (stack|concatenate)",
        "there is nothing to put together: look at the case without entries",
    ),
    (
        r"truth value of an array",
        "a whole array stands where one True or False is needed: `is not None`, .any(), .all()",
    ),
    (
        r"Trying to backward through the graph a second time",
        "a tensor still hangs on the graph of an earlier step: detach it before it is used again",
    ),
    (
        r"Boolean value of Tensor with more than one",
        "a whole tensor stands where one True or False is needed",
    ),
    (
        r"overflow encountered in exp",
        "exp of a large number: a form that takes exp of numbers up to 0 only never overflows "
        "(numpy's warnings are errors here)",
    ),
    (
        r"overflow encountered",
        "a number grows beyond what its type can hold (numpy's warnings are errors here)",
    ),
    (
        r"divide by zero encountered in log",
        "the logarithm of 0 is taken, even if its result is not used (numpy's warnings are errors here)",
    ),
    (
        r"divide by zero encountered",
        "something is divided by 0, even if its result is not used (numpy's warnings are errors here)",
    ),
    (
        r"invalid value encountered",
        "an operation without a result, such as 0/0, inf - inf or the log of a negative number "
        "(numpy's warnings are errors here)",
    ),
    (
        r"math range error|Numerical result out of range|Result too large",
        "math.exp of more than 709 is beyond a float",
    ),
    (
        r"math domain error|expected a positive input",
        "the logarithm or root of a number that has none, such as log(0)",
    ),
    (
        r"object is not callable",
        "what stands before the parentheses is no function: a name used twice, or [ ] or `*` is meant",
    ),
    (r"'NoneType' object|NoneType: ", "something here is None: a function without `return` gives None"),
    (r"no attribute 'grad'|'NoneType' object has no attribute 'data'", "there is no gradient yet"),
    (
        r"not enough values to unpack|too many values to unpack",
        "the number of results and of names on the left differ",
    ),
    (r"reading from stdin|EOF when reading", "it waits for somebody to type; nobody does while tests run"),
    (
        r"only integer|indices must be integers|cannot be interpreted as an integer",
        "an index has to be a whole number: // instead of /",
    ),
    (
        r"'(tuple|list)' object has no attribute",
        "a tuple or list stands where a single array or tensor is expected: go through its parts",
    ),
    (
        r"sequence length to be larger than 0",
        "a recurrent layer is given no steps: where does the last chunk begin?",
    ),
    (r"target dtype to be Long|expected scalar type Long", "torch asks for int64 here: `.long()`"),
    (r"^StopIteration", "next() on an iterator that has no more; next(it, None) gives None then"),
    (r"^KeyError", "the dictionary has no such key; ask with `in` first, or use get(key, other)"),
    (r"maximum recursion depth", "it calls itself without end"),
    (
        r"[Uu]nable to allocate|can't allocate memory|not enough memory",
        "it asks for more memory than there is",
    ),
)


def cause(error: BaseException, runner: object, given: Given = NOTHING) -> str:
    """Return what an exception of the student's code usually comes from; empty when nothing can be added."""
    if isinstance(error, IndexError) and (found := re.search(r"index (-?\d+) is out of bounds", str(error))):
        for name, array in given.arrays:
            if array.dtype.kind in "iu" and (array == int(found[1])).any():
                where = f"the index {found[1]} stands in `{name}`"
                return f"{where}: it is used as it is, without a look at what it means"
    if isinstance(error, RecursionError):
        return f"it calls itself without end{_on_line(error, runner)}"
    if isinstance(error, MemoryError):
        where = _on_line(error, runner)
        return f"it asks for more memory than there is{where}: look at the sizes of what it makes"
    if isinstance(error, TypeError) and re.search(r"argument", str(error)) and not _inside(error, runner):
        return "the tests call it with the parameters of the stub: keep their names, order and defaults"
    if isinstance(error, NameError) and not isinstance(error, UnboundLocalError):
        return f"nothing is called {error.name!r} here: a typing mistake, or an import that is missing"
    if isinstance(error, UnboundLocalError):
        return "a name is used before it gets a value on this path through the function"
    if isinstance(error, SystemExit):
        return "it ends Python: leave exit() and quit() out"
    asked = next((note for note in getattr(error, "__notes__", ()) if note.endswith(ASKED_FOR)), "")
    if asked:
        return f"{asked}, not {type(error).__name__}: look at this input first, and raise"
    if isinstance(error, ZeroDivisionError):
        return "it divides by a 0: look for the case where a count or a sum is nothing"
    if line := _refused_on(error, runner):
        return f"line {line} raises this itself; what the test calls it with is to be answered"
    text = f"{type(error).__name__}: {error}"
    absent = next((name for name, value in given.values if value is None), None)
    if "NoneType" in text and absent:
        return f"`{absent}` is None in this call: is that case handled?"
    return next((said for words, said in _WORDS if re.search(words, text)), "")


def about(runner: object, function: str) -> str:
    """Return the first line of a harness function's docstring, for those a student has not written."""
    if not isinstance(runner, InProcess) or function in vars(runner.program().module):
        return ""
    return (inspect.getdoc(runner.program().harness.get(function)) or "").strip().split("\n")[0]


def first_complaint(runner: object, call: Called) -> str:
    """Run a call again with numpy's warnings as errors, and say on which line the first one comes up."""
    if not isinstance(runner, InProcess) or call.watch:
        return ""
    args, kwargs = copy((call.args, call.kwargs), layout=True)
    try:
        runner.program().call(call.function, args, kwargs, strict=True)
    except (FloatingPointError, RuntimeWarning) as error:
        line = line_of(error, runner)
        if line:
            source = runner.source.text.splitlines()
            shown = source[line - 1].strip() if line <= len(source) else ""
            return f"numpy first complains on line {line}, `{shown}`: {error}"
    except (Exception, NotPlainError):  # noqa: BLE001 (the first run has said what there is to say)
        return ""
    return ""


def line_of(error: BaseException, runner: object) -> int | None:
    """Return the innermost line of the student's file that an exception went through."""
    return line_in(runner.source.file, error) if isinstance(runner, InProcess) else None


def holds_nan(value: Any) -> bool:
    """Say whether NaN or infinity stands anywhere in a plain value."""
    if type(value) in (list, tuple):
        return any(map(holds_nan, value))
    if type(value) is dict:
        return any(map(holds_nan, value.values()))
    if hasattr(value, "detach"):
        value = value.detach().cpu().numpy()
    if isinstance(value, np.ndarray | np.generic | float):
        array = np.asarray(value)
        return array.dtype.kind in "fc" and not bool(np.isfinite(array).all())
    return False


def _inside(error: BaseException, runner: object) -> bool:
    return line_of(error, runner) is not None


def _refused_on(error: BaseException, runner: object) -> int | None:
    """Return the line of the student's file that says `raise`, if an exception comes from one."""
    line, trace = line_of(error, runner), error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if line is None or trace is None or not isinstance(runner, InProcess):
        return None
    if trace.tb_frame.f_code.co_filename != runner.source.file:
        return None
    lines = runner.source.text.splitlines()
    return line if line <= len(lines) and lines[line - 1].strip().startswith("raise ") else None


def _on_line(error: BaseException, runner: object) -> str:
    line = line_of(error, runner)
    return f" (line {line})" if line else ""
