"""Workers as the trusted side calls them: answers, failures of the student's side, time."""

from collections.abc import Iterator

import numpy as np
import pytest

from autograder.isolation.calling import Worker
from autograder.isolation.failures import SubmissionError
from autograder.isolation.forking import Zygote
from autograder.isolation.loading import Source, in_notebook
from autograder.isolation.values import NotPlainError
from autograder.model import Verdict

TEXT = """
import os
import sys
import time
import numpy as np

count = 0

def add(x, y=1.0):
    return x + y

def counting():
    global count
    count += 1
    return count

def hang():
    while True:
        pass

def die(status):
    os._exit(status)

def kill():
    os.abort()

def fail(kind):
    raise {"value": ValueError("secret"), "stub": NotImplementedError(), "memory": MemoryError()}[kind]

def exit():
    sys.exit(0)

def take(size):
    return np.ones(size)

def many():
    return [0] * 2000

def same():
    return object()

def noise():
    print("passed")
    sys.stderr.write("passed")
    return 1
"""


@pytest.fixture
def worker(zygote: Zygote) -> Iterator[Worker]:
    with Worker(
        zygote, Source("mine", TEXT, "mine.py", "def twice(module, x):\n    return 2 * module.add(x)\n")
    ) as worker:
        yield worker


def failure_of(worker: Worker, function: str, *args: object, **options: float) -> SubmissionError:
    with pytest.raises(SubmissionError) as caught:
        worker.call(function, args, {}, **options)
    return caught.value


def test_calls_are_answered(worker):
    """Arguments go, values come; state stays between calls of one worker; the harness works."""
    assert np.array_equal(np.arange(3) + 2.0, worker.call("add", (np.arange(3),), {"y": 2.0}))
    assert [1, 2, 3] == [worker.call("counting", (), {}) for _ in range(3)]
    assert 4.0 == worker.call("twice", (1.0,), {})
    assert 1 == worker.call("noise", (), {})
    assert 1 == worker.starts


@pytest.mark.parametrize(
    ("function", "args", "verdict"),
    [
        ("fail", ("value",), Verdict.RAISED),
        ("fail", ("stub",), Verdict.NOT_IMPLEMENTED),
        ("fail", ("memory",), Verdict.OUT_OF_MEMORY),
        ("take", (2**40,), Verdict.OUT_OF_MEMORY),
        ("take", (2**27,), Verdict.OUT_OF_MEMORY),
        ("missing", (), Verdict.NOT_IMPLEMENTED),
        ("exit", (), Verdict.RAISED),
        ("same", (), Verdict.WRONG),
        ("many", (), Verdict.WRONG),
        ("take", (2**18,), Verdict.WRONG),
        ("die", (0,), Verdict.CRASHED),
        ("die", (3,), Verdict.CRASHED),
        ("kill", (), Verdict.CRASHED),
    ],
)
def test_failures_have_their_verdict(worker, function, args, verdict):
    """Whatever a function does instead of answering is told apart, and the next call is answered."""
    assert verdict is failure_of(worker, function, *args).verdict
    assert 2.0 == worker.call("add", (1.0,), {})


def test_a_crash_says_how(worker):
    """Exit status and signal are in the sentence, and a fresh process takes over."""
    assert "its process ended with exit status 3" == failure_of(worker, "die", 3).sentence
    assert "its process ended by SIG" in failure_of(worker, "kill").sentence
    worker.call("add", (1.0,), {})

    assert 3 == worker.starts


def test_a_hanging_call_is_cut(worker):
    """A deadline kills the process; others go on with a fresh one."""
    error = failure_of(worker, "hang", seconds=0.3)

    assert (Verdict.TIMED_OUT, "no answer within 0.3 s") == (error.verdict, error.sentence)
    assert worker.process is None
    assert 2.0 == worker.call("add", (1.0,), {})


def test_cpu_time_can_be_bounded(worker):
    """A call that uses more CPU than allowed is too slow, long before its deadline."""
    assert Verdict.TOO_SLOW is failure_of(worker, "hang", cpu=0.2).verdict


def test_cpu_time_is_counted_from_outside(worker):
    """What killed processes used is counted as well, and time only grows."""
    failure_of(worker, "hang", seconds=0.5)
    before = worker.cpu_now()
    worker.call("add", (1.0,), {})

    assert 0 < before < worker.cpu_now()


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("def f(:\n", Verdict.RAISED),
        ("boom\n", Verdict.RAISED),
        ("import os\nos._exit(0)\n", Verdict.CRASHED),
        ("raise NotImplementedError\n", Verdict.NOT_IMPLEMENTED),
        ("import sys\nsys.exit()\n", Verdict.RAISED),
    ],
)
def test_a_failing_import_is_remembered(zygote, text, verdict):
    """Every call fails as the import did, and the file is not run again."""
    with Worker(zygote, Source("mine", text, "mine.py")) as worker:
        first, second = failure_of(worker, "f"), failure_of(worker, "f")

        assert (verdict, True, 1) == (first.verdict, first.at_import, worker.starts)
        assert second is first


def test_a_line_of_a_notebook_is_placed_in_its_cell(zygote):
    """Failures come with the place their line has in the notebook; a name that is none gives none."""
    text = "import math\n\n\n# the cell of root\ndef root(x):\n    return math.sqrt(half(x))\n\n\n"
    text += "# from another cell\ndef half(x):\n    return x[2]\n\n\n# the cell of 12 apes\nAPES = 1\n"
    with Worker(zygote, Source("mine", text, "mine.py")) as worker:
        inside, own = failure_of(worker, "root", [4.0]), failure_of(worker, "root", [0.0, 0.0, -2.0])

    assert (11, "in a cell that is not an exercise's own") == (inside.failure.line, inside.where)
    assert (6, "on line 2 of the cell of root") == (own.failure.line, own.where)
    assert "" == in_notebook("APES = 1\n# the cell of 12 apes\n1 / 0", 3)


def test_an_import_has_its_own_deadline(worker):
    """A file that hangs while it is imported is cut and says so."""
    from dataclasses import replace

    zygote = worker.zygote
    zygote.budget, whole = replace(zygote.budget, import_seconds=0.3), zygote.budget
    try:
        with Worker(zygote, Source("mine", "while True: pass", "mine.py")) as other:
            error = failure_of(other, "f")
    finally:
        zygote.budget = whole

    assert Verdict.TIMED_OUT is error.verdict
    assert "importing the file took more than 0.3 s" == error.sentence


def test_errors_of_the_suite_are_ours(worker):
    """An argument that cannot cross is the test's fault and not the submission's."""
    with pytest.raises(NotPlainError):
        worker.call("add", (object(),), {})
    assert 2.0 == worker.call("add", (1.0,), {})


def test_a_busy_worker_can_be_stopped(worker):
    """Stopping a worker after a call that never ends leaves no process, and the next call starts another."""
    failure_of(worker, "hang", seconds=0.2)
    worker.stop()

    assert worker.process is None
    assert 1 == worker.call("counting", (), {})
