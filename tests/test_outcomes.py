"""What a test's end means: verdicts, messages that keep hidden things hidden, mistakes counted once."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from autograder.checking.mismatch import Difference, Mismatch
from autograder.checking.outcomes import Run, TimedOutError
from autograder.checking.runners import Functions, ImportFailedError, InProcess
from autograder.checking.suite import Place
from autograder.course import Course, Limits
from autograder.grading.lane import Graded, Lane
from autograder.isolation.failures import IsolationError, SubmissionError
from autograder.isolation.loading import Source
from autograder.isolation.wire import Failure
from autograder.model import Assignment, Exercise, Verdict

REFERENCE = """
import numpy as np

def first(x):
    return 2 * x

def second(x):
    return first(x) + 1

def third(x):
    if x.size == 0:
        raise ValueError("no values")
    return second(x) * first(x)
"""
SUITE = """
from autograder.checking import assert_raises, exercise
import numpy as np

@exercise("first", points=40)
class TestFirst:
    def test_values(self, compare, rng):
        compare("first", rng.standard_normal((2, 3)))

    def test_more(self, compare, rng):
        compare("first", rng.standard_normal((5,)))

@exercise("second", points=30)
class TestSecond:
    def test_values(self, compare, rng):
        compare("second", rng.standard_normal((2, 3)))

@exercise("third", points=30)
class TestThird:
    def test_values(self, compare, rng):
        compare("third", rng.standard_normal((2, 3)))

    def test_empty(self, submission):
        assert_raises(ValueError, submission.third, np.zeros(0))
