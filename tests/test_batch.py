"""Batches: what is to be graded, in which company, and what is lost when a lane dies."""

from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock, Timer

import pytest
from support import TOY, copy_toy

from autograder.collecting import find_submissions
from autograder.course import find_assignment, load_course
from autograder.grading.batch import Finished, Job, grade_batch, grade_job, grade_text, make_plan, renew
from autograder.grading.keys import key_of
from autograder.grading.reports import path_of, read_report, write_report
from autograder.isolation.levels import choose_level
from autograder.isolation.sandbox import Level
from autograder.model import REPORT_SCHEMA, Assignment, Report, Submission, TestResult, Verdict

COURSE = load_course(TOY)
SUITE = {"TestScale": "digest"}
ASSIGNMENT = Assignment("01_toy", TOY / "solutions/01_toy")


def job(student: str) -> Job:
    submission = Submission(student, "01_toy", "text", None, None, Path())
    return Job(COURSE, ASSIGNMENT, submission, 7, Level.A, f"base of {student}", SUITE)


def report_of(job: Job) -> Report:
    student = job.submission.student
    return Report(
        REPORT_SCHEMA,
        student,
        "01_toy",
        1,
        1,
        (),
        "A",
        7,
        {},
        "key",
        datetime.now(UTC),
        None,
        job.base,
        job.suite,
    )


class Pool(Executor):
    """Runs nothing: what is in it together ends together, well or, with a killer among it, badly."""

    def __init__(self, killers: set[str], company: list[list[str]]) -> None:
        self.killers, self.company = killers, company
        self.inside: list[tuple[Job, Future[Finished]]] = []
        self.lock = Lock()
        self.dead = False

    def submit(self, function: object, job: Job) -> Future[Finished]:
        assert function is grade_job
        with self.lock:
            if self.dead:
                raise BrokenProcessPool("dead")
            future: Future[Finished] = Future()
            self.inside.append((job, future))
            if len(self.inside) == 1:
                Timer(0.02, self.end).start()
        return future

    def end(self) -> None:
        with self.lock:
            inside, self.inside = self.inside, []
            names = [job.submission.student for job, _ in inside]
            self.company.append(names)
            self.dead = bool(self.killers & set(names))
        for job, future in inside:
            if self.dead:
                future.set_exception(BrokenProcessPool("killed"))
            else:
                future.set_result(Finished(job, report_of(job)))


def run(
    students: list[str], killers: set[str], reports: Path, ahead: int = 3
) -> tuple[dict, list[list[str]]]:
    """Grade a class; return each student's errors, and who was submitted together."""
    company: list[list[str]] = []
    jobs = [job(student) for student in students]
    results = list(grade_batch(jobs, reports, lambda: Pool(killers, company), ahead))
    assert len(results) == len(students)
    return {one.job.submission.student: one.errors for one in results}, company


def test_everybody_is_graded_once(tmp_path):
    """Without accidents each job is submitted once, and its report is on disk when it is told of."""
    errors, company = run(["a", "b", "c", "d"], set(), tmp_path)

    assert dict.fromkeys("abcd", ()) == errors
    assert list("abcd") == sorted(name for names in company for name in names)
    assert "base of d" == read_report(tmp_path / "01_toy/d.json").base


def test_a_replaced_report_is_compared(tmp_path):
    """What comes out says how the score differs from the report that lay there, if it does."""
    scored = TestResult("scale", "test", Verdict.PASSED, 10.0, 10.0)
    write_report(tmp_path, replace(report_of(job("ann")), score=10, max_score=10, results=(scored,)))
    write_report(tmp_path, report_of(job("ben")))
    found = grade_batch([job(s) for s in ("ann", "ben", "cai")], tmp_path, lambda: Pool(set(), []), 2)
    changes = {one.job.submission.student: one.change for one in found}

    assert "ann 01_toy: 10 → 1 (-9)" == str(changes["ann"])
    assert changes["ben"] is changes["cai"] is None


