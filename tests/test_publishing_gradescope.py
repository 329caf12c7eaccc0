"""Gradescope's results.json, held against its documentation and against what its own library writes."""

import io
import json
import unittest

import pytest
from standings import NASTY, nasty_class

from autograder.publishing.gradescope import VISIBILITIES, results_json

# gradescope-autograders.readthedocs.io, Specifications: fields, and what each may hold
FORMATS = {"text", "html", "simple_format", "md", "ansi"}
FIELDS = {
    "score": (int, float),
    "execution_time": (int, float),
    "output": str,
    "output_format": FORMATS,
    "test_output_format": FORMATS,
    "test_name_format": FORMATS,
    "visibility": {"hidden", "after_due_date", "after_published", "visible"},
    "stdout_visibility": {"hidden", "after_due_date", "after_published", "visible"},
    "extra_data": dict,
    "tests": list,
    "leaderboard": list,
}
TEST_FIELDS = {
    "score": (int, float),
    "max_score": (int, float),
    "status": {"passed", "failed"},
    "name": str,
    "name_format": FORMATS,
    "number": str,
    "output": str,
    "output_format": FORMATS,
    "tags": list,
    "visibility": FIELDS["visibility"],
    "extra_data": dict,
}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Give every submission's results.json of the nasty class, read again."""
    _, standing = nasty_class(tmp_path_factory.mktemp("course"))
    grades = {(one.student, one.assignment): one for course in standing.grades for one in course.grades}
    return [json.loads(results_json(one, grades[key])) for key, one in standing.reports.items()]


def check(value: dict, fields: dict) -> None:
    for key, one in value.items():
        wanted = fields[key]
        assert one in wanted if isinstance(wanted, set) else isinstance(one, wanted), key


def test_every_field_is_documented(written):
    """No field Gradescope does not know, and none of another type."""
    for one in written:
        check(one, FIELDS)
        for test in one["tests"]:
            check(test, TEST_FIELDS)


def test_gradescopes_own_library_writes_no_other_fields(written):
    """What gradescope-utils writes for a test is there in ours, of the same type."""
    from gradescope_utils.autograder_utils.decorators import number, tags, visibility, weight
    from gradescope_utils.autograder_utils.json_test_runner import JSONTestRunner

    class Theirs(unittest.TestCase):
        @weight(2)
        @number("1")
        @tags("first")
        @visibility("visible")
        def test_wrong(self):
            self.fail("differs")

    stream = io.StringIO()
    JSONTestRunner(stream=stream, visibility="visible", stdout_visibility="hidden").run(Theirs("test_wrong"))
    theirs = json.loads(stream.getvalue())

    assert set(theirs) <= set(written[0])
    assert set(theirs["tests"][0]) <= set(written[0]["tests"][1])
    assert type(theirs["tests"][0]["status"]) is type(written[0]["tests"][1]["status"])
    assert ["failed", "failed"] == [theirs["tests"][0]["status"], written[0]["tests"][1]["status"]]


def test_scores_add_up_and_text_is_text(written):
    """Points per test, the score after the late rule, everything as plain text, names and messages whole."""
    first = written[0]

    assert (80, [80, 0], ["passed", "failed"]) == (
        first["score"],
        [test["score"] for test in first["tests"]],
        [test["status"] for test in first["tests"]],
    )
    assert "80 of 100 points in the tests\ndue Sun 2026-03-01 12:00 UTC" in first["output"]
    outputs = [one["tests"][1]["output"] for one in written]
    assert [f"wrong\n{name} differs\nhint: look" for name in NASTY] == outputs[: len(NASTY)]
    assert {"text"} == {test["output_format"] for one in written for test in one["tests"]}


def test_hidden_inputs_cannot_be_drawn_again(written):
    """Neither the seed nor the values of a test's case are told."""
    text = json.dumps(written)

    assert "4711" not in text
    assert "3-0.5" not in text


def test_visibility_is_the_instructors(tmp_path):
    """All of Gradescope's four are known, and are set for every test."""
    _, standing = nasty_class(tmp_path)
    grade = standing.grades[0].grades[0]
    for visibility in VISIBILITIES:
        one = json.loads(results_json(standing.reports["s00", "01_one"], grade, visibility))
        assert {visibility} == {one["visibility"], *(test["visibility"] for test in one["tests"])}
    assert FIELDS["visibility"] == set(VISIBILITIES)
