"""Failures as workers report them: what of them can be, and their verdicts."""

import pytest

from autograder.isolation.messages import Failure
from autograder.isolation.verdicts import possible, verdict_of
from autograder.model import Verdict

TEXT = "def f():\n    pass\n"


@pytest.mark.parametrize(
    ("reported", "kept"),
    [
        (("ValueError", 2), ("ValueError", 2)),
        (("Forbidden", 3), ("Forbidden", 3)),
        (("x = 3.25", 1), ("Exception", 1)),
        (("ValueError", 4), ("ValueError", None)),
        (("ValueError", None), ("ValueError", None)),
    ],
)
def test_what_cannot_be_is_dropped(reported, kept):
    """A kind that is no built-in error, or a line the file lacks, could carry a hidden test's inputs."""
    kind, line = reported
    failure = possible(Failure(kind, "Mine", "text", line), TEXT)

    assert kept == (failure.kind, failure.line)
    assert ("Mine", "text") == (failure.name, failure.text)


@pytest.mark.parametrize(
    ("kind", "text", "verdict"),
    [
        ("NotImplementedError", "", Verdict.NOT_IMPLEMENTED),
        ("MemoryError", "", Verdict.OUT_OF_MEMORY),
        ("RuntimeError", "DefaultCPUAllocator: can't allocate memory", Verdict.OUT_OF_MEMORY),
        ("RuntimeError", "shapes differ", Verdict.RAISED),
    ],
)
def test_each_failure_has_its_verdict(kind, text, verdict):
    """A stub and a lack of memory are told apart from other exceptions, torch's own words for it included."""
    assert verdict is verdict_of(Failure(kind, kind, text))
