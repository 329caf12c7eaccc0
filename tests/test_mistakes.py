"""Finding the known mistake that gives exactly a submission's answers."""

from pathlib import Path

import numpy as np
import pytest

from autograder.checking.mistakes import Mistakes, lay_over
from autograder.checking.runners import Functions, InProcess
from autograder.isolation.failures import SubmissionError
from autograder.isolation.loading import Source
from autograder.isolation.messages import Failure
from autograder.model import Assignment, CourseError, Verdict

REFERENCE = '''
import numpy as np

def inner(x):
    """Twice."""
    return 2 * x

def outer(x):
    return inner(x) + 1

def apart(x):
    return -x
'''
WRONG = {
    "inner_adds": '"""It adds;\n  multiply."""\ndef inner(x):\n    return x + 2\n',
    "inner_thrice": '"""Three times."""\ndef inner(x):\n    return 3 * x\n',
    "inner_raises": '"""It raises."""\ndef inner(x):\n    raise ValueError("too small")\n',
    "outer_forgets": (
        '"""The one is missing."""\ndef _help(x):\n    return inner(x)\n\n'
        "def outer(x):\n    return _help(x)\n"
    ),
    "apart_writes": '"""It writes."""\ndef apart(x):\n    x *= -1\n    return x.copy()\n',
    "apart_opaque": '"""It returns an object."""\ndef apart(x):\n    return object()\n',
}
X = np.array([1.0, 5.0])


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    folder = tmp_path / "01_small"
    (folder / "wrong").mkdir(parents=True)
    for name, text in WRONG.items():
        (folder / "wrong" / f"{name}.py").write_text(text, encoding="utf-8")
    return Assignment("01_small", folder)


@pytest.fixture
def mistakes(assignment: Assignment) -> Mistakes:
    return Mistakes(assignment, Source("small", REFERENCE, "small.py"))


def calls_of(text: str, *calls: tuple[str, np.ndarray]) -> list:
    """Run calls on a submission and return what was written down."""
    runner = InProcess(Source("mine", f"{REFERENCE}\n{text}", "mine.py"))
    for name, x in calls:
        try:
            getattr(Functions(runner), name)(x)
        except Exception:  # noqa: BLE001 (it is written down)
            continue
    return runner.calls


def names(found: list) -> list[str]:
    return [mistake.name for mistake in found]


def test_equal_answers_find_the_mistake(mistakes):
    """Written otherwise, the same wrong answers are the same mistake."""
    calls = calls_of("def inner(x):\n    return x - (-2)\n", ("inner", X), ("inner", 2 * X))

    assert ["inner_adds"] == names(mistakes.matching(calls))


def test_right_answers_find_nothing(mistakes):
    """Answers that equal the reference's are nobody's mistake, nor is an empty test."""
    assert [] == mistakes.matching(calls_of("", ("inner", X)))
    assert [] == mistakes.matching([])


def test_answers_of_its_own_find_nothing(mistakes):
    """A mistake that nobody knew has no hint."""
    assert [] == mistakes.matching(calls_of("def inner(x):\n    return 7 * x\n", ("inner", X)))


def test_all_calls_of_a_test_have_to_agree(mistakes):
    """One call may be explained by two mistakes; the next one tells them apart."""
    one = np.array([1.0])
    thrice = "def inner(x):\n    return 3 * x\n"

    assert ["inner_adds", "inner_thrice"] == names(mistakes.matching(calls_of(thrice, ("inner", one))))
    assert ["inner_thrice"] == names(mistakes.matching(calls_of(thrice, ("inner", one), ("inner", X))))


def test_mistakes_are_found_through_other_functions(mistakes):
    """A function that builds on a wrong one gives the wrong one's mistake."""
    found = mistakes.matching(calls_of("def inner(x):\n    return 3 * x\n", ("outer", X)))

    assert ["inner_thrice"] == names(found)
    assert {"inner"} == found[0].functions
    assert ["outer_forgets"] == names(
        mistakes.matching(calls_of("def outer(x):\n    return 2 * x\n", ("outer", X)))
    )


def test_a_mistake_is_looked_for_where_it_may_be(mistakes):
    """With functions named, other functions' mistakes are found only when they are likely ones."""
    calls = calls_of("def inner(x):\n    return 3 * x\n", ("outer", X))

    assert [] == mistakes.matching(calls, functions=["outer"])
    assert ["inner_thrice"] == names(mistakes.matching(calls, functions=["inner"]))
    assert ["inner_thrice"] == names(mistakes.matching(calls, {"inner_thrice"}, functions=["outer"]))


