"""The class of synthetic students."""

import pytest

from autograder.collecting import find_submissions
from autograder.demo import CALL_SECONDS, class_texts, demo_course, make_class
from autograder.stubs import stub_of


def test_the_class_has_everything_that_is_known(toy_assignment):
    """Reference, stub, every right and wrong file, and each kind of trouble hand something in."""
    texts = class_texts(toy_assignment)

    assert {"reference", "stub", "right-loops", "wrong-centre_columns", "wrong-scale_adds"} <= set(texts)
    for kind in (
        *("empty_file", "syntax_error", "import_raises", "prints_a_lot", "hangs_at_import"),
        *("hangs_in_a_call", "exits_in_a_call", "returns_wrong_type", "returns_equal_to_all"),
    ):
        assert f"trouble-{kind}" in texts
    source = toy_assignment.source.read_text(encoding="utf-8")
    assert stub_of(source, toy_assignment.source) == texts["stub"]
    assert source.strip() in texts["wrong-centre_columns"]


def test_the_class_hands_in_as_nbgrader_collects(toy_assignment, tmp_path):
    """What is written is found again, one submission for each student."""
    students = make_class(toy_assignment, tmp_path)
    found = find_submissions(tmp_path, toy_assignment)

    assert sorted(students) == [one.student for one in found]
    assert ["trouble-empty_file"] == [one.student for one in found if one.problem]


@pytest.mark.parametrize("size", [1, 16, 17, 18, 1000])
def test_a_smaller_class_leaves_out_known_mistakes(toy_assignment, tmp_path, size):
    """Asked for fewer students, only some known mistakes stay away; nobody else does."""
    everybody = list(class_texts(toy_assignment))
    others = [student for student in everybody if not student.startswith("wrong-")]
    chosen = make_class(toy_assignment, tmp_path, size)

    assert max(len(others), min(size, len(everybody))) == len(chosen)
    assert set(others) <= set(chosen)


def test_the_demonstration_is_short(toy_course):
    """Limits are shorter than a course's, so that those who hang do not hold it up."""
    assert CALL_SECONDS == demo_course(toy_course).limits.call_seconds
    assert toy_course.tolerances == demo_course(toy_course).tolerances
