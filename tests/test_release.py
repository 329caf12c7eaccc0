"""The students' copy: what is in it, what is not, and what stops it."""

import subprocess
import sys
from pathlib import Path

import pytest

from autograder import release as module
from autograder.course import find_assignments, load_course
from autograder.generating import generate
from autograder.leaks import leaks
from autograder.model import CourseError
from autograder.release import INSTRUCTORS, release

ROOT = Path(__file__).parents[1]
SOLUTION = "def grow(x):\n    ### BEGIN SOLUTION\n    return x + 123456\n    ### END SOLUTION\n"


@pytest.fixture
def root(tmp_path):
    """A course of one assignment, ready to be released."""
    root = tmp_path / "course"
    folder = root / "solutions" / "15_growth"
    folder.mkdir(parents=True)
    (folder / "growth.py").write_text(SOLUTION)
    (folder / "README.md").write_text("# 15 Growth\n")
    (folder / "cases.py").write_text("x = 1\n")
    (folder / "test_public.py").write_text("x = 3\n")
    (folder / "test_hidden.py").write_text(
        "hidden_line = 1\nanother_hidden_line = 2\nthird_hidden_line = 3\n"
    )
    (root / "submitted").mkdir()
    (root / "course.toml").write_text("[assignments.15_growth]\nweight = 2\n")
    (root / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    (root / "LICENSE").write_text("Do what you like.\n")
    (root / "README.md").write_text(f"# For students\n\nRead.\n\n{INSTRUCTORS}\n\n# For instructors\n")
    generate(root)
    return root


def test_holds_what_students_need(root, tmp_path):
    """The assignments, the tool, the papers; the README ends where instructors begin."""
    files = release(root, tmp_path / "out")
    tops = {file.parts[0] for file in files}
    assert {"assignments", "autograder", "course.toml", "pyproject.toml", "LICENSE", "README.md"} == tops
    assert "# For students\n\nRead.\n" == (tmp_path / "out" / "README.md").read_text()
    assert Path("autograder/model.py") in files
    assert not [file for file in files if {"template", "__pycache__"} & set(file.parts)]
    assert files == sorted(
        one.relative_to(tmp_path / "out") for one in (tmp_path / "out").rglob("*") if one.is_file()
    )
    assert {"course", "out"} == {path.name for path in tmp_path.iterdir()}


def test_is_a_course_of_its_own(root, tmp_path):
    """The copy's tool runs from the copy alone and finds its assignments and settings there."""
    release(root, tmp_path / "out")
    assert 2 == load_course(tmp_path / "out").schedule("15_growth").weight
    code = (
        "from pathlib import Path; from autograder import course;"
        "print([one.module for one in course.find_assignments(course.find_root(Path()))], course.__file__)"
    )
    command = [
        sys.executable,
        "-P",
        "-c",
        f"import sys; sys.path.insert(0, {str(tmp_path / 'out')!r}); {code}",
    ]
    result = subprocess.run(command, cwd=tmp_path / "out", capture_output=True, text=True, check=True)
    assert f"['growth'] {tmp_path / 'out' / 'autograder' / 'course.py'}\n" == result.stdout


def test_a_full_folder_is_kept(root, tmp_path):
    """A folder with anything in it is not touched, unless it is an earlier release and force is given."""
    out = tmp_path / "out"
    out.mkdir()
    release(root, out)
    (out / "notes.txt").touch()
    (out / ".git").mkdir()
    (out / ".git" / "HEAD").touch()
    with pytest.raises(CourseError, match="is not empty"):
        release(root, out)
    assert (out / "notes.txt").exists()
    release(root, out, force=True)
    assert not (out / "notes.txt").exists()
    assert (out / ".git" / "HEAD").exists()
    assert {"course", "out"} == {path.name for path in tmp_path.iterdir()}


def test_force_replaces_nothing_but_a_release(root, tmp_path):
    """Neither somebody's folder nor another course is replaced, forced or not."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "thesis.txt").touch()
    with pytest.raises(CourseError, match="no earlier release"):
        release(root, home, force=True)
    (home / "course.toml").touch()
    (home / "solutions").mkdir()
    with pytest.raises(CourseError, match="no earlier release"):
        release(root, home, force=True)
    assert (home / "thesis.txt").exists()


@pytest.mark.parametrize("name", [".", "..", "solutions", "assignments/new", "autograder"])
def test_not_into_the_course(root, name):
    """The course itself, its parts and the folders around it are no place for a release."""
    with pytest.raises(CourseError, match="is part of the course"):
        release(root, root / name, force=True)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda root: (root / "README.md").write_text("# All\n"),
            "README.md: there is no line '<!-- instructors",
        ),
        (
            lambda root: (root / "solutions" / "15_growth" / "cases.py").write_text("x = 2\n"),
            "assignments/ is not current .*cases.py is stale.*; run `autograder generate`",
        ),
        (lambda root: (root / "solutions").rename(root / "gone"), "students' copy"),
        (
            lambda root: (root / "README.md").write_text(
                f"hidden_line = 1\nanother_hidden_line = 2\nthird_hidden_line = 3\n{INSTRUCTORS}\n"
            ),
            r"would be released: README.md:1 has line 1 of solutions/15_growth/test_hidden.py \(and 2 more\)",
        ),
    ],
)
def test_refused_and_nothing_written(root, tmp_path, change, message):
    """What stops a release is one sentence, and leaves no trace of a copy."""
    change(root)
    with pytest.raises(CourseError, match=message):
        release(root, tmp_path / "out")
    assert ["course"] == [path.name for path in tmp_path.iterdir()]


def test_a_failing_exchange_keeps_the_old_release(root, tmp_path, monkeypatch):
    """When the new copy cannot be put in place, the earlier release is back where it was."""
    out = tmp_path / "out"
    release(root, out)
    rename = Path.rename

    def fail(self, target):
        if self.name == "release":
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OSError, match="No space"):
        release(root, out, force=True)
    assert (out / "course.toml").exists()


def test_the_search_stands_before_the_release(root, tmp_path, monkeypatch):
    """A copy that took too much along is not released: the search reads the copy, not the plan."""
    copy = module._copy

    def careless(root, directory):
        (directory / "assignments").mkdir(parents=True)
        (directory / "assignments" / "solution.py").write_text(SOLUTION)
        return copy(root, directory)

    monkeypatch.setattr(module, "_copy", careless)
    with pytest.raises(
        CourseError, match=r"assignments/solution\.py:3 has line 3 of solutions/15_growth/growth\.py"
    ):
        release(root, tmp_path / "out")


def test_this_course_can_be_released(tmp_path):
    """The course in this repository has a students' copy without a leak, with every assignment."""
    release(ROOT, tmp_path / "out")
    assert [one.name for one in find_assignments(ROOT)] == [
        one.name for one in find_assignments(tmp_path / "out")
    ]
    assert [] == leaks(ROOT, tmp_path / "out")
