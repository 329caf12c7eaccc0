"""A students' copy is searched for what only instructors may see."""

import json

import pytest

from autograder.generating import generate
from autograder.leaks import leaks

SOLUTION = '''import math


def grow(x):
    """Return x, grown."""
    ### BEGIN SOLUTION
    rate = math.exp(x) / 7
    if rate > 0:
        return rate
    ### END SOLUTION
    return given(x)


def given(x):
    return x + 123456
'''
HIDDEN = """import math

from autograder.checking import exercise


@exercise("grow", points=100)
class TestGrow:
    def test_hidden_growth(self, compare):
        compare("grow", 12345.0)
        compare.untouched("grow", -12345.0)
"""


@pytest.fixture
def course(tmp_path):
    """A course and what was made for its students."""
    folder = tmp_path / "solutions" / "15_growth"
    (folder / "wrong").mkdir(parents=True)
    (folder / "growth.py").write_text(SOLUTION)
    (folder / "README.md").write_text("# 15 Growth\n\nSome text.\n")
    (folder / "cases.py").write_text("import math\n\n\ndef given(x):\n    return x + 123456\n")
    (folder / "test_public.py").write_text("import math\n\n\ndef test_grow():\n    assert math.pi > 3.1\n")
    (folder / "test_hidden.py").write_text(HIDDEN)
    (folder / "wrong" / "too_fast.py").write_text(
        '"""Divide by seven, not six."""\n\n\ndef grow(x):\n    return x / 6\n'
    )
    generate(tmp_path)
    return tmp_path


@pytest.fixture
def copy(course):
    """The students' copy, as it should be."""
    folder = course / "copy"
    folder.mkdir()
    (course / "assignments").rename(folder / "assignments")
    (folder / "README.md").write_text("# A course\n")
    return folder


def test_nothing_is_found_in_what_was_generated(course, copy):
    """Given code and shared imports are no secrets, though they stand in secret files too."""
    assert [] == leaks(course, copy)


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("    rate = math.exp(x) / 7", "line 7 of solutions/15_growth/growth.py"),
        ("rate = math.exp(x) / 7   ", "line 7 of solutions/15_growth/growth.py"),
        ('        compare.untouched("grow", -12345.0)', "line 10 of solutions/15_growth/test_hidden.py"),
        ('"""Divide by seven, not six."""', "line 1 of solutions/15_growth/wrong/too_fast.py"),
    ],
)
def test_one_line_in_an_assignment_is_a_leak(course, copy, line, place):
    """A line of a solution, a hidden test or a hint is named with both places."""
    file = copy / "assignments" / "15_growth" / "README.md"
    file.write_text(f"# 15 Growth\n\n{line}\n")
    assert [f"assignments/15_growth/README.md:3 has {place}"] == leaks(course, copy)


def test_notebooks_are_read_by_their_cells(course, copy):
    """A line hides neither in the JSON of a notebook nor behind its escapes."""
    file = copy / "assignments" / "15_growth" / "growth.ipynb"
    notebook = json.loads(file.read_text())
    notebook["cells"][2]["source"] = ["def grow(x):\n", '    compare("grow", 12345.0)']
    file.write_text(json.dumps(notebook))
    (found,) = leaks(course, copy)
    assert found.startswith("assignments/15_growth/growth.ipynb:")
    assert found.endswith("has line 9 of solutions/15_growth/test_hidden.py")


def test_elsewhere_it_takes_three_lines(course, copy):
    """A line that agrees by chance is no leak in the tool's own files; a passage is."""
    lines = HIDDEN.split("\n")
    (copy / "README.md").write_text("\n".join([lines[7], "something else", *lines[8:10]]))
    assert [] == leaks(course, copy)
    (copy / "README.md").write_text("\n".join([*lines[7:9], "", lines[9]]))
    assert ["README.md:1", "README.md:2", "README.md:4"] == [one.split()[0] for one in leaks(course, copy)]


@pytest.mark.parametrize(
    "name", ["solutions/x", "assignments/15_growth/test_hidden.py", "assignments/a/wrong/x.py"]
)
def test_some_names_are_never_released(course, copy, name):
    """Files of these names are a leak whatever they hold."""
    (copy / name).parent.mkdir(parents=True, exist_ok=True)
    (copy / name).touch()
    assert [f"{name} is never released"] == leaks(course, copy)