def test_who_kills_a_lane_is_tried_once_more_and_given_up(tmp_path):
    """The killer is our failure in the end; everybody else gets a report."""
    errors, company = run(["a", "b", "killer", "d", "e"], {"killer"}, tmp_path)

    assert ("the lane died twice while it was being graded",) == errors.pop("killer")
    assert dict.fromkeys("abde", ()) == errors
    assert 2 == sum("killer" in names for names in company)
    assert ["killer"] in company
    assert not (tmp_path / "01_toy/killer.json").exists()


@pytest.mark.parametrize("first", [["killer", "b"], ["b", "killer"]])
def test_a_job_tried_again_is_alone(tmp_path, first):
    """Nobody innocent is given up for having been with two killers, one after the other."""
    errors, company = run([*first, "murderer", "d"], {"killer", "murderer"}, tmp_path, ahead=2)

    assert {"b", "d"} == {student for student, found in errors.items() if not found}
    assert ["b"] in company


def test_reports_that_cannot_be_written_are_our_failure(tmp_path):
    """A full disk costs no other submission and is told of."""
    (tmp_path / "01_toy").write_text("in the way", encoding="utf-8")
    errors, _ = run(["a", "b"], set(), tmp_path)

    assert all("its report cannot be written" in found[0] for found in errors.values())


def test_stopping_in_the_middle_keeps_what_is_done(tmp_path):
    """An interruption leaves the finished reports and starts nothing more."""
    company: list[list[str]] = []
    finished = grade_batch([job(s) for s in "abcdef"], tmp_path, lambda: Pool(set(), company), 1)
    for _ in range(2):
        next(finished)
    finished.close()

    assert ["a.json", "b.json"] == sorted(file.name for file in (tmp_path / "01_toy").iterdir())
    assert [["a"], ["b"]] == company


@pytest.fixture
def toy_work(tmp_path):
    root = copy_toy(tmp_path / "toy")
    course, assignment = load_course(root), find_assignment(root, "toy")
    return course, assignment, find_submissions(root / "submitted", assignment)


def test_a_plan_keeps_what_is_true(toy_work, tmp_path):
    """Reports with the right key are kept, with the time of now; the rest is to be graded."""
    course, assignment, submissions = toy_work
    reports = tmp_path / "reports"

    def plan(**options: object):
        return make_plan(course, [(assignment, submissions)], reports, level=Level.A, **options)

    first = plan(seed=7)
    assert [one.student for one in submissions] == [one.submission.student for one in first.jobs]
    for one in first.jobs[:3]:
        write_report(reports, report_of(one))
    second = plan()

    assert ["dot", "eve"] == [one.submission.student for one in second.jobs]
    assert ["ann", "ben", "cai"] == [one.student for one in second.kept]
    assert [one for one in submissions[:3] if one.submitted_at is not None] == list(second.renewed)
    for one in second.renewed:
        renew(reports, one)
        assert one.submitted_at == read_report(path_of(reports, assignment.name, one.student)).submitted_at
    assert second.renewed
    assert not plan().renewed
    assert 5 == len(plan(force=True).jobs)
    assert 5 == len(plan(seed=8).jobs)


def test_a_job_becomes_a_report(toy_work):
    """Grading one submission gives its sums, its key and how it was locked in."""
    course, assignment, submissions = toy_work
    level = choose_level()
    for student, score in (("ben", 40), ("dot", 40)):
        submission = next(one for one in submissions if one.student == student)
        done = grade_job(Job(course, assignment, submission, 7, level, "base", SUITE))

        assert (score, 100, key_of("base", SUITE), str(level)) == (
            done.report.score,
            done.report.max_score,
            done.report.key,
            done.report.isolation,
        )
    refused = replace(submissions[0], text=None, problem="no file")
    assert 0 == grade_job(Job(course, assignment, refused, 7, level, "base", SUITE)).report.score
    assert 5 == len(grade_text(course, assignment, 7, level, "").results)


def test_our_failure_is_no_report(toy_work):
    """A suite that cannot be read ends in errors, without a report."""
    course, assignment, submissions = toy_work
    assignment.hidden.unlink()
    done = grade_job(Job(course, assignment, submissions[0], 11, choose_level(), "base", SUITE))

    assert done.report is None
    assert "there is no hidden suite" in done.errors[0]
