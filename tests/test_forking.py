"""Zygotes from the trusted side: what workers inherit, and what happens when a zygote dies."""

from collections.abc import Iterator

import pytest
from processes import wait_until

from autograder.isolation.calling import Worker
from autograder.isolation.failures import IsolationError
from autograder.isolation.forking import Zygote
from autograder.isolation.loading import Source

TEXT = """
import os

count = 0

def counting():
    global count
    count += 1
    return count

def environment():
    return sorted(os.environ), os.getcwd()
"""


@pytest.fixture
def worker(zygote: Zygote) -> Iterator[Worker]:
    with Worker(zygote, Source("mine", TEXT, "mine.py")) as worker:
        yield worker


def test_nothing_of_this_process_is_handed_on(worker, monkeypatch):
    """Neither the environment nor the working folder of the grader reach a submission."""
    monkeypatch.setenv("AUTOGRADER_SECRET", "secret")
    names, folder = worker.call("environment", (), {})

    assert not [name for name in names if "AUTOGRADER" in name or "PYTEST" in name]
    assert "work" not in folder


def test_a_zygote_that_died_is_replaced(worker):
    """An accident of the warm process is ours, not the submission's; the next call has a new one."""
    worker.call("counting", (), {})
    worker.zygote.kill()

    def died() -> bool:
        try:
            worker.call("counting", (), {})
        except IsolationError as error:
            return "zygote died" in str(error)
        return False

    wait_until(died, "the worker to die with its zygote")
    assert 1 == worker.zygote.losses
    assert 1 == worker.call("counting", (), {})


def test_workers_know_nothing_of_each_other(zygote, worker):
    """Each submission starts from the same clean fork."""
    worker.call("counting", (), {})
    with Worker(zygote, worker.source) as other:
        assert 1 == other.call("counting", (), {})
