"""What a run keeps of each report: its line in the table, so that memory does not grow with reports."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.course import Course
from autograder.grading.policy import grade_of
from autograder.model import Report, Verdict


@dataclass(frozen=True, slots=True)
class Line:
    """One submission's line in the table.

    Parameters
    ----------
    assignment, student : str
        As in `Report`.
    share : float
        What was earned in the tests, of 1.
    score, max_score : float
        As in `Grade`: lateness is taken off.
    late_submission_penalty : float
        Points that lateness cost.
    remark : str
        Where it lost its points, in a few words.
    """

    assignment: str
    student: str
    share: float
    score: float
    max_score: float
    late_submission_penalty: float
    remark: str


def line_of(report: Report, course: Course) -> Line:
    """Return a report's line; the grade in it follows the course's late rule."""
    grade = grade_of(report, course)
    return Line(
        assignment=report.assignment,
        student=report.student,
        share=report.score / report.max_score if report.max_score else 0.0,
        score=grade.score,
        max_score=grade.max_score,
        late_submission_penalty=grade.late_submission_penalty,
        remark=remark(report),
    )


def remark(report: Report) -> str:
    """Say in a few words where a submission lost its points."""
    lost = [result for result in report.results if result.verdict is not Verdict.PASSED]
    if not lost:
        return ""
    verdicts = {result.verdict for result in lost}
    first = lost[0]
    if len(verdicts) == 1 and len(lost) == len(report.results):
        return first.message.partition("\n")[0]
    exercises = list(dict.fromkeys(result.exercise for result in lost))
    what = next((result.hint for result in lost if result.hint), str(first.verdict).replace("_", " "))
    names = ", ".join(exercises[:2]) + (f" and {len(exercises) - 2} more" if len(exercises) > 2 else "")
    return f"{names}: {what}"
