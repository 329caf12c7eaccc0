"""What two machines must have in common, and how a difference is named."""

from dataclasses import replace

import pytest
from support import copy_toy

from autograder.grading.ground import differences, fingerprint, ground_of
from autograder.model import CourseError

NAMES = ("01_toy",)


def test_equal_checkouts_have_equal_ground(toy, tmp_path):
    """Where a checkout lies, its handout and its calendar are of no account."""
    other = copy_toy(tmp_path / "elsewhere")
    (other / "solutions/01_toy/README.md").write_text("other words", encoding="utf-8")
    settings = other / "course.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("2026-03-01", "2026-03-02"), encoding="utf-8")

    assert differences(ground_of(other, NAMES), ground_of(toy, NAMES)) is None
    assert fingerprint(toy, "01_toy") == fingerprint(other, "01_toy")


def test_differences_are_named(toy, tmp_path):
    """Versions first, then limits, then files, each with what is there and here."""
    here, other = ground_of(toy, NAMES), copy_toy(tmp_path / "other")
    (other / "solutions/01_toy/wrong/scale_adds.py").unlink()
    (other / "solutions/01_toy/wrong/new.py").write_text("", encoding="utf-8")
    hidden = other / "solutions/01_toy/test_hidden.py"
    hidden.write_text("# another\n", encoding="utf-8")

    assert (
        "has another solutions/01_toy/test_hidden.py; lacks solutions/01_toy/wrong/scale_adds.py; "
        "has solutions/01_toy/wrong/new.py, which is not here"
    ) == differences(ground_of(other, NAMES), here)

    settings = other / "course.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("call_seconds = 2", "call_seconds = 3"), encoding="utf-8")
    there = ground_of(other, NAMES)
    assert "has a course.toml with limits.call_seconds = 3 (here 2)" == differences(there, here)

    older = replace(there, versions={**there.versions, "msgspec": "0.1", "python": "3.10.1"})
    said = differences(older, here) or ""
    assert f"python 3.10.1 (here {here.versions['python']})" in said
    assert "msgspec 0.1" in said


def test_a_checkout_that_is_not_there_is_an_error(toy, tmp_path):
    """The sentence names the file that is missing and the option that helps."""
    with pytest.raises(CourseError, match=r"there is no .*course\.toml; .*--course-path"):
        ground_of(tmp_path, NAMES)
    (toy / "solutions/01_toy/test_hidden.py").unlink()
    with pytest.raises(CourseError, match=r"test_hidden\.py"):
        fingerprint(toy, "01_toy")
