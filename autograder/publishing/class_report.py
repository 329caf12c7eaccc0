"""How a class did, on one page for instructors: scores, tests, who is stuck where, what could not be graded.

Made from reports alone; nothing is run. The numbers about tests come from
`autograder.publishing.item_analysis`, the pictures from `autograder.publishing.plots`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from statistics import mean, median

from autograder.checking.wording import plural
from autograder.course import Course
from autograder.grading.policy import grade_of, is_empty
from autograder.model import Assignment, Report, Verdict
from autograder.publishing.feedback import Quartiles, quartiles, share_of
from autograder.publishing.item_analysis import Item, items_of
from autograder.publishing.naming import title_of
from autograder.publishing.plots import histogram

STUCK = 0.5
"""Who has a smaller share of an exercise's points is stuck in it."""
SLOWEST = 8


@dataclass(frozen=True, slots=True)
class Stuck:
    """An exercise, and who has less than half of its points."""

    exercise: str
    students: int
    average: float
    """Mean share of its points."""
    stuck: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AssignmentReport:
    """One assignment, as the class did in it."""

    assignment: str
    title: str
    shares: tuple[float, ...]
    """Of the points, after the late rule; who handed in nothing is left out."""
    late: int
    nothing: tuple[str, ...]
    """Who handed in nothing."""
    refused: tuple[tuple[str, str], ...]
    """Whose submission could not be graded, and why."""
    ungraded: tuple[str, ...]
    """Who handed something in and has no report: a failure of the grader, or not graded yet."""
    items: tuple[Item, ...]
    stuck: tuple[Stuck, ...]

    @property
    def average(self) -> float:
        """Mean share."""
        return mean(self.shares) if self.shares else 0.0

    @property
    def middle(self) -> float:
        """Median share."""
        return median(self.shares) if self.shares else 0.0

    @property
    def quartiles(self) -> Quartiles | None:
        """Of the shares."""
        return quartiles(self.shares)

    @property
    def slowest(self) -> list[Item]:
        """The tests that take the most CPU time, by their median."""
        return sorted(self.items, key=lambda one: -one.seconds)[:SLOWEST]

    @property
    def plot(self) -> str:
        """The histogram of the shares, as SVG."""
        label = (
            f"Histogram of {plural(len(self.shares), 'score')}: "
            f"median {100 * self.middle:.0f} percent, mean {100 * self.average:.0f} percent of the points"
        )
        return histogram(self.shares, label)


def report_on(
    assignment: Assignment,
    reports: Sequence[Report],
    handed_in: Collection[str],
    course: Course,
    name_of: Callable[[str], str] = str,
) -> AssignmentReport:
    """Put together what one assignment's reports say.

    Parameters
    ----------
    assignment : Assignment
        Its folder below ``solutions/``, for its title.
    reports : sequence of Report
        One for each student.
    handed_in : collection of str
        Who handed something in.
    course : Course
        For the late rule.
    name_of : callable
        Student to the name people read.
    """
    taken = [report for report in reports if not is_empty(report)]
    read = [report for report in taken if not _refusal(report)]
    grades = [grade_of(report, course) for report in taken]
    graded = {report.student for report in reports}
    return AssignmentReport(
        assignment=assignment.name,
        title=title_of(assignment),
        shares=tuple(share_of(grade.score, grade.max_score) for grade in grades),
        late=sum(grade.late_submission_penalty > 0 for grade in grades),
        nothing=tuple(name_of(report.student) for report in reports if is_empty(report)),
        refused=tuple((name_of(one.student), _refusal(one)) for one in taken if _refusal(one)),
        ungraded=tuple(name_of(student) for student in sorted(set(handed_in) - graded)),
        items=tuple(items_of(read)),
        stuck=tuple(_stuck(read, name_of)),
    )


def _refusal(report: Report) -> str:
    """Say why no test of a submission could be run; empty when some could."""
    if report.results and all(one.verdict is Verdict.REFUSED for one in report.results):
        return report.results[0].message or "no reason is given"
    return ""


def _stuck(reports: Iterable[Report], name_of: Callable[[str], str]) -> list[Stuck]:
    shares: dict[str, dict[str, float]] = {}
    for report in reports:
        points: dict[str, tuple[float, float]] = {}
        for one in report.results:
            earned, most = points.get(one.exercise, (0.0, 0.0))
            points[one.exercise] = (earned + one.points, most + one.max_points)
        for exercise, (earned, most) in points.items():
            shares.setdefault(exercise, {})[report.student] = share_of(earned, most)
    return [
        Stuck(
            exercise=exercise,
            students=len(by_student),
            average=mean(by_student.values()),
            stuck=tuple(name_of(student) for student, share in by_student.items() if share < STUCK),
        )
        for exercise, by_student in shares.items()
    ]
