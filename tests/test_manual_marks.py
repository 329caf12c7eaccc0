"""What was given by hand in nbgrader's gradebook: only read, counted like the tests' points, told as such."""

import csv
import io
import json
import shutil
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from gradebooks import COURSE, add_graded_cell, report, write
from support import copy_toy, run_autograder

from autograder.cli import cli
from autograder.grading.marks import Mark
from autograder.grading.policy import grade_of
from autograder.grading.reports import write_report
from autograder.model import CourseError
from autograder.plain_files import printable
from autograder.publishing.database import Place, opened, reading
from autograder.publishing.manual_marks import read_marks
from autograder.roster import Person

NAME = "=1+1, <b>\u202e"
SAID = "see me <script>alert(1)</script>\n# no *heading* & ```\n=1+1"


def give(place, student="ann", *, manual=None, extra=None, comment=None):
    """Do what formgrader does when an instructor types into its page."""
    with opened(place) as gradebook:
        grade = gradebook.find_grade("test-scale", "toy", "01_toy", student)
        grade.manual_score, grade.extra_credit = manual, extra
        gradebook.find_comment("scale", "toy", "01_toy", student).manual_comment = comment
        gradebook.db.commit()


def test_what_was_given_is_read_by_its_exercise(place, toy_assignment):
    """Score, extra credit and comment of any student; what nobody touched is no mark."""
    write(place, toy_assignment, report(printable(NAME)), report("ben"))
    assert {} == read_marks(place, [toy_assignment]).marks
    give(place, NAME, manual=0.0, extra=2.5, comment=f"  {SAID}\n")

    found = read_marks(place, [toy_assignment])

    assert {(printable(NAME), "01_toy"): (Mark("scale", 0.0, 2.5, SAID),)} == found.marks
    assert (2, 1, ()) == (found.scores, found.comments, found.elsewhere)


def test_the_score_is_nbgraders(place, toy_assignment):
    """With a manual score and extra credit on late work, our grade is what nbgrader's gradebook says."""
    late = report(scale=0.0, late=timedelta(hours=30))
    write(place, toy_assignment, late)
    give(place, manual=30.0, extra=5.0)
    write(place, toy_assignment, late)

    grade = grade_of(late, COURSE, read_marks(place, [toy_assignment]).marks["ann", "01_toy"])

    with opened(place) as gradebook:
        theirs = gradebook.find_submission("01_toy", "ann")
        assert (95.0, 19.0) == (theirs.score, theirs.late_submission_penalty)
    assert (95.0, 19.0, 76.0) == (grade.raw_score, grade.late_submission_penalty, grade.score)
    assert (
        "60 of 100 points in the tests",
        "scale: 30 of 40 points by hand, in place of 0 in the tests",
        "scale: 5 points of extra credit, by hand",
        "together 95 of 100 points",
    ) == grade.explanation[:4]


def test_marks_of_no_exercise_are_named(place, toy_assignment):
    """A cell the course does not know is not counted, and is not passed over in silence."""
    write(place, toy_assignment, report())
    add_graded_cell(place, "essay", "markdown")

    found = read_marks(place, [toy_assignment])

    assert ({}, ("01_toy: essay",)) == (found.marks, found.elsewhere)


def test_what_cannot_be_read_is_one_sentence(place, toy_assignment, tmp_path):
    """A database that is missing, foreign, of another course or locked; none of them is made or changed."""
    foreign = tmp_path / "foreign.db"
    with sqlite3.connect(foreign) as database:
        database.execute("create table music (name text)")
    database.close()
    other = Place(f"sqlite:///{shutil.copy(tmp_path / 'gradebook.db', tmp_path / 'other.db')}", "biology")
    write(other, replace_name(toy_assignment), replace(report(), assignment="02_cells"))
    write(place, toy_assignment, report())
    for url, said in (
        (
            f"sqlite:///{tmp_path}/none.db",
            r"there is no gradebook .*none\.db; autograder gradebook",
        ),
        (f"sqlite:///{foreign}", "is no gradebook of nbgrader's"),
        (other.url, "is of another course: its assignments are 02_cells"),
    ):
        with pytest.raises(CourseError, match=said):
            read_marks(Place(url), [toy_assignment])
    with pytest.raises(CourseError, match="called default_course there, not physics"):
        read_marks(replace(place, course_id="physics"), [toy_assignment])
    assert not (tmp_path / "none.db").exists()


def replace_name(assignment):
    """Return the assignment by another name, its files where they are."""

    class Renamed(type(assignment)):
        module = "toy"
        source, public, handout = assignment.source, assignment.public, assignment.handout

    return Renamed("02_cells", assignment.folder)


def test_the_database_itself_refuses_to_write(place):
    """What is opened for reading cannot be changed by any mistake of ours."""
    from sqlalchemy import text

    with pytest.raises(CourseError, match="readonly database"), reading(place) as connection:
        connection.execute(text("delete from student"))


