"""Answers that have passed before: the test need not be run again, and nothing else changes."""

from dataclasses import replace

import numpy as np
import pytest

from autograder.grading.direct import Direct
from autograder.grading.lane import Lane
from autograder.grading.passed import Passed
from autograder.isolation.calling import Worker
from autograder.isolation.loading import Source

RIGHT = (
    "def scale(x, factor=2.0):\n    return x * factor\n\ndef centre(x):\n    return x - x.mean(1)[:, None]\n"
)
OTHERS = {
    "wrong": RIGHT.replace("x * factor", "x + factor"),
    "wrong later": RIGHT.replace("return x - ", "return x[:4] - "),
    "float32 only": RIGHT.replace("x.mean(1)[:, None]", "x.astype(float).mean(1)[:, None]"),
    "raises": RIGHT.replace("return x * factor", "raise ValueError(len(x))"),
    "hangs": RIGHT.replace("return x * factor", "while True: pass"),
    "dies": RIGHT.replace("return x * factor", "__import__('os')._exit(3)"),
    "writes": RIGHT.replace("return x * factor", "x *= factor; return x"),
    "no value": RIGHT.replace("return x * factor", "return object()"),
    "no function": RIGHT.replace("def scale", "def scaled"),
    "no import": "import nothing_of_that_name\n" + RIGHT,
    "no Python": "def (",
    "counts": "calls = 0\n" + RIGHT.replace("return x * ", "global calls; calls += 1; return calls + x * "),
    "other bits": RIGHT.replace("x - x.mean(1)[:, None]", "x - x.sum(1)[:, None] / x.shape[1]"),
}
TWICE = """
count = 0

def double(x):
    return 2 * x

def counting(x):
    global count
    count += 1
    return count

def fails(x):
    raise ValueError
"""


@pytest.fixture
def called(monkeypatch):
    """Give the names of the tests that are called from here on."""
    names = []
    call = Direct._call

    def noted(self, run):
        names.append(self._place.test)
        call(self, run)

    monkeypatch.setattr(Direct, "_call", noted)
    return names


@pytest.fixture
def own_lane(toy_course, toy_assignment):
    """Give a lane that knows nothing yet."""
    with Lane(toy_assignment, toy_course, seed=7) as lane:
        yield lane


@pytest.fixture
def worker(zygote):
    """Give a worker with functions to ask."""
    with Worker(zygote, Source("toy", TWICE, "toy.py")) as worker:
        yield worker


def results(lane, text):
    """Grade; what it took is left out."""
    graded = lane.grade(text)
    return [replace(result, cpu_seconds=0) for result in graded.results], graded.errors, graded.hints


def ask(worker, passed, function, *inputs):
    """Do what a test would: look whether it is known, call, learn."""
    if passed.again(worker):
        return "known"
    worker.heard = []
    given = [worker.call(function, (x,), {}) for x in inputs]
    passed.learn(worker.heard)
    worker.heard = None
    worker.told.clear()
    return given


def test_the_same_answers_pass_without_the_test(own_lane, called):
    """A second submission with the same answers is asked everything, and no test is called."""
    first = results(own_lane, RIGHT)
    assert 5 == len(called)
    called.clear()
    again = own_lane.grade(f"{RIGHT}\n# mine\n")

    assert [] == called
    assert first == results(own_lane, RIGHT)
    assert all(result.cpu_seconds > 0 for result in again.results)


def test_tests_are_called_for_other_answers_only(own_lane, called):
    """What one function does wrong leaves the other's tests uncalled."""
    own_lane.grade(RIGHT)
    called.clear()
    own_lane.grade(OTHERS["wrong"])

    assert {"TestScale::test_values", "TestScale::test_input_stays"} == set(called)


@pytest.mark.parametrize("name", OTHERS)
def test_nothing_depends_on_who_came_before(lane, own_lane, name):
    """A lane that knows right answers gives every kind of submission the report that a new one gives."""
    lane.grade(RIGHT)

    assert results(own_lane, OTHERS[name]) == results(lane, OTHERS[name])


def test_failed_answers_are_not_known(own_lane, called):
    """A wrong answer is wrong the second time, too, and for the same reason."""
    first = results(own_lane, OTHERS["wrong"])
    called.clear()

    assert first == results(own_lane, OTHERS["wrong"])
    assert called


def test_questions_are_asked_once(worker):
    """A submission that counts its calls sees each question once, known before or not."""
    passed = Passed()
    assert [1, 2] == ask(worker, passed, "counting", 0, 0)
    assert [3, 4] == ask(worker, passed, "counting", 0, 0)
    assert [5, 6] == ask(worker, passed, "counting", 0, 0)


def test_several_ways_are_known(worker):
    """Answers that differ to the last bit may both be right."""
    passed = Passed()
    given = [ask(worker, passed, "counting", 0) for _ in range(3)]
    worker.stop()
    again = [ask(worker, passed, "counting", 0) for _ in range(3)]

    assert [[1], [2], [3]] == given
    assert ["known"] * 3 == again


def test_a_test_that_asks_something_else_is_run(worker):
    """What a test asks with other inputs each time is asked, and answered, as if nothing were known."""
    passed = Passed()
    ask(worker, passed, "counting", 0)
    assert not passed.again(worker)
    assert 10 == worker.call("double", (5,), {})
    assert not worker.told


def test_what_fails_is_not_known(worker):
    """A test may expect an exception; what one means depends on the file it comes from."""
    passed = Passed()
    worker.heard = []
    with pytest.raises(Exception, match="ValueError"):
        worker.call("fails", (0,), {})
    passed.learn(worker.heard)

    assert not passed.again(worker)


def test_large_questions_are_not_kept(worker):
    """A lane's memory does not grow with the size of what is asked."""
    passed = Passed()
    large = np.ones(2**15)
    assert np.array_equal(2 * large, ask(worker, passed, "double", large)[0])
    assert not passed.again(worker)
