"""Rosters as nbgrader, Canvas, Moodle and Gradescope write them, and students by any of their names."""

import pytest

from autograder.model import CourseError
from autograder.roster import Person, by_alias, find_person, read_roster

NBGRADER = "id,first_name,last_name,email,lms_user_id\nann,Ann,Smith,ann@x.org,77\nben,,,,\n"
CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Attention (12)\n"
    ",,,,,Manual Posting\n"
    "    Points Possible,,,,,100\n"
    '"Smith, Ann",77,S1,ann,A,\n'
    '"Student, Test",99,,8b8d70e1cb9ba16d3de4ebe6e5d25d2e22fae2ae,A,\n'
)
CANVAS_WITH_TWO_NAMES = (
    "LastName;FirstName;ID;SIS User ID;SIS Login ID;Section;Attention (12)\n"
    ";;;;;;Manual Posting\n"
    "    Points Possible;;;;;;12,5\n"
    "Smith;Ann;77;S1;ann;A;\n"
    '"=""=Odd""";Test;78;S2;ben;A;EX\n'
    "Student;Test;99;;8b8d70e1cb9ba16d3de4ebe6e5d25d2e22fae2ae;A;\n"
)
MOODLE = "First name,Last name,ID number,Email address\nAnn,Smith,S1,ann@x.org\n"
GRADESCOPE = "First Name,Last Name,SID,Email,Sections\nAnn,Smith,S1,ann@x.org,A\n"


def roster(tmp_path, text, column=""):
    file = tmp_path / "roster.csv"
    file.write_text(text, encoding="utf-8")
    return read_roster(file, column)


@pytest.mark.parametrize(
    ("text", "people"),
    [
        (NBGRADER, [Person("ann", "Ann", "Smith", "", "ann@x.org", "77"), Person("ben")]),
        (CANVAS, [Person("ann", "Ann", "Smith", "", "", "77", "S1", "ann", "A")]),
        (
            CANVAS_WITH_TWO_NAMES,
            [
                Person("ann", "Ann", "Smith", "", "", "77", "S1", "ann", "A"),
                Person("ben", "Test", "=Odd", "", "", "78", "S2", "ben", "A"),
            ],
        ),
        (MOODLE, [Person("S1", "Ann", "Smith", "", "ann@x.org", "", "S1")]),
        (GRADESCOPE, [Person("S1", "Ann", "Smith", "", "ann@x.org", "", "S1", "", "A")]),
    ],
)
def test_systems_rosters_are_read(tmp_path, text, people):
    """Each system's columns are known; Canvas's own lines are no students."""
    assert people == list(roster(tmp_path, text).values())


@pytest.mark.parametrize("name", ["ann", "S1", "Ann Smith", "Smith, Ann", "smithann", "ANN", "ann smith"])
def test_a_student_is_found_by_any_name(tmp_path, name):
    """Folders are called by login, by id, as in Moodle's archives or as in Canvas's."""
    people = roster(tmp_path, CANVAS)

    assert people["ann"] == find_person(by_alias(people.values()), name)


def test_a_real_student_may_be_called_test(tmp_path):
    """Canvas's own test student is known by the digest in place of a login."""
    text = CANVAS + '"Student, Test",100,S9,tstudent,A,\n'

    assert ["ann", "tstudent"] == list(roster(tmp_path, text))


def test_a_name_two_students_share_finds_neither():
    """Two Ann Smiths are told apart by their ids alone."""
    people = [Person("a1", "Ann", "Smith"), Person("a2", "Ann", "Smith"), Person("smithann")]
    aliases = by_alias(people)

    assert None is find_person(aliases, "Ann Smith")
    assert people == [find_person(aliases, name) for name in ("a1", "a2", "smithann")]


def test_the_column_can_be_chosen(tmp_path):
    """What names the folders need not be guessed."""
    assert ["S1"] == list(roster(tmp_path, CANVAS, "SIS User ID"))


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("id,email\nann,\n,b@x.org\n", "", "roster.csv:3: column 'id': is empty"),
        ("id\nann\nann\n", "", "roster.csv:3: column 'id': 'ann' stands in line 2 already"),
        ("forename\nAnn\n", "", "roster.csv:1: no column names the students"),
        (CANVAS, "Login", "roster.csv:1: there is no column 'Login'"),
    ],
)
def test_mistakes_name_line_and_column(tmp_path, text, column, message):
    """A roster that cannot be meant is refused in a sentence."""
    with pytest.raises(CourseError) as caught:
        roster(tmp_path, text, column)
    assert f"{tmp_path}/{message}" in str(caught.value)
