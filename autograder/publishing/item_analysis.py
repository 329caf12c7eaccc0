"""What a class's results say about the tests: how many pass each, and whether the better students do.

Numbers only; the page is `autograder.publishing.class_report`. Submissions that could not be read say nothing
about a test and are left out by the caller.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from autograder.model import Report, TestResult, Verdict
from autograder.publishing.feedback import WORDS
from autograder.publishing.naming import test_names

FEW = 10
"""With fewer students a correlation says nothing."""


@dataclass(frozen=True, slots=True)
class Item:
    """One test, as the class did in it.

    Parameters
    ----------
    students, passed : int
        How many took it, and passed.
    discrimination : float or None
        Point-biserial correlation of passing with the points in all other tests, -1 to 1; None where all or
        none passed, where the others have all the same points, and for fewer than `FEW` students.
    mistake : str
        The commonest known mistake by name, or the commonest verdict.
    hint : str
        What students were told about it; may be empty.
    mistaken : int
        How many made it.
    seconds : float
        Median CPU seconds.
    slowest : float
        Largest CPU seconds.
    too_slow : int
        How many were right but too slow.
    """

    exercise: str
    test: str
    name: str
    max_points: float
    students: int
    passed: int
    discrimination: float | None
    mistake: str
    hint: str
    mistaken: int
    seconds: float
    slowest: float
    too_slow: int

    @property
    def share(self) -> float:
        """Of the students, between 0 and 1."""
        return self.passed / self.students if self.students else 0.0


def items_of(reports: Sequence[Report]) -> list[Item]:
    """Analyse the tests of one assignment, in the suite's order.

    Parameters
    ----------
    reports : sequence of Report
        Of one assignment; of several versions of its suite, the tests of all are taken.
    """
    results: dict[str, dict[str, TestResult]] = {}
    for report in reports:
        for result in report.results:
            results.setdefault(result.test, {})[report.student] = result
    points = {report.student: sum(one.points for one in report.results) for report in reports}
    names = test_names(results)
    return [_item(names[test], by_student, points) for test, by_student in results.items()]


def discrimination(passed: Sequence[bool], rest: Sequence[float]) -> float | None:
    """Return the point-biserial correlation of passing one test with the points in all others.

    It is Pearson's correlation with a variable of zeros and ones.
    """
    right, others = np.asarray(passed, float), np.asarray(rest, float)
    if len(right) < FEW or np.ptp(right) == 0 or np.ptp(others) < 1e-9:
        return None
    return float(np.corrcoef(right, others)[0, 1])


def _item(name: str, by_student: Mapping[str, TestResult], points: Mapping[str, float]) -> Item:
    results = list(by_student.values())
    first = results[0]
    passed = [one.verdict is Verdict.PASSED for one in results]
    lost = Counter(_reason(one) for one in results if one.verdict is not Verdict.PASSED)
    (mistake, hint), mistaken = lost.most_common(1)[0] if lost else (("", ""), 0)
    times = [one.cpu_seconds for one in results]
    return Item(
        exercise=first.exercise,
        test=first.test,
        name=name,
        max_points=first.max_points,
        students=len(results),
        passed=sum(passed),
        discrimination=discrimination(passed, [points[s] - r.points for s, r in by_student.items()]),
        mistake=mistake,
        hint=hint,
        mistaken=mistaken,
        seconds=median(times),
        slowest=max(times),
        too_slow=sum(one.verdict is Verdict.TOO_SLOW for one in results),
    )


def _reason(result: TestResult) -> tuple[str, str]:
    """Name why a test failed, and the hint."""
    return (result.mistakes[0] if result.mistakes else WORDS[result.verdict]), result.hint