"""
WRONG = {
    "first_thrice": '"""Three times."""\ndef first(x):\n    return 3 * x\n',
    "first_adds": '"""It adds."""\ndef first(x):\n    return x + 2\n',
    "second_forgets": '"""The one is missing."""\ndef second(x):\n    return first(x)\n',
}


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lane]:
    """Give a lane of an assignment whose exercises build on each other."""
    folder = tmp_path_factory.mktemp("chain") / "01_chain"
    (folder / "wrong").mkdir(parents=True)
    (folder / "chain.py").write_text(REFERENCE, encoding="utf-8")
    (folder / "test_hidden.py").write_text(SUITE, encoding="utf-8")
    for name, text in WRONG.items():
        (folder / "wrong" / f"{name}.py").write_text(text, encoding="utf-8")
    course = Course(folder.parent, limits=Limits(call_seconds=5, import_seconds=5))
    with Lane(Assignment("01_chain", folder), course, seed=3) as lane:
        yield lane


def points(graded: Graded) -> dict[str, float]:
    assert () == graded.errors
    earned: dict[str, float] = {}
    for result in graded.results:
        earned[result.exercise] = earned.get(result.exercise, 0) + result.points
    return earned


def test_an_error_is_carried_forward(chain):
    """A mistake in the first exercise costs the first; what builds on it is right, given the mistake."""
    graded = chain.grade(f"{REFERENCE}\ndef first(x):\n    return 3 * x\n")
    carried = [result for result in graded.results if result.exercise != "first"]

    assert {"first": 0, "second": 30, "third": 30} == points(graded)
    assert {"Three times."} == {result.hint for result in graded.results if result.exercise == "first"}
    assert "right, given the mistake made earlier in first: it is not counted twice" == carried[0].message


def test_a_mistake_of_its_own_is_still_counted(chain):
    """What builds on a mistake and adds another loses its points as well."""
    graded = chain.grade(
        f"{REFERENCE}\ndef first(x):\n    return 3 * x\n\ndef second(x):\n    return first(x) - 1\n"
    )

    assert {"first": 0, "second": 0, "third": 15} == points(graded)


def test_nothing_is_carried_that_was_not_charged(chain):
    """An answer as after a mistake that the submission did not make is simply wrong, with a hint."""
    graded = chain.grade(f"{REFERENCE}\ndef second(x):\n    return 3 * x + 1\n")
    result = graded.results[2]

    assert {"first": 40, "second": 0, "third": 15} == points(graded)
    assert Verdict.WRONG is result.verdict
    assert "this follows from first: Three times." == result.hint


def test_an_exercise_of_its_own_stands_alone(chain):
    """The mistake of the middle is charged there and carried into the last."""
    graded = chain.grade(f"{REFERENCE}\ndef second(x):\n    return first(x)\n")

    assert {"first": 40, "second": 0, "third": 30} == points(graded)
    assert ("second_forgets",) == graded.hints["TestSecond::test_values"]


def test_an_expected_error_counts(chain):
    """A test that asks for an exception is passed by raising it, in a worker too."""
    graded = chain.grade(REFERENCE.replace("ValueError", "UnicodeError"))
    other = chain.grade(REFERENCE.replace("ValueError", "KeyError"))

    assert 100 == sum(points(graded).values())
    assert 85 == sum(points(other).values())


EXERCISE = Exercise("f", Fraction(10), ("f",))


def place(test: str, *, is_speed: bool = False) -> Place:
    return Place(EXERCISE, test, Fraction(5), is_speed, "")


@pytest.fixture
def hidden() -> Run:
    """Give a run of a hidden suite in which f was called once."""
    ours = "def f(secret):\n    return secret\n"
    harness = "def g(module, x):\n    raise TypeError('f has to return a tuple of three')\n"
    run = Run(InProcess(Source("mine", ours, "mine.py")), InProcess(Source("mine", ours, "mine.py", harness)))
    run.begin(place("test_one"))
    Functions(run.runner).f(np.array([1234.5]))
    return run


def ended(run: Run, error: BaseException | None) -> tuple[Verdict, str]:
    outcome = run.record(place("test_one"), error, 0.5)
    return outcome.verdict, outcome.message


CALL = "f(secret: float64[1])"


@pytest.mark.parametrize(
    ("error", "verdict", "message"),
    [
        (None, Verdict.PASSED, ""),
        (
            Mismatch([Difference("values", "it differs", "1, expected 1234.5")]),
            Verdict.WRONG,
            f"{CALL} differs from the reference\n  values   it differs",
        ),
        (AssertionError("rows should sum to one"), Verdict.WRONG, f"{CALL}: rows should sum to one"),
        (AssertionError("a sentence\nassert 1 == 2"), Verdict.WRONG, f"{CALL}: a sentence"),
        (AssertionError(), Verdict.WRONG, f"{CALL}: the answer is not what the handout asks for"),
        (SubmissionError(Verdict.CRASHED, sentence="it ended"), Verdict.CRASHED, f"{CALL}: it ended"),
        (
            SubmissionError(Verdict.RAISED, Failure("ValueError", "ValueError", "1234.5", 3, "submission")),
            Verdict.RAISED,
            f"{CALL} raised ValueError on line 3 of mine.py",
        ),
        (
            SubmissionError(
                Verdict.RAISED,
                Failure("ValueError", "ValueError", "operands could not be broadcast 1234.5", 3, ""),
            ),
            Verdict.RAISED,
            f"{CALL} raised ValueError on line 3 of mine.py: the shapes of two arrays do not fit together",
        ),
        (
            SubmissionError(
                Verdict.RAISED,
                Failure("TypeError", "TypeError", "f has to return a tuple of three", None, "harness"),
            ),
            Verdict.RAISED,
            f"{CALL} raised TypeError: f has to return a tuple of three",
        ),
        (SubmissionError(Verdict.NOT_IMPLEMENTED), Verdict.NOT_IMPLEMENTED, "not implemented yet"),
        (TimedOutError("was still running"), Verdict.TIMED_OUT, f"{CALL} was still running"),
        (ImportFailedError("no file"), Verdict.RAISED, "no file"),
        (NameError("typo"), Verdict.GRADER_ERROR, "NameError: typo"),
        (IsolationError("no zygote"), Verdict.GRADER_ERROR, "IsolationError: no zygote"),
    ],
)
def test_each_end_has_its_verdict_and_sentence(hidden, error, verdict, message):
    """Passing, differing, raising, crashing and our own faults are told apart, in our own words."""
    assert (verdict, message) == ended(hidden, error)


def test_hidden_messages_repeat_nothing_of_the_students(hidden):
    """Words of an exception could carry the inputs out: neither its text nor a name of its own is shown."""
    for name, text in (("Sum1234", "1234.5"), ("ValueError", "1234.5"), ("ValueError", "secret 1234.5 here")):
        _, message = ended(hidden, SubmissionError(Verdict.RAISED, Failure("ValueError", name, text, 1, "")))

        assert "1234" not in message


def test_public_messages_show_values(hidden):
    """At home nothing is hidden."""
    run = Run(hidden.runner, shows_values=True)
    _, mismatch = ended(run, Mismatch([Difference("values", "it differs", "1, expected 2")]))
    _, raised = ended(
        run, SubmissionError(Verdict.RAISED, Failure("ValueError", "ValueError", "1234.5", 1, ""))
    )

    assert "  values     1, expected 2" in mismatch
    assert "differs from what is expected" in mismatch
    assert "ValueError on line 1: 1234.5" in raised


def test_after_two_timeouts_the_exercise_is_left(hidden):
    """The rest of the exercise is not waited for; other exercises are run."""
    late = SubmissionError(Verdict.TIMED_OUT, sentence="no answer within 2 s")
    for test in ("test_one", "test_two"):
        hidden.begin(place(test))
        hidden.record(place(test), late, 0)
    with pytest.raises(SubmissionError, match="not run: 2 tests of this exercise") as caught:
        hidden.begin(place("test_three"))
    hidden.record(place("test_three"), caught.value, 0)

    assert Verdict.TIMED_OUT is hidden.outcomes["test_three"].verdict
    other = Exercise("g", Fraction(1), ("g",))
    hidden.begin(Place(other, "test_other", Fraction(1), False, ""))


def test_after_its_time_nothing_of_a_submission_is_run(hidden):
    """A submission that has used all its time loses what is left."""
    hidden.deadline = 0.0
    with pytest.raises(SubmissionError, match="already used all of its time") as caught:
        hidden.begin(place("test_two"))

    assert Verdict.TIMED_OUT is caught.value.verdict


def test_speed_waits_for_right_answers(hidden):
    """A speed test is not run when another test of its exercise failed, and says so."""
    hidden.record(place("test_one"), None, 0)
    hidden.begin(place("test_speed", is_speed=True))
    hidden.record(place("test_one"), Mismatch([Difference("values", "it differs")]), 0)
    with pytest.raises(SubmissionError, match="not timed: the exercise's other tests") as caught:
        hidden.begin(place("test_speed", is_speed=True))

    assert Verdict.WRONG is caught.value.verdict


def test_the_race_nearest_to_its_limit_is_kept(hidden):
    """Of several races of a test the one that came closest to its limit is written down."""
    for ratio, limit in ((1.0, 4.0), (3.0, 6.0), (2.0, 6.0)):
        hidden.raced(ratio, limit)
    outcome = hidden.record(place("test_one"), None, 0)

    assert (3.0, 6.0) == (outcome.ratio, outcome.limit)


def test_the_sources_are_small(tmp_path):
    """A run without known mistakes explains nothing and fails nothing."""
    run = Run(InProcess.of(Path(tmp_path / "none.py"), tmp_path / "harness.py"))
    run.record(place("test_one"), Mismatch([Difference("values", "it differs")]), 0)
    run.settle_hints()

    assert "" == run.outcomes["test_one"].hint
    assert "the answer differs" in run.outcomes["test_one"].message
