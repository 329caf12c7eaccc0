"""One submission going through a suite: which tests are run and which are left."""

from fractions import Fraction

import pytest
from running import hidden_run, place

from autograder.checking.judging import judge
from autograder.checking.mismatch import Difference, Mismatch
from autograder.checking.run import Run
from autograder.checking.suite import Place
from autograder.isolation.failures import SubmissionError
from autograder.model import Exercise, Verdict


@pytest.fixture
def hidden() -> Run:
    """Give a run of a hidden suite in which f was called once."""
    return hidden_run()


def test_after_two_timeouts_the_exercise_is_left(hidden):
    """The rest of the exercise is not waited for; other exercises are run."""
    late = SubmissionError(Verdict.TIMED_OUT, sentence="no answer within 2 s")
    for test in ("test_one", "test_two"):
        hidden.begin(place(test))
        judge(hidden, place(test), late, 0)
    with pytest.raises(SubmissionError, match="not run: 2 tests of this exercise") as caught:
        hidden.begin(place("test_three"))
    judge(hidden, place("test_three"), caught.value, 0)

    assert Verdict.TIMED_OUT is hidden.outcomes["test_three"].verdict
    other = Exercise("g", Fraction(1), ("g",))
    hidden.begin(Place(other, "test_other", Fraction(1), False, ""))


def test_after_its_time_nothing_of_a_submission_is_run(hidden):
    """A submission that has used all its time loses what is left."""
    hidden.deadline = 0.0
    with pytest.raises(SubmissionError, match="already used all of its time") as caught:
        hidden.begin(place("test_two"))

    assert Verdict.TIMED_OUT is caught.value.verdict


def test_a_slip_does_not_cost_the_speed_test(hidden):
    """Where most of an exercise's points are earned its speed is tested, though not all of it is right."""
    for number in range(5):
        judge(hidden, place(f"test_{number}"), None, 0)
    judge(hidden, place("test_integers"), Mismatch([Difference("values", "it differs")]), 0)

    hidden.begin(place("test_speed", is_speed=True))
    assert 0.8 < hidden.earned("f") < 0.9


def test_speed_waits_for_right_answers(hidden):
    """A speed test is not run when most of its exercise is wrong, and says so."""
    judge(hidden, place("test_one"), None, 0)
    hidden.begin(place("test_speed", is_speed=True))
    judge(hidden, place("test_one"), Mismatch([Difference("values", "it differs")]), 0)
    with pytest.raises(SubmissionError, match="not timed: most of the exercise's other points") as caught:
        hidden.begin(place("test_speed", is_speed=True))

    assert Verdict.WRONG is caught.value.verdict


def test_the_race_nearest_to_its_limit_is_kept(hidden):
    """Of several races of a test the one that came closest to its limit is written down."""
    for ratio, limit in ((1.0, 4.0), (3.0, 6.0), (2.0, 6.0)):
        hidden.raced(ratio, limit)
    outcome = judge(hidden, place("test_one"), None, 0)

    assert (3.0, 6.0) == (outcome.ratio, outcome.limit)
