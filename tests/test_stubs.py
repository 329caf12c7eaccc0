"""Stubs: what nbgrader makes of the same text, and what is refused that nbgrader would let pass."""

import logging
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.model import CourseError
from autograder.stubs import stub_of

ROOT = Path(__file__).parents[1]

SOLUTION = '''"""Two ways to grow."""

import math

RATE = 0.5


def grow(x):
    """Return x, grown."""
    ### BEGIN SOLUTION
    # a comment of the solution
    if x > 0:

        return math.exp(RATE * x)
    ### END SOLUTION
    return x


class Plant:
    """Grows by itself."""

    def grow(self):
        ### BEGIN SOLUTION
        self.size = """
        tall"""
        ### END SOLUTION
'''

STUB = '''"""Two ways to grow."""

import math

RATE = 0.5


def grow(x):
    """Return x, grown."""
    # YOUR CODE HERE
    raise NotImplementedError()
    return x


class Plant:
    """Grows by itself."""

    def grow(self):
        # YOUR CODE HERE
        raise NotImplementedError()
'''


@pytest.fixture(scope="module")
def nbgrader_stub():
    """What nbgrader's own preprocessor makes of a text, as a cell marked as a solution."""
    nbformat = pytest.importorskip("nbformat").v4
    preprocessors = pytest.importorskip("nbgrader.preprocessors")
    clear = preprocessors.ClearSolutions()
    clear.log.setLevel(logging.CRITICAL)
    mark = {
        "schema_version": 3,
        "grade": False,
        "solution": True,
        "locked": False,
        "grade_id": "f",
        "task": False,
    }

    def stub(text: str) -> str:
        cell = nbformat.new_code_cell(text, metadata={"nbgrader": mark})
        notebook, _ = clear.preprocess(nbformat.new_notebook(cells=[cell]), {})
        return notebook.cells[0].source

    return stub


def test_regions_become_the_stub():
    """Whole regions go, comments and all; everything outside stays as it was."""
    assert STUB == stub_of(SOLUTION, "grow.py")


def test_agrees_with_nbgrader_on_real_solutions(nbgrader_stub):
    """For every solution in this course nbgrader makes the same stub, byte for byte."""
    sources = [file for file in ROOT.glob("solutions/*/*.py") if file.stem == file.parent.name[3:]]
    texts = [SOLUTION, *(file.read_text(encoding="utf-8") for file in sources)]
    assert [nbgrader_stub(text) for text in texts] == [stub_of(text, "a.py") for text in texts]


_LINES = st.sampled_from(
    [
        "### BEGIN SOLUTION",
        "### END SOLUTION",
        "def f(x):",
        "class C:",
        "return 1",
        "x = 2",
        "# note",
        "if x:",
        "",
        "é = 'ü'",
        '"""',
        "# BEGIN SOLUTION ###",
    ]
)
_TEXTS = st.lists(st.tuples(st.sampled_from(["", "    ", "        ", "\t"]), _LINES), max_size=12).map(
    lambda lines: "\n".join(indent + line for indent, line in lines)
)


@st.composite
def _functions(draw):
    """A text of functions, most with a region that may be refused or not."""
    blocks = []
    for number in range(draw(st.integers(1, 3))):
        before, region, after = (
            draw(st.lists(st.sampled_from(["x = 1", "# note", "", "y = '''\n'''"]), max_size=3))
            for _ in range(3)
        )
        indent = draw(st.sampled_from(["    ", "\t", "  "]))
        body = [*before, "### BEGIN SOLUTION", *region, "z = 1", "### END SOLUTION", *after]
        blocks.append(f"def f{number}(x):\n" + "\n".join(indent + line if line else "" for line in body))
    return "\n\n\n".join(blocks) + draw(st.sampled_from(["", "\n", "\n\n"]))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.one_of(_functions(), _TEXTS))
def test_agrees_with_nbgrader_or_refuses(nbgrader_stub, text):
    """Any text is either refused with a sentence or gives nbgrader's stub."""
    try:
        stub = stub_of(text, "a.py")
    except CourseError:
        return
    assert nbgrader_stub(text) == stub


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=_functions())
def test_honest_texts_are_accepted(nbgrader_stub, text):
    """Regions inside functions are never refused, so the agreement above is not empty."""
    assert nbgrader_stub(text) == stub_of(text, "a.py")


BEGIN, END = "    ### BEGIN SOLUTION\n", "    ### END SOLUTION\n"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("def f():\n    return 1\n", None, "no ### BEGIN SOLUTION in this file"),
        (f"def f():\n{BEGIN}    return 1\n", 2, "not closed"),
        (
            f"def f():\n{BEGIN}    x = 1\n{BEGIN}    return 1\n{END}{END}",
            4,
            "begins inside the one of line 2",
        ),
        (f"def f():\n    return 1\n{END}", 3, "closes nothing"),
        (f"def f():\n{BEGIN}    return 1\n{END}{END}", 5, "closes nothing"),
        (f"def f():\n    x = 1 ### BEGIN SOLUTION\n    return 1\n{END}", 2, "stand alone"),
        (f"def f():\n    # BEGIN SOLUTION\n    return 1\n{END}", 2, "stand alone"),
        (f"def f():\n{BEGIN}    return 1\n    ### END SOLUTIONS\n", 4, "stand alone"),
        (f"def f():\n    pass\n{BEGIN}    # nothing\n\n{END}", 3, "empty"),
        (f"if True:\n{BEGIN}    x = 1\n{END}", 2, "not inside one function"),
        ("### BEGIN SOLUTION\ndef f():\n    return 1\n### END SOLUTION\n", 1, "not inside one function"),
        ("def f():\n    pass\n### BEGIN SOLUTION\nx = 1\n### END SOLUTION\n", 3, "not inside one function"),
        (f"def f():\n{BEGIN}    return 1\n\n\ndef g():\n    return 1\n{END}", 2, "not inside one function"),
        (f"class C:\n{BEGIN}    def f(self):\n        return 1\n{END}", 2, "not inside one function"),
        (f"def f(x):\n{BEGIN}    if x:\n{END}        return 1\n", 2, "not Python (line 4 of the stub"),
        (f"def f(:\n{BEGIN}    return 1\n{END}", 1, "not Python"),
    ],
)
def test_refused_with_the_line(text, line, message):
    """What would make a wrong stub is refused, with the line to look at."""
    with pytest.raises(CourseError) as caught:
        stub_of(text, "a.py")
    assert str(caught.value).startswith(f"a.py:{line}: " if line else "a.py: ")
    assert message in str(caught.value)


def test_nbgrader_lets_a_stray_end_pass(nbgrader_stub):
    """The reason to be stricter: nbgrader drops a stray END without a word."""
    assert nbgrader_stub(f"{SOLUTION}### END SOLUTION\n") == nbgrader_stub(SOLUTION)
