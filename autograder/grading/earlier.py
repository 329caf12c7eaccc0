"""Keep what an earlier report says of tests that have not changed, and see which others that touches.

A test stands alone but for four things: which mistakes were charged before it, how many tests of its exercise
have timed out, whether a speed test's exercise was right, and the time left to the submission. Each is
followed here, so that grading a few classes again and merging gives what grading everything again would give,
unless the student's code keeps state from call to call. Nothing is run here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from autograder.checking.mistakes import Mistake
from autograder.checking.outcomes import NOT_RUN, Outcome
from autograder.checking.run import TIMEOUTS_ALLOWED, Run
from autograder.checking.suite import Place
from autograder.model import Report, TestResult, Verdict

_EXPLAINED = (Verdict.WRONG, Verdict.RAISED, Verdict.REFUSED)


def usable(report: Report) -> bool:
    """Say whether parts of a report can be kept: none can when the submission ran out of time."""
    return not any(r.verdict is Verdict.TIMED_OUT and r.message.startswith(NOT_RUN) for r in report.results)


class Earlier:
    """The results of an earlier report, offered test by test in the order of the suite.

    Parameters
    ----------
    report : Report
        With the same base as what is graded now.
    changed : collection of str
        Test classes whose results are not to be kept.
    tests : collection of str
        All tests of the suite as it is now.
    mistakes : mapping of str to Mistake
        The known ones by name.
    """

    def __init__(
        self,
        report: Report,
        changed: Collection[str],
        tests: Collection[str],
        mistakes: Mapping[str, Mistake],
    ) -> None:
        self._results = {result.test: result for result in report.results}
        self._changed = changed
        self._mistakes = mistakes
        self._charged_otherwise = any(r.mistakes for r in report.results if r.test not in tests)
        """Whether some test before has been charged with other mistakes than it was."""
        self._last: str | None = None

    def offer(self, run: Run, place: Place) -> Outcome | None:
        """Return what became of a test, or None when it has to be run; ask for every test, in order."""
        self._look_back(run)
        self._last = place.test
        old = self._results.get(place.test)
        if old is None or place.test.partition("::")[0] in self._changed:
            return None
        if run.timeouts[place.exercise.name] >= TIMEOUTS_ALLOWED:
            return None
        if place.is_speed and (run.failed(place.exercise.name) or not _was_timed(old)):
            return None
        explained = old.verdict in _EXPLAINED or (old.verdict is Verdict.PASSED and old.message)
        if explained and self._charged_otherwise:
            return None
        return Outcome(
            verdict=old.verdict,
            message=old.message,
            candidates=[self._mistakes[name] for name in old.mistakes],
            cpu_seconds=old.cpu_seconds,
            hint=old.hint,
            ratio=old.ratio,
            limit=old.limit,
        )

    def _look_back(self, run: Run) -> None:
        """Compare what the test before was charged with to what the report says."""
        if self._last is None or self._charged_otherwise:
            return
        now = run.outcomes[self._last]
        old = self._results.get(self._last)
        before = set(old.mistakes) if old is not None else set()
        self._charged_otherwise = before != {mistake.name for mistake in now.candidates}


def _was_timed(result: TestResult) -> bool:
    """Say whether a speed test was run, and not left out because of others."""
    return result.ratio is not None or result.verdict is Verdict.PASSED
