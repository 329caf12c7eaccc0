"""What is shown while and after grading."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from autograder.course import Course
from autograder.grading.batch import Finished, Job
from autograder.grading.display import ROWS, follow, report_table, summary
from autograder.grading.lines import Line, line_of
from autograder.isolation.sandbox import Level
from autograder.model import Assignment, Report, Submission, TestResult, Verdict

COURSE = Course(Path())


def result(verdict: Verdict, exercise: str = "scale", message: str = "", hint: str = "") -> TestResult:
    return TestResult(exercise, "test", verdict, 10.0 * (verdict == "passed"), 10.0, message, hint)


def report(*results: TestResult, student: str = "ann", assignment: str = "01_toy") -> Report:
    score = sum(one.points for one in results)
    possible = sum(one.max_points for one in results)
    return Report(1, student, assignment, score, possible, results, "A", 0, {}, "", datetime.now(UTC))


def finished(found: Report | None, assignment: str = "01_toy") -> Finished:
    submission = Submission("ann", assignment, "", None, None, Path())
    job = Job(COURSE, Assignment("01_toy", Path()), submission, 0, Level.A, "", {})
    return Finished(job, found, () if found else ("our error",))


def lines(*reports: Report) -> list[Line]:
    return [line_of(one, COURSE) for one in reports]


def printed(what: object, *, terminal: bool = False) -> str:
    out = io.StringIO()
    Console(file=out, width=100, force_terminal=terminal).print(what)
    return out.getvalue()


PASSED = result(Verdict.PASSED)


def test_the_table_is_sorted_and_plain():
    """Names and messages are printed as they are, never as markup."""
    odd = report(result(Verdict.REFUSED, message="[red]no[/red] [b]"), student="z[bold]z")
    shown = printed(report_table(lines(odd, report(PASSED))))

    assert shown.index("ann") < shown.index("z[bold]z")
    assert "[red]no[/red] [b]" in shown
    assert "10/10" in shown
    assert "assignment" not in shown


def test_several_assignments_are_told_apart():
    """With reports of several assignments there is a column for them."""
    shown = printed(report_table(lines(report(PASSED), report(PASSED, assignment="02_more"))))

    assert "assignment" in shown
    assert shown.index("01_toy") < shown.index("02_more")


def test_a_large_class_is_cut():
    """The table stays readable; the reports hold the rest."""
    class_ = lines(*(report(PASSED, student=f"student{i:03d}") for i in range(ROWS + 5)))

    assert ROWS == report_table(class_).row_count


def test_the_summary_counts():
    """Submissions, their median, and what was kept or failed."""
    three = lines(report(PASSED), report(PASSED, result(Verdict.WRONG)), report(result(Verdict.WRONG)))

    assert "3 submissions, median 50 %" == summary(three, 0, 0)
    assert "1 submission, median 100 %, 1 of them graded before" == summary(lines(report(PASSED)), 1, 0)
    assert "2 not graded through our own failure" in summary(three, 0, 2)
    assert "no reports; 1 failure of ours" == summary([], 0, 1)
    assert "median 0 %" in summary(lines(replace(report(PASSED), max_score=0.0)), 0, 0)


def test_progress_passes_everything_on():
    """On a terminal and elsewhere each finished job comes through, and what is notable is counted."""
    jobs = [finished(report(PASSED)), finished(report(result(Verdict.TIMED_OUT))), finished(None)]
    for terminal in (False, True):
        out = io.StringIO()
        console = Console(file=out, width=100, force_terminal=terminal)

        assert jobs == list(follow(iter(jobs), {"01_toy": 3}, console))
        assert ("graded 3 of 3" in out.getvalue()) is not terminal
        assert ("01_toy" in out.getvalue()) is terminal
        if not terminal:
            assert "1 grader errors, 1 timed out" in out.getvalue()


def test_progress_is_told_per_assignment():
    """With several assignments each has its own count beside that of all."""
    jobs = [finished(report(PASSED)), finished(report(PASSED), "02_conv"), finished(None, "02_conv")]
    for terminal in (False, True):
        out = io.StringIO()
        list(
            follow(
                iter(jobs),
                {"01_toy": 1, "02_conv": 2},
                Console(file=out, width=100, force_terminal=terminal),
            )
        )
        if not terminal:
            assert ["graded 3 of 3", "  01_toy 1 of 1", "  02_conv 2 of 2  1 grader errors"] == [
                line.partition(",")[0] for line in out.getvalue().splitlines()
            ]
        assert all(name in out.getvalue() for name in ("01_toy", "02_conv"))
