"""CSV exports, read again: plain, nbgrader's, Canvas's, Moodle's; and names that break things."""

import csv
import io
import re
from dataclasses import replace
from datetime import datetime

import pytest
from standings import DUE, NASTY, NOW, nasty_class, report

from autograder.course import Course, LateRule, Schedule
from autograder.grading.marks import Mark
from autograder.grading.standing import standing_of
from autograder.model import CourseError
from autograder.publishing.canvas import Column, canvas_csv, columns_of
from autograder.publishing.moodle import fill_worksheet, moodle_csv
from autograder.publishing.nbgrader_csv import COLUMNS, nbgrader_csv
from autograder.publishing.spreadsheets import defused, whole
from autograder.publishing.wide_csv import wide_csv
from autograder.roster import Person

FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")


@pytest.fixture
def nasty(tmp_path):
    """Give a course and its grades."""
    return nasty_class(tmp_path)


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


@pytest.mark.parametrize("name", [*NASTY, "", "'", "''=x", "'plain", "plain"])
def test_defused_text_comes_back(name):
    """Nothing begins like a formula, and nothing is lost, apostrophes of one's own included."""
    assert not FORMULA.match(defused(name))
    assert name == whole(defused(name))


@pytest.mark.parametrize(
    ("write", "column"),
    [
        (lambda course, standing: wide_csv(standing, details=True), "last_name"),
        (lambda course, standing: nbgrader_csv(standing, course), "last_name"),
        (lambda course, standing: canvas_csv(standing), "Student"),
        (lambda course, standing: moodle_csv(standing), "Last name"),
    ],
)
def test_names_arrive_whole_and_harmless(nasty, write, column):
    """Commas, quotes, line breaks, emoji, marks of direction, formulas, 500 letters, HTML."""
    rows = [row for row in read(write(*nasty)) if row[column] != "    Points Possible"]
    names = dict.fromkeys(whole(row[column]) for row in rows)

    assert {f"{name}, Jo" if column == "Student" else name for name in NASTY} == set(names)
    assert all(None not in row and None not in row.values() for row in rows)
    cells = (cell for row in rows for key, cell in row.items() if not re.fullmatch(r"-?[\d.]*", cell))
    assert [] == [cell for cell in cells if FORMULA.match(cell)]


def test_the_wide_table_has_everything(nasty):
    """One line per student: scores, an empty cell for what is not there, the mean."""
    _, standing = nasty
    first, second, *_ = read(wide_csv(standing))

    assert ["student", "last_name", "first_name", "email", "section", "01_one", "02_two", "mean"] == list(
        first
    )
    assert ("s00", "s00@x.org", "80", "0", "40") == tuple(
        first[key] for key in ("student", "email", "01_one", "02_two", "mean")
    )
    assert ("80", "50.5", "65.25") == (second["01_one"], second["02_two"], second["mean"])
    ungraded = standing_of(standing.reports.values(), nasty[0], {("s00", "02_two")}, NOW)
    assert ("80", "", "") == tuple(read(wide_csv(ungraded))[0][key] for key in ("01_one", "02_two", "mean"))


def test_nbgraders_own_export_says_the_same(tmp_path):
    """The real plugin, on a real gradebook with the same grades, writes the same text."""
    pytest.importorskip("nbgrader")
    from nbgrader.api import Base, Gradebook
    from nbgrader.plugins.export import CsvExportPlugin
    from sqlalchemy import create_engine

    (tmp_path / "solutions" / "01_one").mkdir(parents=True)
    people = {
        "ann": Person("ann", "Ann", "Smith", "", "ann@x.org"),
        "ben": Person("ben", "Ben", "Lee", "", "b@x.org"),
    }
    late = datetime.fromisoformat("2026-03-02T15:00:30.250000+01:00")
    course = Course(tmp_path, late=LateRule("per_day"), schedules={"01_one": Schedule(DUE)}, people=people)
    standing = standing_of([report("ann", at=late)], course, now=NOW)
    database = f"sqlite:///{tmp_path}/gradebook.db"
    # tables that are there spare the gradebook a slow start of alembic
    Base.metadata.create_all(create_engine(database))
    with Gradebook(database) as gradebook:
        gradebook.add_assignment("01_one", duedate="2026-03-01 12:00:00 UTC")
        gradebook.add_notebook("one", "01_one")
        gradebook.add_grade_cell("first", "one", "01_one", max_score=100, cell_type="code")
        for one in people.values():
            gradebook.add_student(
                one.student, first_name=one.first_name, last_name=one.last_name, email=one.email
            )
        gradebook.add_submission("01_one", "ann", timestamp="2026-03-02 14:00:30.250000 UTC")
        gradebook.find_grade("first", "one", "01_one", "ann").auto_score = 80
        gradebook.find_submission_notebook("one", "01_one", "ann").late_submission_penalty = 16
        gradebook.db.commit()
        CsvExportPlugin(to=str(tmp_path / "theirs.csv")).export(gradebook)

    theirs, ours = (tmp_path / "theirs.csv").read_text(), nbgrader_csv(standing, course)
    assert ",".join(COLUMNS) == theirs.splitlines()[0]
    assert theirs.splitlines() == ours.splitlines()
    assert 3 == len(ours.splitlines())


CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Homework 1 (123),two (77),one (78),one (79)\n"
    ",,,,,,Manual Posting,,\n"
    "    Points Possible,,,,,20,100,100,(read only)\n"
    '"Smith, Ann",900,S00,s00,A,,,,\n'
)


def test_canvas_finds_students_by_ids_and_columns_by_numbers(nasty, tmp_path):
    """Columns are taken from Canvas's gradebook, and scores are scaled to its points."""
    file = tmp_path / "gradebook.csv"
    file.write_text(CANVAS)
    _, standing = nasty
    columns = columns_of(file, standing.max_scores, {"01_one": "Homework 1"})
    points, first, *_ = read(canvas_csv(standing, columns))

    assert {"01_one": Column("Homework 1 (123)", 20.0), "02_two": Column("two (77)", 100.0)} == columns
    assert ("    Points Possible", "20", "100") == tuple(
        points[key] for key in ("Student", "Homework 1 (123)", "two (77)")
    )
    assert ("900", "S00", "s00", "16", "0") == tuple(
        first[key] for key in ("ID", "SIS User ID", "SIS Login ID", "Homework 1 (123)", "two (77)")
    )


def test_canvas_with_two_columns_of_names_and_an_excuse(nasty, tmp_path):
    """Canvas may export first and last names, with semicolons; who is excused there stays so."""
    file = tmp_path / "gradebook.csv"
    file.write_text(
        "\ufeffLastName;FirstName;ID;SIS User ID;SIS Login ID;Section;one (77);two (78)\n"
        ";;;;;;Manual Posting;\n    Points Possible;;;;;;12,50;100,00\nSmith;Ann;900;S00;s00;A;EX;\n",
        encoding="utf-8",
    )
    _, standing = nasty
    columns = columns_of(file, standing.max_scores, {})
    points, first, second, *_ = read(canvas_csv(standing, columns))

    assert "12.5" == points["one (77)"]
    assert ("EX", "0") == (first["one (77)"], first["two (78)"])
    assert "EX" not in second.values()


def test_no_points_in_canvas_are_no_scores(nasty, tmp_path):
    """Nobody's score becomes 0 because nobody told Canvas what it is out of."""
    file = tmp_path / "gradebook.csv"
    file.write_text("Student,ID,SIS Login ID,Section,one (77),two (78)\n    Points Possible,,,,0,100\n")
    with pytest.raises(CourseError, match=r"gradebook.csv:2: column 'one \(77\)': gives no points"):
        columns_of(file, nasty[1].max_scores, {})


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        ({}, "2 columns are called 01_one; say which one it is with --column '01_one=NAME'"),
        ({"01_one": "Homework 2"}, r"no column is called Homework 2; .* there are: Homework 1 \(123\), two"),
    ],
)
def test_a_column_that_is_not_clear_is_asked_for(nasty, tmp_path, chosen, message):
    """A grade never goes into a guessed column."""
    file = tmp_path / "gradebook.csv"
    file.write_text(CANVAS)
    with pytest.raises(CourseError, match=message):
        columns_of(file, nasty[1].max_scores, chosen)


HEAD = (
    "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,"
    "Last modified (grade),Feedback comments"
)


def worksheet(tmp_path, *lines, head=HEAD):
    file = tmp_path / "worksheet.csv"
    file.write_text("\ufeff" + "\r\n".join((head, *lines)) + "\r\n", encoding="utf-8", newline="")
    return file


