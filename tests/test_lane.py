"""A lane: one suite loaded once, submission after submission."""

from dataclasses import replace

import pytest
from support import copy_toy

from autograder.course import Limits, Tolerance, Tolerances, find_assignment, load_course
from autograder.grading.lane import Lane, budget_of
from autograder.grading.loop import GraderError
from autograder.model import CourseError, Verdict

RIGHT = (
    "def scale(x, factor=2.0):\n    return x * factor\n\ndef centre(x):\n    return x - x.mean(1)[:, None]\n"
)
TESTS = ["values", "input_stays", "values", "square", "float32"]


def verdicts(lane: Lane, text: str) -> list[str]:
    graded = lane.grade(text)
    assert () == graded.errors
    return [str(result.verdict) for result in graded.results]


def test_results_stand_in_the_order_of_the_suite(lane):
    """Every test has its result, with its points."""
    results = lane.grade(RIGHT).results

    assert TESTS == [result.test.partition("::test_")[2] for result in results]
    assert [30, 10, 20, 20, 20] == [result.max_points for result in results]
    assert [30, 10, 20, 20, 20] == [result.points for result in results]
    assert all(result.cpu_seconds > 0 for result in results)


@pytest.mark.parametrize(
    "text",
    [
        "import sys\n\nsys.modules['numpy'] = None\n",
        "import numpy as np\n\nnp.add = np.multiply = np.abs = None\nnp.ndarray.mean = None\n",
        "import os\n\nos._exit(0)\n",
        "import builtins\n\nbuiltins.len = builtins.isinstance = None\n",
        "def scale(x, factor):\n    while True:\n        pass\n",
        "import gc\n\nfor one in gc.get_objects():\n    if isinstance(one, dict):\n        one.clear()\n",
    ],
)
def test_the_next_submission_notices_nothing(lane, text):
    """Whatever one submission does to its process, the next one is graded as if it had been the first."""
    assert 0 == sum(result.points for result in lane.grade(text).results[:2])
    assert ["passed"] * 5 == verdicts(lane, RIGHT)


def test_a_lane_compares_as_its_course_says(toy_course, toy_assignment):
    """The tolerances a lane was given hold in it, whatever stands in a file near its suite."""
    loose = replace(toy_course, tolerances=Tolerances(Tolerance(10, 1000), Tolerance(10, 1000)))
    with Lane(toy_assignment, loose, seed=7) as lane:
        assert Verdict.PASSED == lane.grade(RIGHT.replace("x * factor", "x * factor + 1")).results[0].verdict


def test_the_same_text_gets_the_same_report(lane):
    """Inputs are drawn from the seed alone: messages with measured differences repeat exactly."""
    text = RIGHT.replace("mean(1)[:, None]", "mean()")
    first, second = ([replace(r, cpu_seconds=0) for r in lane.grade(text).results] for _ in range(2))

    assert first == second
    assert "off by" in first[2].message


def test_another_seed_gives_other_inputs(lane, toy_course, toy_assignment):
    """What a submission could learn by heart from one seed is worth nothing under another."""
    text = RIGHT.replace("mean(1)[:, None]", "mean()")
    with Lane(toy_assignment, toy_course, seed=8, level=lane.level) as other:
        assert other.grade(text).results[2].message != lane.grade(text).results[2].message


def test_what_cannot_be_read_is_refused(lane):
    """A submission without a text has every test refused, with the reason, and no points."""
    graded = lane.refuse("there is no toy.py")

    assert [Verdict.REFUSED] * 5 == [result.verdict for result in graded.results]
    assert {"there is no toy.py"} == {result.message for result in graded.results}
    assert 0 == sum(result.points for result in graded.results)
    assert 100 == sum(result.max_points for result in graded.results)


def test_hints_name_their_mistakes(lane):
    """For authors it is kept which files explain a failure."""
    graded = lane.grade(RIGHT.replace("x * factor", "x + factor"))

    assert ("scale_adds",) == graded.hints["TestScale::test_values"]


