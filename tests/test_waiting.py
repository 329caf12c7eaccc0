"""Jobs that wait for a place on a cluster: in which order places get them."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.grading.batch import Job
from autograder.grading.waiting import Waiting
from autograder.isolation.sandbox import Level
from autograder.model import Assignment, Submission


@pytest.fixture
def job(toy_course) -> Callable[..., Job]:
    def make(student: str, assignment: str = "01_toy") -> Job:
        submission = Submission(student, assignment, "", None, None, Path(student))
        return Job(toy_course, Assignment(assignment, Path(assignment)), submission, 7, Level.A, "", {})

    return make


def line_of(*jobs: Job) -> Waiting:
    waiting = Waiting(("01_toy", "02_toy"))
    for job in jobs:
        waiting.add(job, Future())
    return waiting


def taken(waiting: Waiting, loaded: str = "", lanes: Counter[str] | None = None) -> str:
    held = waiting.take(loaded, lanes or Counter(), "tcp://here")
    return held.job.submission.student if held is not None else ""


def test_first_come_first_served(job):
    """Of one assignment jobs go in the order they came, and then there is none."""
    waiting = line_of(job("ann"), job("ben"))

    assert ["ann", "ben", ""] == [taken(waiting) for _ in range(3)]


def test_a_place_goes_on_with_its_lane(job):
    """A place that has loaded an assignment gets that, however much of another waits."""
    waiting = line_of(job("ann"), job("ben"), job("eva", "02_toy"))

    assert ["eva", "ann"] == [taken(waiting, "02_toy") for _ in range(2)]


def test_a_new_lane_is_of_what_waits_most_per_lane(job):
    """Two jobs with one lane already weigh less than two without."""
    waiting = line_of(job("ann"), job("ben"), job("eva", "02_toy"), job("joe", "02_toy"))

    assert "eva" == taken(waiting, lanes=Counter({"01_toy": 1}))


def test_what_was_lost_is_next_and_elsewhere(job):
    """A job tried again goes to the head, and not to the worker that lost it."""
    waiting = line_of(job("ann"), job("ben"))
    lost = waiting.take("", Counter(), None)
    waiting.note_loss(lost, "tcp://here")
    waiting.add(replace(lost.job, tries=1), Future())

    assert "ben" == taken(waiting)
    assert "" == taken(waiting)
    assert "ann" == waiting.take("", Counter(), "tcp://there").job.submission.student


def test_the_only_worker_gets_what_it_lost(job):
    """Without an address any job may be taken."""
    waiting = line_of(job("ann"))
    waiting.note_loss(waiting.take("", Counter(), None), "tcp://here")
    waiting.add(replace(job("ann"), tries=1), Future())

    assert waiting.take("", Counter(), None) is not None


def test_clearing_gives_every_future(job):
    """What still waited is handed back to be ended, and nothing is left."""
    futures = [Future(), Future()]
    waiting = Waiting(("01_toy", "02_toy"))
    waiting.add(job("ann"), futures[0])
    waiting.add(job("eva", "02_toy"), futures[1])

    assert futures == waiting.clear()
    assert "" == taken(waiting)
