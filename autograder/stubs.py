"""Solution text to stub text, by nbgrader's markers.

Each region between ``### BEGIN SOLUTION`` and ``### END SOLUTION`` becomes ``# YOUR CODE HERE`` and a
``raise NotImplementedError()`` at the region's indentation: byte for byte what nbgrader's ``ClearSolutions``
gives for the same text. Where nbgrader would quietly give something else than meant (a stray END, a marker
behind code, a region outside a function), the text is refused. Only our own files come here; they are parsed.
"""

import ast
import re
from pathlib import Path

from autograder.model import CourseError

BEGIN = "### BEGIN SOLUTION"
END = "### END SOLUTION"
YOUR_CODE = "# YOUR CODE HERE"
STUB = (YOUR_CODE, "raise NotImplementedError()")

_BEGIN_WORDS = "BEGIN SOLUTION"  # nbgrader takes any line that holds these words for a marker
_END_WORDS = "END SOLUTION"


def stub_of(text: str, file: str | Path) -> str:
    """Return the stub of a solution's text.

    Parameters
    ----------
    text : str
        The solution, its lines ended by line feeds.
    file : str or Path
        Named in errors.

    Raises
    ------
    CourseError
        With file and line: text that is not Python; no region at all; a region that is not closed, nested,
        empty or not inside one function; an END without a BEGIN; a marker with something else on its line.
    """
    lines = text.split("\n")
    regions = find_regions(lines, file)
    if not regions:
        raise CourseError(
            f"there is no {BEGIN} in this file, so the stub would be the solution", (file, None)
        )
    functions = _functions(text, file)
    for begin, end in regions:
        _check_region(lines, begin, end, functions, file)
    stub: list[str] = []
    after = 0
    for begin, end in regions:
        stub += lines[after : begin - 1]
        indent = _indentation(lines[begin - 1])
        stub += [indent + line for line in STUB]
        after = end
    result = "\n".join(stub + lines[after:])
    try:
        ast.parse(result)
    except SyntaxError as error:
        raise CourseError(
            f"without its regions this is not Python (line {error.lineno} of the stub: {error.msg}); "
            "let each region hold whole statements",
            (file, regions[0][0]),
        ) from None
    return result


def find_regions(lines: list[str], file: str | Path) -> list[tuple[int, int]]:
    """Return the lines, from 1, of each pair of markers."""
    regions: list[tuple[int, int]] = []
    begin = None
    for number, line in enumerate(lines, start=1):
        if _BEGIN_WORDS not in line and _END_WORDS not in line:
            continue
        if line.strip() not in (BEGIN, END):
            raise CourseError(
                f"a marker must stand alone on its line and read {BEGIN!r} or {END!r}", (file, number)
            )
        if line.strip() == BEGIN:
            if begin is not None:
                raise CourseError(
                    f"a region begins inside the one of line {begin}; close that first", (file, number)
                )
            begin = number
        elif begin is None:
            raise CourseError(f"{END!r} closes nothing; there is no {BEGIN!r} before it", (file, number))
        else:
            regions.append((begin, number))
            begin = None
    if begin is not None:
        raise CourseError(f"this region is not closed; add {END!r}", (file, begin))
    return regions


def _check_region(
    lines: list[str], begin: int, end: int, functions: list[tuple[int, int, int]], file: str | Path
) -> None:
    """Refuse a region that is empty or whose statements are not in the body of one and the same function."""
    code = [
        number
        for number in range(begin + 1, end)
        if lines[number - 1].strip() and not lines[number - 1].lstrip().startswith("#")
    ]
    if not code:
        raise CourseError("this region is empty; put the solution in it", (file, begin))
    indent = len(_indentation(lines[begin - 1]))
    inside = any(
        column < indent and head < code[0] and code[-1] <= last and head < begin
        for head, last, column in functions
    )
    if not inside:
        raise CourseError(
            "this region is not inside one function; only bodies of functions are stubbed", (file, begin)
        )


def _functions(text: str, file: str | Path) -> list[tuple[int, int, int]]:
    """Return each function's line of ``def``, last line and indentation."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError) as error:
        line, why = (error.lineno, error.msg) if isinstance(error, SyntaxError) else (None, str(error))
        raise CourseError(f"this is not Python: {why}", (file, line)) from None
    return [
        (node.lineno, node.end_lineno or node.lineno, node.col_offset)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def _indentation(line: str) -> str:
    found = re.match(r"\s*", line)
    return found[0] if found else ""
