"""The notebook that formgrader shows of a graded submission: the student's text, and below it what was found.

It is written from the text that was graded, whether a notebook or a Python file was handed in, and holds
nothing that runs or renders: no markdown, no HTML, no output of the student's. The outcomes of the tests are
the outputs of the test cells. Nothing here knows the database.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC
from pathlib import Path
from typing import Any

from autograder.checking.wording import plural, score
from autograder.collecting import TIMESTAMP
from autograder.model import Exercise, Report, TestResult, Verdict
from autograder.notebooks import notebook_text, test_cell_id
from autograder.plain_files import folder_of
from autograder.writing import write_file

AUTOGRADED = "autograded"
_DEFINITION = re.compile(r"(?:async[ \t]+def|def|class)[ \t]+([^\W\d]\w*)")

Cell = dict[str, Any]


def autograded_text(
    report: Report, text: str | None, notebook: Mapping[str, Any], exercises: Sequence[Exercise]
) -> str:
    """Return a submission's notebook as it is written to disk.

    Parameters
    ----------
    report : Report
        What was found.
    text : str or None
        The Python source that was graded; None when it could not be read.
    notebook : dict
        The assignment's own, see `autograder.notebooks.notebook_from_stub`; its cells have the ids of the
        gradebook's.
    exercises : sequence of Exercise
        Of the assignment.
    """
    ours = {cell["id"]: cell for cell in notebook["cells"] if cell["cell_type"] == "code"}
    solutions = {name for name, cell in ours.items() if cell["metadata"]["nbgrader"]["solution"]}
    if text is None:
        text = f"# not readable: {_plain(report.results[0].message) if report.results else ''}"
    waiting = {one.name: solutions & set(one.functions) for one in exercises}
    cells: list[Cell] = []
    for name, source in split_submission(text, solutions):
        cells.append(_filled(ours[name], source) if name else _bare(source))
        for exercise in exercises:
            if name in waiting.get(exercise.name, ()):
                waiting[exercise.name].discard(name)
                if not waiting[exercise.name]:
                    del waiting[exercise.name]
                    cells.append(_tests(ours, exercise, report))
    for exercise in exercises:
        if exercise.name in waiting:
            for name in (one for one in exercise.functions if one in waiting[exercise.name]):
                cells.append(_filled(ours[name], f"# {name} is not in what was handed in"))
            cells.append(_tests(ours, exercise, report))
    for number, cell in enumerate(cells):
        cell["id"] = cell["id"] or f"text-{number}"
    return notebook_text({**notebook, "cells": cells})


def split_submission(text: str, names: Collection[str]) -> Iterator[tuple[str, str]]:
    """Cut a submission before the definitions of some names, and yield name and text of each piece.

    What belongs to none of them has an empty name. Of several definitions of a name the last has it. All
    lines are kept, in order; nothing is parsed, for whoever wrote the text may want a parser to choke.
    """
    lines = text.split("\n")
    found: dict[str, int] = {}
    for number, line in enumerate(lines):
        definition = _DEFINITION.match(line)
        if definition and definition[1] in names:
            found[definition[1]] = number
    cuts = {0: ""}
    for name, number in found.items():
        begin = number
        while begin and lines[begin - 1].startswith(("@", "#")):
            begin -= 1
        cuts[begin] = name
    starts = sorted(cuts)
    for begin, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        source = "\n".join(lines[begin:end]).strip("\n")
        if source.strip() or cuts[begin]:
            yield cuts[begin], source


def _filled(cell: Cell, source: str) -> Cell:
    made = copy.deepcopy(cell)
    made["source"] = source.splitlines(keepends=True)
    return made


def _bare(source: str) -> Cell:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": "",
        "metadata": {},
        "outputs": [],
        "source": source.splitlines(keepends=True),
    }


def _tests(ours: Mapping[str, Cell], exercise: Exercise, report: Report) -> Cell:
    """Return an exercise's test cell with what the tests said."""
    results = [one for one in report.results if one.exercise == exercise.name]
    lost = [one for one in results if one.verdict is not Verdict.PASSED]
    passed = [one for one in results if one.verdict is Verdict.PASSED]
    cell = _filled(
        ours[test_cell_id(exercise.name)], f"# {exercise.name}: hidden tests, graded by autograder"
    )
    if passed:
        lines = "".join(f"passed  {_plain(one.test)} ({_points(one)})\n" for one in passed)
        cell["outputs"].append(
            {"name": "stdout", "output_type": "stream", "text": lines.splitlines(keepends=True)}
        )
    if lost:
        said = f"{len(passed)} of {plural(len(results), 'test')} passed"
        trace = [line for one in lost for line in _told(one)]
        cell["outputs"].append(
            {"ename": exercise.name, "evalue": said, "output_type": "error", "traceback": [*trace, said]}
        )
    return cell


def _told(result: TestResult) -> list[str]:
    head = f"{str(result.verdict).replace('_', ' ')}  {_plain(result.test)} ({_points(result)})"
    message = [f"    {_plain(line)}" for line in result.message.split("\n") if line.strip()]
    hint = [f"    hint: {_plain(result.hint)}"] if result.hint else []
    return [head, *message, *hint, ""]


def _points(result: TestResult) -> str:
    return f"{score(result.points)} of {score(result.max_points)} points"


def _plain(text: str) -> str:
    """Return a line without characters that steer a terminal or a reader's eye."""
    return "".join(one if one.isprintable() else " " for one in text)


def write_autograded(
    root: Path, report: Report, text: str | None, notebook: Mapping[str, Any], exercises: Sequence[Exercise]
) -> Path:
    """Write ``autograded/<student>/<assignment>/`` below the course's root: the notebook and its time stamp.

    Returns
    -------
    Path
        The notebook.
    """
    folder = root / AUTOGRADED / folder_of(report.student) / report.assignment
    file = folder / f"{report.assignment.partition('_')[2]}.ipynb"
    write_file(file, autograded_text(report, text, notebook, exercises))
    stamp = folder / TIMESTAMP
    if report.submitted_at is not None:
        write_file(stamp, f"{report.submitted_at.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f} UTC")
    else:
        stamp.unlink(missing_ok=True)
    return file
