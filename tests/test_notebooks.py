"""Notebooks made from stubs: valid for Jupyter and for nbgrader, and the same for the same stub."""

import json
from pathlib import Path

import pytest

from autograder.model import CourseError
from autograder.notebooks import checksum, notebook_from_stub, notebook_text, split_stub
from autograder.stubs import stub_of

ROOT = Path(__file__).parents[1]

STUB = '''"""Two ways to grow."""

import math

RATE = 0.5


def _given(x):
    return x


# how plants do it
def grow(x):
    """Return x, grown."""
    # YOUR CODE HERE
    raise NotImplementedError()


class Plant:
    """Grows by itself."""

    def grow(self):
        # YOUR CODE HERE
        raise NotImplementedError()


LAST = grow
'''


def sources(notebook):
    """Return the text of every cell by its id."""
    return {cell["id"]: "".join(cell["source"]) for cell in notebook["cells"]}


def test_cells_follow_the_stub():
    """What is to be filled in gets a cell of its own, what is given is read-only, the order stays."""
    cells = sources(notebook_from_stub(STUB, "grow", "15 Growth"))
    assert ["read-me", "given-1", "grow", "Plant", "given-2", "run-tests"] == list(cells)
    assert cells["read-me"].startswith("# 15 Growth\n")
    assert cells["given-1"].endswith("def _given(x):\n    return x")
    assert cells["grow"].startswith("# how plants do it\ndef grow(x):")
    assert "LAST = grow" == cells["given-2"]
    assert 'export("grow.ipynb")' in cells["run-tests"]


def test_pieces_make_the_stub_again():
    """Nothing is lost or doubled when a stub is cut."""
    assert STUB == "\n\n\n".join(source for _, source in split_stub(STUB)) + "\n"


def test_only_answers_can_be_edited():
    """Jupyter itself keeps students from editing or deleting what will be ours anyway."""
    notebook = notebook_from_stub(STUB, "grow", "15 Growth")
    editable = [cell["id"] for cell in notebook["cells"] if cell["metadata"].get("editable", True)]
    assert ["grow", "Plant"] == editable
    assert not any(cell["metadata"]["deletable"] for cell in notebook["cells"])


def test_same_stub_same_bytes():
    """Generated files can be compared, because nothing in a notebook depends on when it was made."""
    first, second = (notebook_text(notebook_from_stub(STUB, "grow", "15 Growth")) for _ in range(2))
    assert first == second
    assert first != notebook_text(notebook_from_stub(STUB + "\nX = 1\n", "grow", "15 Growth"))


def test_valid_for_jupyter_and_nbgrader():
    """The schemas of Jupyter and nbgrader and nbgrader's own rules accept the toy's notebook and ours."""
    nbformat = pytest.importorskip("nbformat")
    v3 = pytest.importorskip("nbgrader.nbgraderformat.v3")
    utils = pytest.importorskip("nbgrader.utils")
    stubs = [STUB]
    for file in ROOT.glob("solutions/*/*.py"):
        if file.stem == file.parent.name[3:]:
            stubs.append(stub_of(file.read_text(encoding="utf-8"), file))
    for stub in stubs:
        text = notebook_text(notebook_from_stub(stub, "grow", "15 Growth"))
        nbformat.validate(json.loads(text), version=4, version_minor=5)
        notebook = v3.reads_v3(text, as_version=4)
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        assert [utils.compute_checksum(cell) for cell in code] == [
            cell.metadata.nbgrader.checksum for cell in code
        ]
        assert text == nbformat.writes(notebook) + "\n"


def test_checksum_tells_cells_apart():
    """Another text, another cell or another kind of cell: another checksum."""
    sums = {
        checksum("a", "f", locked=False),
        checksum("b", "f", locked=False),
        checksum("a", "g", locked=False),
        checksum("a", "f", locked=True),
    }
    assert 4 == len(sums)


def test_two_of_a_name_are_refused():
    """A grade id must be unique, so a stub that defines a function twice is refused."""
    twice = "def f():\n    # YOUR CODE HERE\n    raise NotImplementedError()\n" * 2
    with pytest.raises(CourseError, match=r"grow\.py: f is defined twice"):
        notebook_from_stub(twice, "grow", "15 Growth")
