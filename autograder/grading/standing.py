"""Where everyone stands: from reports, roster and calendar to a grade for each student in the whole course.

Recomputed from ``reports/`` whenever it is asked for; nothing is run. An assignment counts once it has a
report: then who handed in nothing by their own due time has 0, and who handed in and was not graded has no
grade yet.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from autograder.checking.wording import plural
from autograder.checking.wording import score as points
from autograder.collecting import who_handed_in
from autograder.course import Course, find_assignments
from autograder.grading.marks import NO_MARKS, Mark, Marks
from autograder.grading.policy import due_of, grade_of, is_empty, missing_grade
from autograder.grading.reports import read_reports
from autograder.model import CourseGrade, Grade, Report
from autograder.roster import Person, by_alias, find_person
from autograder.zones import shown

_Key = tuple[str, str]  # student, assignment


@dataclass(frozen=True, slots=True)
class Standing:
    """Everyone's grades, and what they were made from.

    Parameters
    ----------
    assignments : tuple of str
        Those that have reports, in order; the others do not count yet.
    max_scores : dict
        Points of each assignment.
    people : dict
        A `Person` for every student, by the name of the student's folder; in the order of lists. Who is not
        in the roster has no more than that name.
    grades : tuple of CourseGrade
        In the same order.
    reports : dict
        The report of (student, assignment).
    strangers : tuple of str
        Students with submissions or reports whom the roster does not know; empty without a roster.
    """

    assignments: tuple[str, ...]
    max_scores: Mapping[str, float]
    people: Mapping[str, Person]
    grades: tuple[CourseGrade, ...]
    reports: Mapping[_Key, Report]
    strangers: tuple[str, ...] = ()


def read_standing(
    course: Course,
    reports: Path,
    submitted: Path | None = None,
    now: datetime | None = None,
    marks: Marks = NO_MARKS,
) -> Standing:
    """Read reports and who handed in, and make everyone's grades.

    Parameters
    ----------
    reports : Path
        Where ``<assignment>/<student>.json`` lie.
    submitted : Path, optional
        nbgrader's folder of submissions; it may be missing.
    now : datetime, optional
        Time zone aware; whose due time is still to come has not missed it.
    marks : mapping
        What instructors gave by hand, by (student, assignment); they count in assignments with reports.
    """
    names = [one.name for one in find_assignments(course.root)]
    found = [one for name in names for one in read_reports(reports, name)]
    handed_in = who_handed_in(submitted, names) if submitted is not None and submitted.is_dir() else set()
    return standing_of(found, course, handed_in, now, marks)


def standing_of(
    reports: Iterable[Report],
    course: Course,
    handed_in: Iterable[_Key] = (),
    now: datetime | None = None,
    marks: Marks = NO_MARKS,
) -> Standing:
    """Make everyone's grades from reports and from who (student, assignment) handed something in."""
    made = {(one.student, one.assignment): one for one in reports}
    submissions = set(handed_in)
    known = [one.name for one in find_assignments(course.root)]
    with_reports = {assignment for _, assignment in made}
    assignments = tuple(sorted(with_reports, key=lambda name: (name not in known, name)))
    max_scores = {
        name: max(one.max_score for (_, assignment), one in made.items() if assignment == name)
        for name in assignments
    }
    people, strangers = _everyone(course, {student for student, _ in (*made, *submissions)})
    grades = grades_of(made, course, people, submissions, max_scores, now or datetime.now(UTC), marks)
    return Standing(assignments, max_scores, people, tuple(grades), made, strangers)


def grades_of(
    reports: Mapping[_Key, Report],
    course: Course,
    students: Iterable[str],
    handed_in: Collection[_Key],
    max_scores: Mapping[str, float],
    now: datetime,
    marks: Marks = NO_MARKS,
) -> list[CourseGrade]:
    """Return each student's grades and mean, for the assignments of `max_scores`."""
    made = []
    for student in students:
        grades: list[Grade] = []
        pending: dict[str, str] = {}
        for assignment, max_score in max_scores.items():
            report = reports.get((student, assignment))
            due, _ = due_of(student, assignment, course)
            given = marks.get((student, assignment), ())
            if report is not None and not is_empty(report):
                grades.append(grade_of(report, course, given))
            elif report is None and (student, assignment) in handed_in:
                pending[assignment] = _UNGRADED
            elif due is not None and due.astimezone(UTC) > now.astimezone(UTC) and not _has_points(given):
                pending[assignment] = f"not handed in yet, due {shown(due, course.zone)}"
            else:
                grades.append(missing_grade(student, assignment, max_score, course, given))
        made.append(_course_grade(student, grades, pending, course))
    return made