def test_only_what_a_call_can_meet_is_tried(mistakes, assignment):
    """A mistake of another function is not even run."""
    trap = assignment.folder / "wrong/apart_trap.py"
    trap.write_text(
        '"""A trap."""\nraise KeyboardInterrupt\n\ndef apart(x):\n    return x\n', encoding="utf-8"
    )

    assert ["inner_thrice"] == names(
        mistakes.matching(calls_of("def inner(x):\n    return 3 * x\n", ("inner", X)))
    )


def test_the_likely_ones_are_asked_first(mistakes):
    """When a mistake already made explains the answers, no other is looked for."""
    calls = calls_of("def inner(x):\n    return 3 * x\n", ("inner", np.array([1.0])))

    assert ["inner_thrice"] == names(mistakes.matching(calls, {"inner_thrice"}))


def test_the_same_error_is_the_same_mistake(mistakes):
    """Kind and words of an exception count as an answer, at home and from a worker."""
    calls = calls_of("def inner(x):\n    raise ValueError('too small')\n", ("inner", X))

    assert ["inner_raises"] == names(mistakes.matching(calls))
    calls[0].error = SubmissionError(Verdict.RAISED, Failure("ValueError", "ValueError", "too small"))
    assert ["inner_raises"] == names(mistakes.matching(calls))
    calls[0].error = SubmissionError(Verdict.RAISED, Failure("ValueError", "ValueError", "too large"))
    assert [] == mistakes.matching(calls)
    calls[0].error = SubmissionError(Verdict.TIMED_OUT)
    assert [] == mistakes.matching(calls)


def test_what_a_mistake_writes_does_not_reach_the_next(mistakes):
    """Each mistake is asked with inputs of its own."""
    x = X.copy()
    calls = calls_of("def apart(x):\n    return 9 * x\n", ("apart", x), ("apart", x))

    assert [] == mistakes.matching(calls)
    assert np.array_equal(X, x)
    assert np.array_equal(X, calls[0].args[0])


def test_float32_is_compared_coarsely(mistakes):
    """Another order of summation in float32 is still the same mistake; in float64 it is not."""
    text = "def inner(x):\n    return (3 * x * (1 + 1e-6)).astype(x.dtype)\n"

    assert ["inner_thrice"] == names(mistakes.matching(calls_of(text, ("inner", X.astype(np.float32)))))
    assert [] == mistakes.matching(calls_of(text, ("inner", X)))


def test_a_hint_is_one_line(mistakes):
    """The docstring of the file is the hint, whatever its line breaks."""
    known = {mistake.name: mistake for mistake in mistakes.known()}

    assert sorted(WRONG) == list(known)
    assert "It adds; multiply." == known["inner_adds"].hint
    assert {"outer"} == known["outer_forgets"].functions


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("def inner(x):\n    return x\n", "its hint is missing"), ('"""Hint."""\ndef f(:\n', "not Python")],
)
def test_a_file_that_is_no_mistake_is_refused(tmp_path, text, sentence):
    """Authors are told file and line."""
    file = tmp_path / "odd.py"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CourseError, match=sentence) as caught:
        lay_over(Source("small", REFERENCE, "small.py"), file)

    assert str(caught.value).startswith(f"{file}:")


def test_what_the_reference_was_asked_in_the_test_is_not_asked_again(mistakes, monkeypatch):
    """Its answer to the very same objects is taken as it is; other objects are asked about."""
    calls = calls_of("def inner(x):\n    return 3 * x\n", ("inner", X))
    asked = calls_of("", ("inner", X), ("inner", X.copy()))
    other = calls_of("", ("inner", X.copy()), ("outer", X))
    again = []
    outcome = Mistakes._outcome

    def noted(self, mistake, *rest):
        again.extend([] if mistake else rest)
        return outcome(self, mistake, *rest)

    monkeypatch.setattr(Mistakes, "_outcome", noted)

    assert ["inner_thrice"] == names(mistakes.matching(calls, (), asked))
    assert [] == again
    assert ["inner_thrice"] == names(mistakes.matching(calls, (), other))
    assert 1 == len(again)


def test_what_took_long_is_run_once(mistakes, monkeypatch):
    """Who fails on the same input later is held against what the mistakes made of it before."""
    monkeypatch.setattr("autograder.checking.mistakes._LONG_SECONDS", -1.0)
    first = mistakes.matching(calls_of("def inner(x):\n    return 3 * x\n", ("inner", X)))
    monkeypatch.setattr(Mistakes, "_run", None)

    assert first == mistakes.matching(calls_of("def inner(x):\n    return x * 3\n", ("inner", X.copy())))
    assert ["inner_adds"] == names(
        mistakes.matching(calls_of("def inner(x):\n    return x + 2\n", ("inner", X)))
    )
    with pytest.raises(TypeError):
        mistakes.matching(calls_of("def inner(x):\n    return x * 3\n", ("inner", X + 1)))
