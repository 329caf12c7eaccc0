"""The table of points at the end of a run, and what to do next."""

from fractions import Fraction
from pathlib import Path

from autograder.checking.outcomes import Outcome, Run
from autograder.checking.progress import next_step, table
from autograder.checking.runners import InProcess
from autograder.checking.suite import Place
from autograder.isolation.loading import Source
from autograder.model import Exercise, Verdict

SUITE = Path("assignments/01_toy/test_public.py")


def run_of(*tests: tuple[str, int, Verdict]) -> Run:
    """Make a run whose tests have come out as given: exercise, points (thirds), verdict."""
    run = Run(InProcess(Source("mine", "", "mine.py")))
    for i, (name, thirds, verdict) in enumerate(tests):
        exercise = Exercise(name, Fraction(10), (name,))
        run.places[f"test_{i}"] = Place(exercise, f"test_{i}", Fraction(thirds, 3), False, "")
        run.outcomes[f"test_{i}"] = Outcome(verdict)
    return run


def test_the_table_adds_up_without_rounding():
    """Thirds of points add up to whole ones; columns are aligned; the order is the suite's."""
    passed, wrong, waiting = Verdict.PASSED, Verdict.WRONG, Verdict.NOT_IMPLEMENTED
    run = run_of(
        ("softmax", 10, passed),
        ("softmax", 10, passed),
        ("softmax", 10, passed),
        ("heads", 10, passed),
        ("heads", 20, wrong),
        ("mask", 30, waiting),
        ("rest", 1, waiting),
        ("rest", 1, wrong),
    )

    assert [
        "  softmax     10 of    10",
        "  heads     3.33 of    10  1 test to go",
        "  mask         0 of    10  not implemented yet",
        "  rest         0 of  0.67  2 tests to go",
        "  all      13.33 of 30.67",
    ] == table(run)


def test_the_next_step_is_the_first_that_is_not_done():
    """It names the exercise, the command and the handout."""
    run = run_of(("softmax", 3, Verdict.PASSED), ("heads", 3, Verdict.WRONG), ("mask", 3, Verdict.WRONG))
    said = next_step(run, SUITE)

    assert said.startswith("next: heads (pytest assignments/01_toy -k heads")
    assert "assignments/01_toy/README.md" in said


def test_when_all_is_done_it_says_so():
    """There is no next step after the last."""
    assert "everything here is done" == next_step(run_of(("softmax", 3, Verdict.PASSED)), SUITE)