def _has_points(marks: Iterable[Mark]) -> bool:
    return any(one.manual_score is not None or one.extra_credit for one in marks)


_UNGRADED = "handed in and not graded yet; run autograder grade"


def is_ungraded(grade: CourseGrade) -> bool:
    """Tell whether something was handed in that has no grade."""
    return _UNGRADED in grade.pending.values()


def folders(standing: Standing) -> Callable[[str], str | None]:
    """Return what finds a student's folder by any name of theirs; None when nobody, or several, have it."""
    aliases = by_alias(standing.people.values())
    homes = {person.student: student for student, person in standing.people.items()}

    def find(name: str) -> str | None:
        if name in standing.people:
            return name
        person = find_person(aliases, name)
        return homes[person.student] if person else None

    return find


def _everyone(course: Course, seen: Collection[str]) -> tuple[dict[str, Person], tuple[str, ...]]:
    """Return a person for each student of the roster and each one seen, and those the roster lacks."""
    aliases = by_alias(course.people.values())
    people: dict[str, Person] = {}
    strangers: list[str] = []
    found: dict[str, str] = {}
    for student in sorted(seen, key=lambda name: (name not in course.people, name)):
        person = find_person(aliases, student)
        if person is None or person.student in found:
            people[student] = Person(student)
            strangers.append(student)
        else:
            people[student] = person
            found[person.student] = student
    people |= {one.student: one for one in course.people.values() if one.student not in found}
    order = {student: place for place, student in enumerate(course.people)}
    last = len(order)
    listed = sorted(people, key=lambda name: (order.get(people[name].student, last), name))
    return {name: people[name] for name in listed}, tuple(strangers) if course.people else ()


def _course_grade(student: str, grades: list[Grade], pending: dict[str, str], course: Course) -> CourseGrade:
    """Drop the lowest, and take the weighted mean of the rest."""
    told = []
    counted = [one for one in grades if _weight(one, course) > 0 and one.max_score > 0]
    # of equal ones the heavier: that is better for the student
    lowest = sorted(counted, key=lambda one: (_share(one), -_weight(one, course), one.assignment))
    dropped = lowest[: min(course.drop_lowest, len(counted) - 1)] if counted else []
    kept = [one for one in counted if one not in dropped]
    for one in kept:
        told.append(f"{one.assignment}: {_percent(one)}, weight {_weight(one, course):g}")
    told += [f"{one.assignment}: {_percent(one)}, dropped as the lowest" for one in dropped]
    uncounted = [one for one in grades if one not in counted]
    told += [f"{one.assignment}: {_percent(one)}, does not count" for one in uncounted]
    told += [f"{assignment}: {reason}" for assignment, reason in pending.items()]
    mean = None
    if kept and _UNGRADED not in pending.values():
        total = sum(_weight(one, course) for one in kept)
        mean = round(100.0 * sum(_weight(one, course) * _share(one) for one in kept) / total, 6)
        told.append(f"weighted mean of {plural(len(kept), 'assignment')}: {points(mean)} %")
    elif kept:
        told.append("no mean before everything that was handed in is graded")
    else:
        told.append("nothing counts yet")
    return CourseGrade(
        student, tuple(grades), pending, tuple(one.assignment for one in dropped), mean, tuple(told)
    )


def _weight(grade: Grade, course: Course) -> float:
    return course.schedule(grade.assignment).weight


def _share(grade: Grade) -> float:
    return grade.score / grade.max_score


def _percent(grade: Grade) -> str:
    share = f"{points(100 * _share(grade))} %" if grade.max_score else "no points to be had"
    return f"{points(grade.score)} of {points(grade.max_score)} points ({share})"