def test_a_locked_database_is_waited_for_and_then_said(place, toy_assignment, monkeypatch):
    """Whoever writes for long is named as the reason."""
    monkeypatch.setattr("autograder.publishing.database._PATIENCE", 0.1)
    write(place, toy_assignment, report())
    busy = sqlite3.connect(place.url.removeprefix("sqlite:///"))
    busy.execute("begin exclusive")
    try:
        with pytest.raises(CourseError, match="database is locked; another program is writing to it"):
            read_marks(place, [toy_assignment])
    finally:
        busy.close()


@pytest.fixture
def course(place, toy_assignment, tmp_path):
    """Give a course with a late and graded submission, and marks for it in its own gradebook."""
    root = copy_toy(tmp_path / "toy", submitted=False)
    for one in (report(scale=0.0, late=timedelta(hours=1)), report("ben")):
        write_report(root / "reports", one)
        write(place, toy_assignment, one)
    give(place, manual=30.0, extra=5.0, comment=SAID)
    shutil.copy(tmp_path / "gradebook.db", root / "gradebook.db")
    return root


@pytest.fixture
def run(course, monkeypatch):
    """Give the command line, run in the course and in this process: nbgrader takes seconds to import."""
    monkeypatch.chdir(course)
    return lambda *arguments: CliRunner().invoke(cli, arguments)


def test_grades_and_exports_count_it(course, run):
    """The course's own gradebook is read by itself; each file has the score, and whoever asks is told why."""
    before = (course / "gradebook.db").read_bytes()
    told = run("grades", "-s", "ann")
    without = run("grades", "--json", "--no-gradebook")
    shown = {
        name: run("export", name, *options).stdout
        for name, options in (("csv", ["--details"]), ("canvas", []), ("nbgrader", []), ("moodle", []))
    }
    run("export", "gradescope", "-o", "out")
    rows = {name: list(csv.DictReader(io.StringIO(text))) for name, text in shown.items()}
    wide = rows["csv"][0]
    results = json.loads((course / "out/01_toy/ann/results.json").read_text())

    assert 0 == told.exit_code, told.stderr
    assert "scale: 30 of 40 points by hand, in place of 0 in the tests" in told.stdout
    assert "by hand, from sqlite:///" in told.stderr
    assert "2 scores, 1 comment; --no-gradebook leaves them out" in told.stderr
    assert 60.0 == json.loads(without.stdout.splitlines()[0])["grades"][0]["raw_score"]
    score = json.loads(run("grades", "--json").stdout.splitlines()[0])["grades"][0]
    assert (95.0, score["score"]) == (score["raw_score"], float(wide["01_toy"]))
    assert score["score"] == float(rows["moodle"][0]["01_toy"]) == float(rows["nbgrader"][0]["score"])
    assert score["score"] == float(rows["canvas"][1]["01_toy"]) == results["score"]
    assert SAID in wide["01_toy how it came about"]
    assert SAID in results["output"]
    assert before == (course / "gradebook.db").read_bytes()


def test_students_read_it_on_their_page(course, run):
    """Score, extra credit and comment stand with their exercise, as plain text in both pages."""
    done = run("feedback", "-s", "ann")
    html, md = (
        (course / f"feedback/ann/01_toy/toy.{kind}").read_text(encoding="utf-8") for kind in ("html", "md")
    )

    assert 0 == done.exit_code, done.stderr
    assert "<strong>By hand: 30 points</strong>, in place of 0 in the tests." in html
    assert "Extra credit: 5 points." in html
    assert "see me &lt;script&gt;alert(1)&lt;/script&gt;\n# no *heading* &amp; ```\n=1+1" in html
    assert "<script" not in html
    assert "**By hand: 30 points**, in place of 0 in the tests." in md
    assert f"````text\n{SAID}\n````" in md
    assert "In time it would be 95" in html


@pytest.mark.parametrize(
    ("options", "status", "said"),
    [
        (["--gradebook", "none.db"], 1, "there is no gradebook"),
        (["--gradebook", "x.db", "--no-gradebook"], 2, "are opposites"),
        ([], 1, "(to do without what was given by hand there: --no-gradebook)"),
    ],
)
def test_no_grade_is_told_without_the_marks_it_should_have(course, options, status, said):
    """A gradebook that cannot be read ends the verb, and says how to do without."""
    (course / "gradebook.db").write_text("this is no database, however long it may be " * 50)
    done = run_autograder("grades", *options, cwd=course)

    assert (status, "") == (done.returncode, done.stdout)
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_marks_count_for_who_handed_in_nothing(tmp_path, toy_course):
    """An instructor may give points where there is no submission, also before it is due."""
    from autograder.grading.standing import standing_of

    late = datetime(2025, 1, 1, tzinfo=UTC)
    marks = {("ben", "01_toy"): (Mark("scale", 12.0),)}
    people = {"ben": Person("ben")}
    standing = standing_of([report()], replace(toy_course, people=people), now=late, marks=marks)
    (ben,) = next(one for one in standing.grades if one.student == "ben").grades

    assert (12.0, False) == (ben.score, ben.handed_in)
    assert "scale: 12 points by hand, in place of 0 in the tests" in ben.explanation
