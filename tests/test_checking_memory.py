"""The memory of a call, measured from outside on real workers."""

import re
from textwrap import dedent

import numpy as np
import pytest

from autograder.checking.memory import Footprint
from autograder.checking.mismatch import Mismatch
from autograder.checking.run import Run
from autograder.checking.runners import InProcess, Remote
from autograder.isolation.calling import Worker
from autograder.isolation.failures import IsolationError, SubmissionError
from autograder.isolation.forking import Budget, Zygote
from autograder.isolation.loading import Source
from autograder.model import Verdict


def source(text):
    """Return what a worker loads."""
    return Source("distances", "import numpy as np\n" + dedent(text), "distances.py")


REFERENCE = source("def distances(x): return ((x * x).sum(1)[:, None] - 2 * x @ x.T + (x * x).sum(1)) / 1")
PAIRS = "def distances(x): return ((x[:, None] - x[None]) ** 2).sum(-1)"


def build(rng):
    """Return 611 points; their distances take 3 MB."""
    return (rng.standard_normal((611, 5)),), {}


def tiny(rng):
    """Return three points."""
    return (rng.standard_normal((3, 5)),), {}


@pytest.fixture(scope="module")
def zygote():
    """Give a warm process for all tests here."""
    with Zygote("numpy", Budget()) as zygote:
        yield zygote


@pytest.fixture
def footprint(zygote):
    """Prepare the fixture for a text."""

    def prepare(text):
        mine = source(text)
        run = Run(Remote(Worker(zygote, mine)), InProcess(REFERENCE))
        return Footprint(run, zygote, mine, REFERENCE, np.random.default_rng(5))

    return prepare


def test_about_the_same_memory_passes(footprint):
    """Another formula without the large array passes, and the ratio is returned."""
    text = "def distances(x): return np.add.outer((x * x).sum(1), (x * x).sum(1)) - 2 * x @ x.T"
    assert 0 < footprint(text)("distances", build, limit=2, tiny=tiny) < 2


def test_a_large_temporary_is_told(footprint):
    """Building all differences at once needs several times as much; the sentence says how many."""
    prepared = footprint(PAIRS)
    with pytest.raises(SubmissionError) as caught:
        prepared("distances", build, limit=2, tiny=tiny)
    assert caught.value.verdict is Verdict.OUT_OF_MEMORY
    said = r"distances needed \d+\.\d times the reference's memory \(limit 2; x: float64\[611, 5\]\)"
    assert re.fullmatch(said, caught.value.sentence)


def test_a_buffer_from_the_import_counts(footprint):
    """Memory taken before the call is not forgotten."""
    prepared = footprint(f"buffer = np.ones(2**23)\nbuffer = None\n{PAIRS}")
    with pytest.raises(SubmissionError, match="times the reference's memory"):
        prepared("distances", build, limit=2, tiny=tiny)


def test_patched_counters_gain_nothing(footprint):
    """The kernel counts, not Python."""
    text = "import resource, tracemalloc\n"
    text += "resource.getrusage = tracemalloc.get_traced_memory = lambda *_: (0, 0)\n"
    with pytest.raises(SubmissionError, match="times the reference's memory"):
        footprint(text + PAIRS)("distances", build, limit=2, tiny=tiny)


def test_answers_are_compared(footprint):
    """A small wrong answer is wrong."""
    with pytest.raises(Mismatch):
        footprint("def distances(x): return np.zeros((len(x), len(x)))")(
            "distances", build, limit=2, tiny=tiny
        )


def test_inputs_must_be_large_enough(footprint):
    """What the kernel's count cannot tell is an error of the suite."""
    with pytest.raises(IsolationError, match="use larger inputs"):
        footprint(PAIRS)("distances", tiny, limit=2, tiny=tiny)
