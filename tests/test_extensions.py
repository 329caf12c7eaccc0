"""Extensions for students and groups, as course.toml names them."""

from datetime import UTC

import pytest

from autograder.course import load_course
from autograder.grading.policy import due_of
from autograder.model import CourseError

HEAD = "student,group,assignment,due,days,reason\n"


@pytest.fixture
def root(tmp_path):
    """A course of three assignments, two of them due the night before clocks are put back."""
    for name in ("01_one", "02_two", "03_three"):
        (tmp_path / "solutions" / name).mkdir(parents=True)
    (tmp_path / "course.toml").write_text(
        '[course]\ntimezone = "Europe/Berlin"\nroster = "roster.csv"\ngroups = "groups.csv"\n'
        'extensions = "extensions.csv"\n'
        "[assignments.01_one]\ndue = 2026-10-24T23:59:00\n[assignments.02_two]\ndue = 2026-10-24T23:59:00\n"
    )
    (tmp_path / "roster.csv").write_text("id,first_name,last_name\nann,Ann,Smith\nben,,\ndot,,\neve,,\n")
    (tmp_path / "groups.csv").write_text("group,student\nteam-1,ben\nteam-1,dot\n")
    return tmp_path


def due(root, lines, student, assignment="01_one"):
    (root / "extensions.csv").write_text(HEAD + lines)
    moment, told = due_of(student, assignment, load_course(root))
    return moment and moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "minutes"), told


@pytest.mark.parametrize(
    ("lines", "student", "moment"),
    [
        ("", "ann", "2026-10-24 21:59"),
        ("ann,,01_one,2026-10-27 23:59,,\n", "ann", "2026-10-27 22:59"),
        ("ann,,one,2026-10-27T23:59+00:00,,\n", "ann", "2026-10-27 23:59"),
        ("ann,,01,,1,\n", "ann", "2026-10-25 22:59"),  # 25 hours later: the same time on the clock
        ("ann,,01_one,,1,\n", "Ann Smith", "2026-10-25 22:59"),
        ("ann,,01_one,,1,\n", "smithann", "2026-10-25 22:59"),
        ("smithann,,01_one,,1,\n", "Ann", "2026-10-25 22:59"),
        ("ann,,01_one,,1,\n", "ben", "2026-10-24 21:59"),
        (",team-1,01_one,,3,\nben,,01_one,,1,\n", "ben", "2026-10-27 22:59"),
        (",team-1,01_one,,3,\n", "dot", "2026-10-27 22:59"),
        ("eve,,*,,2,\n", "eve", "2026-10-26 22:59"),
    ],
)
def test_what_is_granted_counts(root, lines, student, moment):
    """A day or a time, a student or a group, by any name; of several the latest."""
    assert moment == due(root, lines, student)[0]


def test_it_is_told_where_an_extension_stands(root):
    """File, line, for whom, and why."""
    told = due(root, "\n,team-1,01_one,,3,trip\n", "dot")[1]

    assert told == (
        "due Sat 2026-10-24 23:59 CEST, extended by 3 days (extensions.csv:3, group team-1, trip) "
        "to Tue 2026-10-27 23:59 CET"
    )


def test_all_means_all_that_are_due(root):
    """An assignment without a due time stays without."""
    assert None is due(root, "eve,,*,,2,\n", "eve", "03_three")[0]
    assert "2026-10-26 22:59" == due(root, "eve,,*,,2,\n", "eve", "02_two")[0]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("an,,01_one,,1,", "column 'student': nobody in the roster is called 'an'; did you mean 'ann'?"),
        (",team-2,01_one,,1,", "column 'group': there is no group 'team-2'; did you mean 'team-1'?"),
        ("ann,team-1,01_one,,1,", "column 'group': a line is for one student or one group"),
        (",,01_one,,1,", "column 'student': a line is for one student or one group"),
        ("ann,,onne,,1,", "column 'assignment': there is no assignment 'onne'; did you mean 01_one?"),
        ("ann,,03_three,,1,", "column 'assignment': 03_three has no due time in course.toml"),
        ("ann,,,,1,", "column 'assignment': is empty"),
        ("ann,,01_one,,,", "column 'due': a line gives a new due time or a number of days"),
        ("ann,,01_one,2026-10-27 23:59,1,", "column 'days': a line gives a new due time or a number of days"),
        ("ann,,01_one,,-1,", "column 'days': must be a whole number of days from 1 to 366, not '-1'"),
        ("ann,,01_one,,1.5,", "column 'days': must be a whole number"),
        ("ann,,01_one,27.10.2026,,", "column 'due': must be a day and a time, as in 2026-10-07 23:59"),
        ("ann,,01_one,2026-10-27,,", "column 'due': must be a day and a time"),
        ("ann,,01_one,2026-10-25 02:30,,", "column 'due': 2026-10-25 02:30 comes twice in Europe/Berlin"),
        (
            "ann,,01_one,2026-10-24 20:00,,",
            "column 'due': 2026-10-24 20:00 is not after the due time of 01_one",
        ),
    ],
)
def test_mistakes_name_line_and_column(root, line, message):
    """A line that cannot be meant is refused, with what could be."""
    with pytest.raises(CourseError) as caught:
        due(root, f"eve,,*,,2,\n{line}\n", "ann")
    assert str(caught.value).startswith(f"{root / 'extensions.csv'}:3: {message}")
    assert "\n" not in str(caught.value)


def test_groups_are_of_students(root):
    """Who is not in the roster is in no group."""
    (root / "extensions.csv").write_text(HEAD)
    (root / "groups.csv").write_text("group,student\nteam-1,benn\n")
    with pytest.raises(CourseError, match=r"groups.csv:2: column 'student': nobody .* did you mean 'ben'\?"):
        load_course(root)


def test_a_students_copy_does_without(root):
    """What names students is not there where there are no solutions."""
    (root / "solutions").rename(root / "assignments")

    assert {} == load_course(root).extensions
