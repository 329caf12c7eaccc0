"""Notebooks made from stubs: valid for Jupyter and for nbgrader, and the same for the same stub."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from autograder.exercises import exercises_in
from autograder.model import CourseError, Exercise
from autograder.notebooks import (
    checksum,
    notebook_from_stub,
    notebook_text,
    reading_order,
    split_handout,
    split_stub,
)
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
HANDOUT = """# 15 Growth

Plants.

## How to work

```
# no heading
```

# A. Growing

## `grow` (part A)

It grows.

## plants

Plant it.

# Further reading
"""
EXERCISES = [
    Exercise("grow", Fraction(3, 2), ("grow",)),
    Exercise("plants", Fraction(60), ("Plant",)),
]


def sources(notebook):
    """Return the text of every cell by its id."""
    return {cell["id"]: "".join(cell["source"]) for cell in notebook["cells"]}


def test_cells_follow_the_stub():
    """What is to be filled in gets a cell of its own, what is given is read-only, the order stays."""
    cells = sources(notebook_from_stub(STUB, "grow", HANDOUT, EXERCISES))
    assert (
        "handout-1 handout-2 notebook given-1 handout-3 handout-4 grow test-grow "
        "handout-5 Plant given-2 test-plants handout-6"
    ) == " ".join(cells)
    assert "# 15 Growth\n\nPlants." == cells["handout-1"]
    assert cells["handout-2"].startswith("## How to work\n\n```\n# no heading")
    assert "# A. Growing" == cells["handout-3"]
    assert "## plants\n\nPlant it." == cells["handout-5"]
    assert cells["given-1"].endswith("def _given(x):\n    return x")
    assert cells["grow"].startswith("# how plants do it\ndef grow(x):")
    assert "LAST = grow" == cells["given-2"]
    assert "1.5 points" in cells["test-grow"]
    assert cells["test-grow"].endswith('run_tests("grow", globals())')


def test_nothing_of_the_handout_is_lost():
    """Whatever the sections are called, all of them are in the notebook, in the handout's order."""
    for file in ROOT.glob("solutions/*/README.md"):
        text = file.read_text(encoding="utf-8")
        whole = "\n\n".join(section for _, _, section in split_handout(text))
        assert text.split() == whole.split()
    cells = sources(notebook_from_stub(STUB, "grow", HANDOUT, EXERCISES[1:]))
    assert [f"handout-{i}" for i in range(1, 7)] == [name for name in cells if name.startswith("handout")]


def test_helper_comes_before_its_use():
    """A helper of no exercise that is used above its place goes there, so that tests find it."""
    text = (
        "import a\n\n\ndef first():\n    # X\n    return helper()\n\n\ndef second():\n    # X\n    pass\n\n\n"
    )
    text += "def helper():\n    # X\n    pass\n"
    first = Exercise("first", Fraction(1), ("first", "second"))

    assert [0, 3, 1, 2] == reading_order(text, "# X", [first])
    assert [0, 1, 2, 3] == reading_order(text, "# X", [first, Exercise("helper", Fraction(1), ("helper",))])


def test_exercise_without_a_cell_of_its_own():
    """An exercise whose function is given code is tested at the end."""
    given = Exercise("given", Fraction(5), ("_given",))
    assert "test-given" == list(sources(notebook_from_stub(STUB, "grow", HANDOUT, [given])))[-1]


def test_pieces_make_the_stub_again():
    """Nothing is lost or doubled when a stub is cut."""
    assert STUB == "\n\n\n".join(source for _, source in split_stub(STUB)) + "\n"


def test_only_answers_can_be_edited():
    """Jupyter itself keeps students from editing or deleting what will be ours anyway."""
    notebook = notebook_from_stub(STUB, "grow", HANDOUT, EXERCISES)
    editable = [cell["id"] for cell in notebook["cells"] if cell["metadata"].get("editable", True)]
    assert ["grow", "Plant"] == editable
    assert not any(cell["metadata"]["deletable"] for cell in notebook["cells"])


def test_same_stub_same_bytes():
    """Generated files can be compared, because nothing in a notebook depends on when it was made."""
    first, second = (notebook_text(notebook_from_stub(STUB, "grow", HANDOUT, EXERCISES)) for _ in range(2))
    assert first == second
    assert first != notebook_text(notebook_from_stub(STUB + "\nX = 1\n", "grow", "15 Growth"))


def test_valid_for_jupyter_and_nbgrader():
    """The schemas of Jupyter and nbgrader and nbgrader's own rules accept the toy's notebook and ours."""
    nbformat = pytest.importorskip("nbformat")
    v3 = pytest.importorskip("nbgrader.nbgraderformat.v3")
    utils = pytest.importorskip("nbgrader.utils")
    made = [(STUB, HANDOUT, EXERCISES)]
    for file in ROOT.glob("solutions/*/*.py"):
        if file.stem == file.parent.name[3:]:
            handout = file.with_name("README.md").read_text(encoding="utf-8")
            exercises = exercises_in(file.with_name("test_public.py"))
            made.append((stub_of(file.read_text(encoding="utf-8"), file), handout, exercises))
    for stub, handout, exercises in made:
        text = notebook_text(notebook_from_stub(stub, "grow", handout, exercises))
        nbformat.validate(json.loads(text), version=4, version_minor=5)
        notebook = v3.reads_v3(text, as_version=4)
        assert [utils.compute_checksum(cell) for cell in notebook.cells] == [
            cell.metadata.nbgrader.checksum for cell in notebook.cells
        ]
        assert text == nbformat.writes(notebook) + "\n"


def test_checksum_tells_cells_apart():
    """Another text, another cell or another kind of cell: another checksum."""
    sums = {
        checksum("a", "f", locked=False),
        checksum("b", "f", locked=False),
        checksum("a", "g", locked=False),
        checksum("a", "f", locked=True),
        checksum("a", "f", locked=True, kind="markdown"),
        checksum("a", "f", locked=True, points=1),
        checksum("a", "f", locked=True, points=2),
    }
    assert 7 == len(sums)


def test_two_of_a_name_are_refused():
    """A grade id must be unique, so a stub that defines a function twice is refused."""
    twice = "def f():\n    # YOUR CODE HERE\n    raise NotImplementedError()\n" * 2
    with pytest.raises(CourseError, match=r"grow\.py: f is defined twice"):
        notebook_from_stub(twice, "grow", HANDOUT)
