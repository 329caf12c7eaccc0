"""`autograder init`: what a course's folder lacks is made, and nothing that is there is touched."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from support import copy_toy

from autograder.course import Course, find_assignment, load_course
from autograder.generating import generate
from autograder.model import CourseError
from autograder.publishing.course_folder import course_id, init
from autograder.publishing.source_tree import write_source

ROOT = Path(__file__).resolve().parents[1]


def made(root, *arguments):
    return {one.path.as_posix(): one.new for one in init(root, *arguments)}


def contents(root):
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_course_gets_what_it_lacks(tmp_path):
    """Settings of nbgrader, assignments, its source tree and a place for submissions; once."""
    root = copy_toy(tmp_path / "toy", submitted=False)
    settings = (root / "course.toml").read_bytes()
    first = made(root)
    before = contents(root)

    assert settings == (root / "course.toml").read_bytes()
    assert {"course.toml": False} == {path: new for path, new in first.items() if not new}
    assert {"nbgrader_config.py", ".gitignore", "assignments/01_toy", "source/01_toy", "submitted"} < set(
        first
    )
    assert not any(made(root).values())
    assert before == contents(root)


def test_what_is_there_is_left(tmp_path):
    """Files an instructor changed stay, whatever they hold."""
    root = copy_toy(tmp_path / "toy", submitted=False)
    made(root)
    mine = [
        root / name for name in ("nbgrader_config.py", "source/01_toy/toy.ipynb", "assignments/01_toy/toy.py")
    ]
    for file in mine:
        file.write_text("# mine\n")
    (root / "source/01_toy/cases.py").unlink()

    again = made(root)

    assert ["source/01_toy"] == [path for path, new in again.items() if new]
    assert ["# mine\n"] * 3 == [file.read_text() for file in mine]


def test_new_settings_explain_every_key(tmp_path):
    """A new course.toml is this course's own, with another name and no assignment of its own."""
    ours = (ROOT / "course.toml").read_text(encoding="utf-8").partition("\n[assignments.")[0]
    made(tmp_path / "new", (), 'A "course"')
    text = (tmp_path / "new/course.toml").read_text(encoding="utf-8")

    assert text.startswith(ours.replace('"Deep learning by hand"', r'"A \"course\""') + "\n# [assignments.")
    assert replace(Course(tmp_path / "new"), name='A "course"') == load_course(tmp_path / "new")


def test_new_folder_gets_assignments_of_a_course(tmp_path):
    """A folder that is not there becomes a course of its own, with copies of the named assignments."""
    toy = copy_toy(tmp_path / "toy")
    root = tmp_path / "Spring: 'class' \"2027\" 😀"

    first = made(root, [find_assignment(toy, "01")])

    assert all(first.values())
    assert root.name == load_course(root).name
    assert [] == generate(root, check=True) == write_source(root, check=True)
    assert (root / "solutions/01_toy/test_hidden.py").is_file()
    assert not (root / "submitted/ann").exists()


def test_file_in_the_way(tmp_path):
    """A file is no folder, and is not written over."""
    (tmp_path / "x").write_text("")
    with pytest.raises(CourseError, match="is a file; name a folder"):
        made(tmp_path / "x")


def test_course_id_is_a_folders_name():
    """A folder of the exchange is called so."""
    assert "deep-learning-by-hand" == course_id("Deep learning, by hand!")
    assert "a-b" == course_id("../a/b\n")
    assert "course" == course_id("深層学習")


def test_source_tree_holds_no_hidden_test(tmp_path):
    """What nbgrader releases from has the solutions in regions, and nothing of the hidden suite."""
    root = copy_toy(tmp_path / "toy")
    write_source(root)
    notebook = json.loads((root / "source/01_toy/toy.ipynb").read_text())
    text = "\n".join("".join(cell["source"]) for cell in notebook["cells"])

    assert 2 == text.count("### BEGIN SOLUTION") == text.count("### END SOLUTION")
    assert not (root / "source/01_toy/test_hidden.py").exists()
    assert "test_input_stays" not in text + (root / "source/01_toy/test_public.py").read_text()