def test_a_suite_that_cannot_be_collected_says_so_every_time(tmp_path):
    """The first submission and the next are told the same reason; a mended suite is found mended."""
    root = copy_toy(tmp_path / "toy", submitted=False)
    assignment = find_assignment(root, "toy")
    suite = assignment.hidden.read_text(encoding="utf-8")
    assignment.hidden.write_text("import no_such_module\n", encoding="utf-8")
    with Lane(assignment, load_course(root), seed=7) as lane:
        for _ in range(2):
            with pytest.raises(GraderError, match="No module named 'no_such_module'"):
                lane.grade(RIGHT)
        assignment.hidden.write_text(suite, encoding="utf-8")
        assert ["passed"] * 5 == verdicts(lane, RIGHT)


def test_a_suite_without_tests_is_our_error(tmp_path):
    """An empty rubric is no rubric."""
    root = copy_toy(tmp_path / "toy", submitted=False)
    assignment = find_assignment(root, "toy")
    assignment.hidden.write_text('"""Nothing."""\n', encoding="utf-8")
    with Lane(assignment, load_course(root), seed=7) as lane, pytest.raises(GraderError):
        lane.grade(RIGHT)


def test_without_a_suite_there_is_no_lane(tmp_path):
    """The missing file is named."""
    root = copy_toy(tmp_path / "toy", submitted=False)
    assignment = find_assignment(root, "toy")
    assignment.hidden.unlink()
    with pytest.raises(CourseError, match=r"test_hidden\.py: there is no hidden suite"):
        Lane(assignment, load_course(root), seed=7)


def test_two_assignments_have_two_suites(lane, tmp_path, toy_course):
    """A process that goes on to another assignment runs the other's tests, not those it knows."""
    root = copy_toy(tmp_path / "toy", submitted=False)
    assignment = find_assignment(root, "toy")
    text = assignment.hidden.read_text(encoding="utf-8")
    assignment.hidden.write_text(text.replace("TestScale", "TestOther"), encoding="utf-8")
    lane.start()
    with Lane(assignment, toy_course, seed=7, level=lane.level) as other:
        assert "TestOther::test_values" == other.grade(RIGHT).results[0].test
    assert "TestScale::test_values" == lane.grade(RIGHT).results[0].test


def test_a_submission_has_only_so_much_time(tmp_path, toy_course, toy_assignment):
    """What is left when a submission has used all its time is not run; what it earned stays."""
    limits = Limits(call_seconds=5, import_seconds=5, submission_seconds=1)
    text = RIGHT.replace("return x - ", "import time; time.sleep(1.2); return x - ")
    with Lane(toy_assignment, replace(toy_course, limits=limits), seed=7) as lane:
        lane.start()
        results = lane.grade(text).results

    assert Verdict.TIMED_OUT is results[-1].verdict
    assert "not run: the submission had already used all of its time" == results[-1].message


def test_after_a_time_out_others_are_waited_for_less(lane):
    """A loop without end costs the full limit once; what the reference does at once then gets a second."""
    endless = "def scale(x, factor=2.0):\n    while True:\n        pass\n\n\ncentre = scale\n"
    messages = [result.message.rpartition("no answer within ")[2] for result in lane.grade(endless).results]

    assert ["2 s", "1 s"] == messages[:2]
    assert {"1 s"} == set(messages[2:4])
    assert ["passed"] * 5 == verdicts(lane, RIGHT)


def test_limits_of_the_course_are_those_of_workers():
    """Seconds are seconds, megabytes become bytes."""
    budget = budget_of(Limits(call_seconds=3, import_seconds=4, memory_mb=100, reply_mb=2))

    assert (3, 4) == (budget.call_seconds, budget.import_seconds)
    assert (100 * 2**20, 2 * 2**20) == (budget.memory_bytes, budget.reply_bytes)
