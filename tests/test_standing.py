"""Where everyone stands: zeros, weights, the lowest dropped, and what is not there yet."""

from datetime import timedelta

import pytest
from standings import DUE, NOW, report

from autograder.collecting import who_handed_in
from autograder.course import Course, LateRule, Schedule
from autograder.extensions import Extension
from autograder.grading.standing import folders, is_ungraded, standing_of
from autograder.roster import Person

ANN, BEN = Person("ann", "Ann", "Smith"), Person("ben")


@pytest.fixture
def course(tmp_path):
    """Three assignments; the second is due and weighs three times as much."""
    for name in ("01_one", "02_two", "03_three"):
        (tmp_path / "solutions" / name).mkdir(parents=True)
    schedules = {"02_two": Schedule(DUE, 3.0)}
    return Course(tmp_path, late=LateRule("zero"), schedules=schedules, people={"ann": ANN, "ben": BEN})


def of(standing, student):
    (found,) = (one for one in standing.grades if one.student == student)
    return found


def test_means_are_weighted(course):
    """(1 x 80 + 3 x 40) / 4; an assignment nobody has a report of does not count."""
    standing = standing_of([report("ann"), report("ann", "02_two", 40)], course, now=NOW)

    assert ("01_one", "02_two") == standing.assignments
    assert 50 == of(standing, "ann").mean
    assert (
        "01_one: 80 of 100 points (80 %), weight 1",
        "02_two: 40 of 100 points (40 %), weight 3",
        "weighted mean of 2 assignments: 50 %",
    ) == of(standing, "ann").explanation


def test_nothing_handed_in_is_zero(course):
    """Who is in the roster and handed in nothing has 0, and it is said."""
    standing = standing_of([report("ann")], course, now=NOW)
    (grade,) = of(standing, "ben").grades

    assert (0, 100, False) == (grade.score, grade.max_score, grade.handed_in)
    assert ("nothing handed in: 0 of 100 points",) == grade.explanation
    assert 0 == of(standing, "ben").mean


def test_what_is_not_due_is_not_missed(course):
    """Somebody's early submission makes nobody late, and an extension holds."""
    early = standing_of([report("ann", "02_two")], course, now=DUE - timedelta(days=1))
    assert (None, {"02_two": "not handed in yet, due Sun 2026-03-01 12:00 UTC"}) == (
        of(early, "ben").mean,
        of(early, "ben").pending,
    )
    from dataclasses import replace

    longer = Extension(NOW + timedelta(days=1), "extended")
    granted = replace(course, extensions={("ben", "02_two"): longer})
    assert {} == of(standing_of([report("ann", "02_two")], course, now=NOW), "ben").pending
    assert {"02_two"} == set(of(standing_of([report("ann", "02_two")], granted, now=NOW), "ben").pending)


def test_what_was_handed_in_is_never_zero_ungraded(course):
    """A submission without a report has no grade, and its student no mean."""
    standing = standing_of([report("ann"), report("ann", "02_two")], course, {("ben", "01_one")}, NOW)
    ben = of(standing, "ben")

    assert ["02_two"] == [grade.assignment for grade in ben.grades]
    assert None is ben.mean
    assert is_ungraded(ben)
    assert "01_one: handed in and not graded yet; run autograder grade" in ben.explanation


@pytest.mark.parametrize(
    ("drop", "dropped", "mean"),
    [(0, (), 50), (1, ("02_two",), 80), (2, ("02_two",), 80), (99, ("02_two",), 80)],
)
def test_the_lowest_are_dropped(course, drop, dropped, mean):
    """As many as course.toml says, and never all."""
    from dataclasses import replace

    reports = [report("ann"), report("ann", "02_two", 40)]
    ann = of(standing_of(reports, replace(course, drop_lowest=drop), now=NOW), "ann")

    assert (dropped, mean) == (ann.dropped, ann.mean)


def test_of_equal_ones_the_heavier_is_dropped(course):
    """That is better for the student."""
    from dataclasses import replace

    reports = [
        report("ann", name, score) for name, score in (("01_one", 40), ("02_two", 40), ("03_three", 100))
    ]
    ann = of(standing_of(reports, replace(course, drop_lowest=1), now=NOW), "ann")

    assert (("02_two",), 70) == (ann.dropped, ann.mean)


def test_weight_zero_does_not_count(course):
    """Neither in the mean nor among the lowest."""
    from dataclasses import replace

    course = replace(course, drop_lowest=1, schedules={"02_two": Schedule(None, 0)})
    ann = of(standing_of([report("ann"), report("ann", "02_two", 0)], course, now=NOW), "ann")

    assert ((), 80) == (ann.dropped, ann.mean)
    assert "02_two: 0 of 100 points (0 %), does not count" in ann.explanation


def test_folders_of_other_names_are_the_rosters_students(course):
    """Moodle's and Canvas's folders are matched; who is not in the roster is named."""
    standing = standing_of([report("Ann Smith"), report("mallory")], course, now=NOW)

    assert {"Ann Smith": ANN, "ben": BEN, "mallory": Person("mallory")} == standing.people
    assert ("mallory",) == standing.strangers
    find = folders(standing)
    assert ["Ann Smith", "Ann Smith", "mallory", None] == [
        find(n) for n in ("ann", "smithann", "mallory", "x")
    ]


def test_without_a_roster_the_course_is_everyone_seen(course):
    """In reports or in submitted/."""
    from dataclasses import replace

    standing = standing_of([report("ann")], replace(course, people={}), {("zoe", "01_one")}, NOW)

    assert ["ann", "zoe"] == list(standing.people)
    assert () == standing.strangers


def test_who_handed_in_is_seen_without_reading(tmp_path):
    """Hidden folders, loose files and links are nobody's submission."""
    (tmp_path / "ann" / "01_one").mkdir(parents=True)
    (tmp_path / "ben").mkdir()
    (tmp_path / ".git" / "01_one").mkdir(parents=True)
    (tmp_path / "notes.txt").touch()
    (tmp_path / "eve").symlink_to("ann")

    assert {("ann", "01_one")} == who_handed_in(tmp_path, ["01_one", "02_two"])
