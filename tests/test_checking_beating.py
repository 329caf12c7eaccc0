"""Public speed tests, in this process."""

import numpy as np
import pytest

from autograder.checking.beating import Beat
from autograder.checking.runners import InProcess
from autograder.isolation.failures import SubmissionError
from autograder.isolation.loading import Source
from autograder.model import Verdict


def loop_over_rows(x):
    """Take one norm after the other."""
    return np.array([np.sqrt((row * row).sum()) for row in x])


def build(rng):
    """Return about two thousand rows."""
    return (rng.standard_normal((int(rng.integers(1900, 2100)), 3)),), {}


def beat(text):
    """Return the fixture for a text."""
    runner = InProcess(Source("norms", "import numpy as np\n" + text, "norms.py"))
    return Beat(runner, np.random.default_rng(3))


def test_whole_arrays_beat_the_loop():
    """A vectorised function passes and the share is returned."""
    share = beat("def norms(x): return np.sqrt((x * x).sum(axis=1))")("norms", build, slow=loop_over_rows)
    assert 0 < share < 0.6


def test_a_loop_does_not():
    """A slower loop is told by how much, by name and without a time."""
    text = "def norms(x): return np.array([np.linalg.norm([float(v) for v in row]) for row in x])"
    with pytest.raises(SubmissionError) as caught:
        beat(text)("norms", build, slow=loop_over_rows, share=0.3)
    assert caught.value.verdict is Verdict.TOO_SLOW
    assert "times as long as loop_over_rows of cases.py on the same inputs" in caught.value.sentence
    assert "at most 0.3 times" in caught.value.sentence


def test_a_hopeless_loop_is_called_once():
    """What is far too slow is not measured again."""
    playing = beat(
        "count = 0\ndef norms(x):\n    global count\n    count += 1\n    return [sum(range(300)) for _ in x]"
    )
    with pytest.raises(SubmissionError):
        playing("norms", build, slow=lambda x: x.sum())
    assert playing.runner.program().module.count == 1


def test_what_is_twice_as_fast_as_asked_is_called_once():
    """A function that is clearly fast enough does not cost a student more than one comparison."""
    playing = beat("count = 0\ndef norms(x):\n    global count\n    count += 1\n    return x")
    playing("norms", build, slow=loop_over_rows)
    assert playing.runner.program().module.count == 1


def test_exceptions_pass_through():
    """A stub is not implemented, not slow."""
    with pytest.raises(NotImplementedError):
        beat("def norms(x): raise NotImplementedError")("norms", build, slow=loop_over_rows)


def test_changed_inputs_stay_with_the_student():
    """The loop sees the inputs as they were built, whatever the function did to its copies."""
    seen = []
    playing = beat("def norms(x):\n    x[:] = 0\n    return x")
    playing("norms", build, slow=lambda x: (seen.append(x.any()), loop_over_rows(x)))
    assert all(seen)
