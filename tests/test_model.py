"""The nouns: where an assignment's files lie, and how an error for a person reads."""

import pickle
from pathlib import Path

import pytest

from autograder.model import Assignment, CourseError, Verdict


def test_assignment_names_its_files(tmp_path):
    """Every file of an assignment follows from its folder's name."""
    assignment = Assignment("05_positional_encoding", tmp_path)
    assert ("05", "positional_encoding") == (assignment.number, assignment.module)
    assert tmp_path / "positional_encoding.py" == assignment.source
    assert tmp_path / "positional_encoding.ipynb" == assignment.notebook
    assert ["README.md", "cases.py", "harness.py", "test_public.py", "test_hidden.py"] == [
        file.name
        for file in (
            assignment.handout,
            assignment.cases,
            assignment.harness,
            assignment.public,
            assignment.hidden,
        )
    ]


def test_overlays_are_sorted_and_may_be_missing(tmp_path):
    """Known mistakes come in the order of their names; hidden and special files are not among them."""
    folder = tmp_path / "wrong"
    folder.mkdir()
    for name in ("b.py", "a.py", "__init__.py", ".c.py", "notes.txt"):
        (folder / name).touch()
    assignment = Assignment("04_attention", tmp_path)
    assert ("a.py", "b.py") == tuple(file.name for file in assignment.wrong)
    assert () == assignment.slow == assignment.right


@pytest.mark.parametrize(
    ("where", "text"),
    [
        (None, "mend it"),
        (("course.toml", None), "course.toml: mend it"),
        ((Path("course.toml"), 3), "course.toml:3: mend it"),
    ],
)
def test_error_opens_with_its_place(where, text):
    """The sentence follows file and line, and survives the way between processes."""
    error = pickle.loads(pickle.dumps(CourseError("mend it", where)))
    assert text == str(error)


def test_verdicts_are_their_words():
    """A verdict can be written to JSON and read back as plain text."""
    assert "too_slow" == Verdict.TOO_SLOW == Verdict("too_slow")
