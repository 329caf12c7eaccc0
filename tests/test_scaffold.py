"""A new assignment verifies from its first minute."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course import find_assignments, load_course
from autograder.generating import generate
from autograder.model import CourseError
from autograder.scaffold import TEMPLATE, new

ROOT = Path(__file__).parents[1]


@pytest.fixture
def root(tmp_path):
    """A course without assignments, with this project's settings."""
    (tmp_path / "solutions").mkdir()
    (tmp_path / "course.toml").touch()
    shutil.copyfile(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    return tmp_path


def run(root, *command):
    """Run a Python module in a course and return what it printed."""
    result = subprocess.run(
        [sys.executable, "-m", *command], cwd=root, capture_output=True, text=True, check=False, timeout=120
    )
    return result.stdout + result.stderr


def test_makes_a_whole_assignment(root):
    """Handout, solution, cases, both suites, three mistakes and another right answer, under the new name."""
    made = new(root, "15_score_matching")
    assert [made] == find_assignments(root)
    assert "# 15 Score matching" == made.handout.read_text(encoding="utf-8").split("\n")[0]
    assert all(file.is_file() for file in (made.source, made.cases, made.public, made.hidden))
    assert (3, 1, 0) == (len(made.wrong), len(made.right), len(made.slow))
    assert not [
        file for file in made.folder.rglob("*") if file.is_file() and "{{" in file.read_text(encoding="utf-8")
    ]
    assert [] == generate(root, check=True)
    assert "score_matching.ipynb" in {file.name for file in (root / "assignments" / made.name).iterdir()}
    assert 1 == load_course(root).schedule(made.name).weight
    assert ["15_score_matching"] == [path.name for path in (root / "solutions").iterdir()]


def test_reference_earns_everything_and_the_stub_nothing(root):
    """Both suites give the reference 100 points; the public suite gives the stub none."""
    new(root, "15_diffusion")
    assert 2 == run(root, "pytest", "-q", "solutions").count("100 of   100")
    assert "0 of   100" in run(root, "pytest", "-q", "assignments")


def test_each_mistake_costs_points_and_is_named(root):
    """Every wrong file loses points and is told its own hint; the other right file loses none."""
    made = new(root, "15_diffusion")
    for file in made.wrong:
        printed = run(root, "pytest", "-q", made.hidden, "--submission", file)
        assert file.read_text(encoding="utf-8").split('"""')[1] in printed
        assert "failed" in printed
    assert "100 of   100" in run(root, "pytest", "-q", made.hidden, "--submission", made.right[0])


def test_template_is_kept_like_the_course(root):
    """The docstring's example is true, and the new files are clean under the project's own settings."""
    made = new(root, "15_diffusion")
    assert "1 passed" in run(root, "pytest", "-q", "--doctest-modules", made.source)
    package = root / "autograder" / "checking"  # as in the repository, so that imports of it are our own
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    assert "All checks passed!\n" == run(root, "ruff", "check", "solutions")
    assert "already formatted" in run(root, "ruff", "format", "--check", "solutions")


def test_all_of_the_template_is_used():
    """Every file of the template carries the suffix by which it is found."""
    assert {".template"} == {file.suffix for file in TEMPLATE.rglob("*") if file.is_file()}


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("diffusion", "two digits.*as in 01_diffusion"),
        ("15-Diffusion Models", "two digits.*as in 01_diffusion_models"),
        ("15_", "two digits"),
        ("../15_x", "two digits"),
        ("15_class", "two digits"),
        ("15_random", r"random\.py would hide a module"),
        ("15_cases", r"cases\.py would hide a module"),
        ("04_diffusion", "04_attention has the number 04; the next free one is 01"),
        ("15_attention", "04_attention has a module attention already"),
    ],
)
def test_bad_names_are_refused(root, name, message):
    """What cannot be a name, or is taken, is one sentence, and nothing is made."""
    (root / "solutions" / "04_attention").mkdir()
    with pytest.raises(CourseError, match=message):
        new(root, name)
    assert ["04_attention"] == [path.name for path in (root / "solutions").iterdir()]


def test_students_copy_is_refused(root):
    """Where there are no solutions, nothing can be added."""
    (root / "solutions").rmdir()
    with pytest.raises(CourseError, match="students' copy"):
        new(root, "15_diffusion")
