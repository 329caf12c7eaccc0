"""Whose mistake a failed test is: charged once to the exercise it belongs to, and carried forward after that.

An answer that is right but for a mistake charged before passes; every other failure gets the hint of the
mistake that explains it, if that is one of its own exercise: another exercise's, which was not charged there,
was not made there. Which mistakes explain the calls of a test is found in `mistakes`.
"""

from __future__ import annotations

from collections import Counter

from autograder.checking.outcomes import Outcome
from autograder.checking.run import Run
from autograder.checking.suite import Place
from autograder.model import Verdict


def charge(run: Run, place: Place, outcome: Outcome) -> None:
    """Look for the known mistakes behind a failed test, and settle what they make of it."""
    if run.mistakes is None:
        return
    asked, functions = run.reference.calls if run.reference is not None else [], place.exercise.functions
    found = run.mistakes.matching(run.runner.calls, run.charged, asked, functions) if run.runner.calls else []
    own = [m for m in found if m.functions & set(place.exercise.functions)]
    carried = [m for m in found if m.name in run.charged and m not in own]
    if carried:
        outcome.verdict = Verdict.PASSED
        outcome.message = (
            "right, given the mistake made earlier in "
            f"{', '.join(sorted(carried[0].functions))}: it is not counted twice"
        )
        return
    run.charged.update({m.name: m for m in own})
    outcome.candidates = own
    if own:
        outcome.hint = own[0].hint


def settle_hints(run: Run) -> None:
    """Choose each failed test's hint: the mistake that explains most failures of its exercise."""
    votes: Counter[tuple[str, str]] = Counter()
    for test, outcome in run.outcomes.items():
        votes.update((run.places[test].exercise.name, m.name) for m in outcome.candidates)
    for test, outcome in run.outcomes.items():
        name = run.places[test].exercise.name
        if outcome.candidates:
            best = max(outcome.candidates, key=lambda m: votes[name, m.name])
            outcome.hint = best.hint