def test_moodles_worksheet_is_filled_and_otherwise_untouched(nasty, tmp_path):
    """Grades go to the lines of their students, scaled; other lines and cells stay as they were."""
    _, standing = nasty
    lines = [
        'Participant 7,"=Odd, ""name""",s01@x.org,"Submitted, graded",,20.00,Yes,-,mine',
        "Participant 8,Jo Smith, S00@X.ORG,No submission,,20.00,Yes,-,",
        "Participant 9,Nobody,nobody@x.org,,12.00,20.00,Yes,-,hand made",
    ]
    file = worksheet(tmp_path, *lines)
    filled = fill_worksheet(standing, "02_two", file)
    before, after = read(file.read_text(encoding="utf-8-sig")), read(filled.text)

    assert ["10.10", "0.00", "12.00"] == [row["Grade"] for row in after]
    assert [{**row, "Grade": ""} for row in before] == [{**row, "Grade": ""} for row in after[:2]] + [
        {**after[2], "Grade": ""}
    ]
    assert (2, len(NASTY) - 2) == (filled.count, len(filled.missing))
    told = read(fill_worksheet(standing, "02_two", file, feedback=True).text)
    assert "hand made" == told[2]["Feedback comments"]
    assert "50.5 of 100 points in the tests<br>there is no due time" == told[0]["Feedback comments"]


def test_newer_moodles_spell_the_maximum_otherwise(nasty, tmp_path):
    """The columns are found in any spelling of their capitals, and keep it."""
    head = HEAD.replace("Maximum Grade", "Maximum grade")
    text = fill_worksheet(
        nasty[1], "02_two", worksheet(tmp_path, "P 7,Jo,s01@x.org,,,20.00,,-,", head=head)
    ).text

    assert text.startswith(head)
    assert "10.10" == read(text)[0]["Grade"]


def test_moodle_gets_no_more_than_its_maximum(nasty, tmp_path):
    """Moodle passes over a line with more points than there are, so extra credit ends there, and is told."""
    course, _ = nasty
    marks = {("s01", "02_two"): [Mark("first", extra_credit=200.0)]}
    standing = standing_of([report("s01", "02_two"), report("s02", "02_two")], course, now=NOW, marks=marks)
    lines = ["P 7,Jo,s01@x.org,,,20.00,,-,", "P 8,Jo,s02@x.org,,,20.00,,-,"]
    filled = fill_worksheet(standing, "02_two", worksheet(tmp_path, *lines))

    assert ["20.00", "16.00"] == [row["Grade"] for row in read(filled.text)]
    assert ("s01",) == filled.cut


def test_moodles_decimal_comma_is_kept(nasty, tmp_path):
    """A worksheet with commas gets commas, and its own separator back."""
    head = HEAD.replace(",", ";")
    file = worksheet(tmp_path, "Participant 7;Jo;s01@x.org;;;20,00;Yes;-;", head=head)

    assert ";10,10;20,00;" in fill_worksheet(nasty[1], "02_two", file).text


@pytest.mark.parametrize(
    ("head", "line", "message"),
    [
        ("Kennung,Bewertung", "", "worksheet.csv:1: there is no column 'Identifier'"),
        (
            HEAD,
            "P 7,Jo,s01@x.org,,,twenty,Yes,-,",
            "worksheet.csv:2: column 'Maximum Grade': must be a number",
        ),
        (HEAD, 'P 7,"Jo"x,,,,,,,', "this is not CSV"),
    ],
)
def test_what_is_no_worksheet_is_refused(nasty, tmp_path, head, line, message):
    """With file and line."""
    with pytest.raises(CourseError) as caught:
        fill_worksheet(nasty[1], "02_two", worksheet(tmp_path, line, head=head))
    assert message in str(caught.value)


def test_moodles_folders_find_their_line_without_a_roster(nasty, tmp_path):
    """Moodle's archives name folders by full names; those stand in the worksheet."""
    course = replace(nasty[0], people={})
    standing = standing_of([report("Ann Smith", "02_two")], course, now=NOW)
    file = worksheet(tmp_path, "Participant 7,Ann Smith,ann@x.org,,,100.00,Yes,-,")

    assert "80.00" == read(fill_worksheet(standing, "02_two", file).text)[0]["Grade"]
