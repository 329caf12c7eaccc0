"""The notebook formgrader shows: the whole submission, cut by function, and nothing of it that renders."""

import json
from dataclasses import replace

import pytest
from test_gradebook import report

from autograder.exercises import exercises_in
from autograder.generating import student_notebook
from autograder.model import Verdict
from autograder.publishing.autograded import autograded_text, split_submission

TEXT = """import numpy as np

# twice
@decorated
def scale(x, factor=2.0):
    return x * factor

HELPER = 3
def scale(x):
    return 2 * x
"""


def cells(toy_assignment, text, one):
    shown = autograded_text(one, text, student_notebook(toy_assignment), exercises_in(toy_assignment.public))
    return json.loads(shown)["cells"]


def test_all_lines_are_kept():
    """Pieces make the text again; the last definition of a name is the one that counts."""
    pieces = list(split_submission(TEXT, {"scale", "centre"}))

    assert ["", "scale"] == [name for name, _ in pieces]
    assert "def scale(x):\n    return 2 * x" == pieces[1][1]
    assert TEXT.split() == " ".join(source for _, source in pieces).split()


@pytest.mark.parametrize("text", [TEXT, None, "", "def scale(x: \0(((", "<script>alert(1)</script>"])
def test_cells_have_the_gradebooks_ids(toy_assignment, text):
    """Every solution and test cell is there once, whatever was handed in, and all are code."""
    lost = replace(
        report(), results=(replace(report().results[0], verdict=Verdict.WRONG, message="<b>\x1b[31m"),)
    )
    found = cells(toy_assignment, text, lost)
    ids = [cell["metadata"]["nbgrader"]["grade_id"] for cell in found if cell["metadata"]]

    assert {"scale", "centre", "test-scale", "test-centre"} == set(ids)
    assert 4 == len(ids)
    assert {"code"} == {cell["cell_type"] for cell in found}
    assert len(found) == len({cell["id"] for cell in found})
    assert "\x1b" not in json.dumps(found, ensure_ascii=False)
    assert {"stream", "error"} >= {output["output_type"] for cell in found for output in cell["outputs"]}


def test_valid_for_nbgrader(toy_assignment):
    """Jupyter's schema and nbgrader's accept it."""
    nbformat = pytest.importorskip("nbformat")
    v3 = pytest.importorskip("nbgrader.nbgraderformat.v3")
    shown = autograded_text(
        report(), TEXT, student_notebook(toy_assignment), exercises_in(toy_assignment.public)
    )
    nbformat.validate(json.loads(shown), version=4, version_minor=5)
    assert v3.reads_v3(shown, as_version=4)
