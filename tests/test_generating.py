"""assignments/ is made from solutions/, checked without writing, and holds nothing else."""

import json
from pathlib import Path

import pytest

from autograder.generating import Change, State, generate
from autograder.model import CourseError

SOLUTION = "def grow(x):\n    ### BEGIN SOLUTION\n    return x + 1\n    ### END SOLUTION\n"
HOME = Path("assignments", "15_growth")


@pytest.fixture
def root(tmp_path):
    """A course of one assignment, with everything that is shipped and something of what is not."""
    folder = tmp_path / "solutions" / "15_growth"
    (folder / "figures").mkdir(parents=True)
    (folder / "wrong").mkdir()
    (folder / "wrong" / "same.py").write_text("x = 1\n")
    (folder / "growth.py").write_text(SOLUTION)
    (folder / "README.md").write_text("# 15 Growth\n\nÜber Wachstum.\n", encoding="utf-8")
    (folder / "cases.py").write_text("x = 1\n")
    (folder / "harness.py").write_text("x = 2\n")
    (folder / "test_public.py").write_text("x = 3\n")
    (folder / "test_hidden.py").write_text("x = 4\n")
    (folder / "figures" / "plant.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (folder / "plants.npz").write_bytes(b"PK\x05\x06")
    (folder / "notes.md").write_text("who wrote what\n")
    return tmp_path


def states(changes):
    """Return changes as pairs of a name below assignments/ and a word."""
    return [(change.path.relative_to("assignments").as_posix(), str(change.state)) for change in changes]


def test_makes_what_students_get(root):
    """Stub, notebook, handout, cases, harness, public tests, figures and data; nothing else."""
    generate(root)
    made = sorted(
        path.relative_to(root / HOME).as_posix() for path in (root / HOME).rglob("*") if path.is_file()
    )
    assert [
        "README.md",
        "cases.py",
        "figures/plant.png",
        "growth.ipynb",
        "growth.py",
        "harness.py",
        "plants.npz",
        "test_public.py",
    ] == made
    assert (
        "def grow(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()\n"
        == (root / HOME / "growth.py").read_text()
    )
    notebook = json.loads((root / HOME / "growth.ipynb").read_text(encoding="utf-8"))
    assert "# 15 Growth\n" == notebook["cells"][0]["source"][0]
    assert "# 15 Growth\n\nÜber Wachstum.\n" == (root / HOME / "README.md").read_text(encoding="utf-8")


def test_second_time_nothing_changes(root):
    """What is current is left alone, whatever line ends git gave it."""
    assert 8 == len(generate(root))
    text = (root / HOME / "growth.py").read_bytes()
    (root / HOME / "growth.py").write_bytes(text.replace(b"\n", b"\r\n"))
    assert [] == generate(root, check=True) == generate(root)
    assert b"\r\n" in (root / HOME / "growth.py").read_bytes()


def test_check_writes_nothing(root):
    """With check, the same changes are found again and again."""
    first = generate(root, check=True)
    assert {State.MISSING} == {change.state for change in first}
    assert not (root / "assignments").exists()
    assert first == generate(root, check=True) == generate(root)


def test_finds_what_differs(root):
    """A changed solution, an edited stub, a lost file and one too many are each named, then mended."""
    generate(root)
    (root / "solutions" / "15_growth" / "cases.py").write_text("x = 5\n")
    (root / HOME / "growth.py").write_text("x = 6\n")
    (root / HOME / "README.md").unlink()
    (root / HOME / "notes.txt").touch()
    expected = [
        ("15_growth/README.md", "missing"),
        ("15_growth/cases.py", "stale"),
        ("15_growth/growth.py", "stale"),
        ("15_growth/notes.txt", "superfluous"),
    ]
    assert expected == states(generate(root, check=True))
    assert expected == states(generate(root))
    assert [] == generate(root, check=True)
    assert not (root / HOME / "notes.txt").exists()


def test_removed_assignments_go(root):
    """The folder of an assignment that is no more goes with its caches; caches alone are not a change."""
    generate(root)
    (root / HOME / "__pycache__").mkdir()
    (root / HOME / "__pycache__" / "cases.pyc").touch()
    (root / HOME / ".ipynb_checkpoints").mkdir()
    assert [] == generate(root)
    (root / "solutions" / "15_growth").rename(root / "solutions" / "16_growth")
    generate(root)
    assert ["16_growth"] == [path.name for path in (root / "assignments").iterdir()]


def test_chosen_assignments_only(root):
    """Named assignments are generated; others are not touched, current or not."""
    generate(root)
    (root / "solutions" / "15_growth" / "cases.py").write_text("x = 5\n")
    (root / "assignments" / "loose.txt").touch()
    assert [] == generate(root, names=[])
    assert [Change(HOME / "cases.py", State.STALE)] == generate(root, names=["15_growth"])


def test_nothing_is_written_before_all_is_known(root):
    """One broken solution leaves every assignment as it was."""
    folder = root / "solutions" / "16_other"
    folder.mkdir()
    (folder / "other.py").write_text("x = 1\n")
    for name in ("README.md", "cases.py", "test_public.py"):
        (folder / name).write_text("# 16 Other\n")
    with pytest.raises(CourseError, match=r"other\.py: there is no ### BEGIN SOLUTION"):
        generate(root)
    assert not (root / "assignments").exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda folder: (folder / "cases.py").unlink(), r"cases\.py: an assignment needs cases\.py"),
        (
            lambda folder: (folder / "README.md").write_text("Growth\n"),
            r"README\.md:1: a handout opens with its title",
        ),
        (lambda folder: (folder / "growth.py").write_bytes(b"\xff"), r"growth\.py: this is not UTF-8"),
    ],
)
def test_incomplete_assignments_are_refused(root, change, message):
    """What an assignment lacks is said with the file to look at."""
    change(root / "solutions" / "15_growth")
    with pytest.raises(CourseError, match=message):
        generate(root)


def test_links_are_not_followed(root):
    """A link in assignments/ leads to nothing being written or removed elsewhere."""
    elsewhere = root / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "precious.txt").touch()
    generate(root)
    (root / HOME / "more").symlink_to(elsewhere)
    assert [("15_growth/more", "superfluous")] == states(generate(root))
    assert (elsewhere / "precious.txt").exists()
    (root / HOME / "growth.py").unlink()
    (root / HOME / "growth.py").symlink_to(elsewhere / "precious.txt")
    with pytest.raises(CourseError, match="in the way"):
        generate(root)


def test_students_copy_is_refused(root):
    """Without solutions/ there is nothing to generate from."""
    (root / "solutions").rename(root / "assignments")
    with pytest.raises(CourseError, match="students' copy"):
        generate(root)
