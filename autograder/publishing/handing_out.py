"""Feedback as files, in nbgrader's layout: ``feedback/<student>/<assignment>/<module>.html`` and ``.md``.

``nbgrader release_feedback`` hands out the HTML from there; the two small files it asks for, the time of the
submission and the secret by which a student's own page is found, are copied from the submission when nbgrader
had collected it. Where it had collected some, the others get a secret that nobody knows, for nbgrader stops
at the first that has none. What a page says is made in `autograder.publishing.feedback`.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.collecting import TIMESTAMP
from autograder.course import Course
from autograder.grading.marks import NO_MARKS, Marks, scores_of
from autograder.grading.policy import grade_of
from autograder.grading.reports import read_reports
from autograder.isolation.text import file_name
from autograder.model import Assignment, CourseError
from autograder.plain_files import open_folder
from autograder.publishing.feedback import Feedback, Past, Quartiles, make_feedback, quartiles, share_of
from autograder.publishing.naming import title_of
from autograder.publishing.pages import render
from autograder.roster import by_alias, find_person
from autograder.writing import write_file

_SECRET = "submission_secret.txt"  # noqa: S105 (a file's name)
_FROM_NBGRADER = (TIMESTAMP, _SECRET)
LONGEST_NAME = 200
"""Bytes of a folder's name; systems allow 255."""


@dataclass(frozen=True, slots=True)
class Page:
    """One student's feedback for one assignment, ready to be written."""

    student: str
    assignment: Assignment
    feedback: Feedback

    def files(self) -> dict[str, str]:
        """Return the text of each file by its name."""
        module = self.assignment.module
        return {
            f"{module}.html": render("feedback.html.j2", page=self.feedback),
            f"{module}.md": render("feedback.md.j2", page=self.feedback),
        }


def feedback_pages(
    course: Course,
    assignments: list[Assignment],
    chosen: Collection[Assignment],
    reports: Path,
    students: Collection[str] = (),
    *,
    with_class: bool = False,
    marks: Marks = NO_MARKS,
) -> Iterator[Page]:
    """Make the feedback of every report there is.

    Parameters
    ----------
    course : Course
        For the late rule and people's names.
    assignments : list of Assignment
        All of the course, in order: a page shows the student's earlier ones.
    chosen : collection of Assignment
        Those that pages are made for.
    reports : Path
        The folder of reports.
    students : collection of str
        Only these; everybody when empty.
    with_class : bool
        Show the class's quartiles, where it has at least `feedback.SMALLEST_CLASS` students.
    marks : mapping
        What instructors gave by hand, by (student, assignment).
    """
    people = by_alias(course.people.values())
    history: dict[str, list[Past]] = {}
    for assignment in assignments[: 1 + max(map(assignments.index, chosen), default=-1)]:
        title = title_of(assignment)
        found = read_reports(reports, assignment.name)
        given = {report.student: marks.get((report.student, assignment.name), ()) for report in found}
        grades = {
            report.student: grade_of(report, course, scores_of(given[report.student])) for report in found
        }
        spread: Quartiles | None = None
        if with_class:
            spread = quartiles(share_of(one.score, one.max_score) for one in grades.values())
        for report in found:
            if students and report.student not in students:
                continue
            grade = grades[report.student]
            past = history.setdefault(report.student, [])
            past.append(Past(assignment.name, title, grade.score, grade.max_score, spread))
            if assignment not in chosen:
                continue
            person = find_person(people, report.student)
            feedback = make_feedback(
                report,
                grade,
                course=course.name,
                title=title,
                student=person.name if person else report.student,
                history=past,
                marks=given[report.student],
            )
            yield Page(report.student, assignment, feedback)


def was_collected(submitted: Path, assignment: Assignment) -> bool:
    """Tell whether nbgrader has collected anybody's submission of an assignment."""
    return any(True for _ in submitted.glob(f"*/{assignment.name}/{_SECRET}"))


def write_page(page: Page, folder: Path, submitted: Path, *, collected: bool = False) -> bool:
    """Write a student's files, with nbgrader's beside them; return whether anything has changed.

    Parameters
    ----------
    collected : bool
        See `was_collected`.
    """
    place = folder / folder_name(page.student) / page.assignment.name
    files = {name: text.encode() for name, text in page.files().items()}
    files |= _nbgraders_files(submitted, page.student, page.assignment.name)
    if collected and not (_SECRET in files or (place / _SECRET).exists()):
        files[_SECRET] = secrets.token_hex(64).encode()
    if collected and not (TIMESTAMP in files or (place / TIMESTAMP).exists()):
        files[TIMESTAMP] = b""
    changed = [_put(place / name, content) for name, content in files.items()]
    return any(changed)


def folder_name(student: str) -> str:
    """Return a student's folder: called as they are, which nbgrader needs, or a safe name nobody else has."""
    own = student.isprintable() and not set(student) & set("/\\") and not student.startswith((".", "~"))
    if os.name == "nt":
        own = own and file_name(student) == student
    if own and 0 < len(student.encode("utf-8", "replace")) <= LONGEST_NAME:
        return student
    return f"{file_name(student, 40)}-{hashlib.sha256(student.encode('utf-8', 'replace')).hexdigest()[:12]}"


def counted(reports: Path, assignments: Collection[Assignment], students: Collection[str]) -> int:
    """Return how many pages there will be, without reading a report."""
    files = (file for one in assignments for file in (reports / one.name).glob("[!.]*.json"))
    return sum(1 for file in files if not students or file.stem in students)


def _put(file: Path, content: bytes) -> bool:
    """Write a file unless it holds this already."""
    if file.is_file() and not file.is_symlink() and file.read_bytes() == content:
        return False
    write_file(file, content)
    return True


def _nbgraders_files(submitted: Path, student: str, assignment: str) -> Mapping[str, bytes]:
    """Read from a submission what nbgrader put there itself."""
    found: dict[str, bytes] = {}
    if not submitted.is_dir():
        return found
    for name in _FROM_NBGRADER:
        try:
            with open_folder(submitted) as root, root.enter(student) as own, own.enter(assignment) as folder:
                found[name] = folder.read(name, 4096)
        except (FileNotFoundError, CourseError):
            continue  # not collected by nbgrader; a link or a pipe in its place is not taken
    return found


def known_students(reports: Path, assignments: Collection[Assignment]) -> set[str]:
    """Return who has a report."""
    return {file.stem for one in assignments for file in (reports / one.name).glob("[!.]*.json")}
