"""Reports in nbgrader's real gradebook: what is written, what people wrote there stays."""

import os
import shutil
import subprocess
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from gradebooks import COURSE, DUE, add_graded_cell, report, write

from autograder.course import Schedule
from autograder.grading.marks import Mark
from autograder.model import CourseError, TestResult, Verdict
from autograder.plain_files import folder_of, printable
from autograder.publishing.database import Place, opened, place_of, reading
from autograder.publishing.manual_marks import read_marks
from autograder.publishing.rows import naive_utc
from autograder.roster import Person

pytest.importorskip("nbgrader")

NAMES = (
    'O"Brien, ann',
    "😀 emoji",
    "\u202eright to left",
    "=1+1",
    "<img src=x onerror=document.title='hit'>",
    "tab\tand\nline",
    "ünïcode ' ; DROP TABLE grade; --",
    "100%",
)


def test_rows_are_nbgraders(place, toy_assignment):
    """Assignment, cells, students, submissions, scores and penalties are read by nbgrader itself."""
    missing = report(
        "cai", 0.0, 0.0, verdict=Verdict.REFUSED, message="nothing was handed in: there is no folder"
    )

    written = write(place, toy_assignment, report(), report("ben", 40.0, 0.0, timedelta(hours=30)), missing)

    with opened(place) as gradebook:
        book = gradebook.find_assignment("01_toy")
        cells = {cell.name: cell.max_score for cell in book.notebooks[0].grade_cells}
        ben = gradebook.find_submission("01_toy", "ben")
        found = (
            book.duedate,
            book.max_score,
            cells,
            {cell.name for cell in book.notebooks[0].solution_cells},
            ben.timestamp,
            ben.score,
            ben.late_submission_penalty,
            [student.id for student in gradebook.students],
            {one.student_id for one in book.submissions},
            gradebook.find_grade("test-centre", "toy", "01_toy", "ben").failed_tests,
            gradebook.find_grade("test-scale", "toy", "01_toy", "ben").needs_manual_grade,
        )
    assert 2 == written.submissions
    assert (
        naive_utc(DUE),
        100.0,
        {"test-scale": 40.0, "test-centre": 60.0},
        {"scale", "centre"},
        naive_utc(DUE + timedelta(hours=30)),
        40.0,
        8.0,
        ["ann", "ben", "cai"],
        {"ann", "ben"},
        True,
        False,
    ) == found


def test_what_people_wrote_survives_two_regrades(place, toy_assignment):
    """A manual score, extra credit, comment and flag stand after two regrades; the penalty follows them."""
    late = timedelta(hours=1)
    write(place, toy_assignment, report(scale=0.0, centre=0.0, late=late))
    with opened(place) as gradebook:
        grade = gradebook.find_grade("test-scale", "toy", "01_toy", "ann")
        grade.manual_score, grade.extra_credit = 30.0, 5.0
        gradebook.find_comment("scale", "toy", "01_toy", "ann").manual_comment = "well <b>tried</b>"
        gradebook.find_submission("01_toy", "ann").notebooks[0].flagged = True
        gradebook.db.commit()

    write(place, toy_assignment, report(scale=0.0, centre=60.0, late=late))
    with opened(place) as gradebook:
        unchanged = gradebook.find_grade("test-scale", "toy", "01_toy", "ann").needs_manual_grade
    write(place, toy_assignment, report(scale=10.0, centre=60.0, late=late))

    with opened(place) as gradebook:
        grade = gradebook.find_grade("test-scale", "toy", "01_toy", "ann")
        submission = gradebook.find_submission("01_toy", "ann")
        assert (10.0, 30.0, 5.0, 35.0) == (
            grade.auto_score,
            grade.manual_score,
            grade.extra_credit,
            grade.score,
        )
        assert (False, True) == (unchanged, grade.needs_manual_grade)
        assert "well <b>tried</b>" == gradebook.find_comment("scale", "toy", "01_toy", "ann").comment
        assert (True, 95.0, 9.5) == (
            submission.notebooks[0].flagged,
            submission.score,
            submission.late_submission_penalty,
        )


def test_rewriting_makes_no_second_row(place, toy_assignment):
    """The same reports twice give the same rows, and a changed due time changes the penalty alone."""
    write(place, toy_assignment, report(late=timedelta(hours=1)))
    generous = replace(COURSE, schedules={"01_toy": Schedule(due=DUE + timedelta(days=1))})
    write(place, toy_assignment, report(late=timedelta(hours=1)), course=generous)
    with opened(place) as gradebook:
        from nbgrader import api

        tables = (api.Student, api.SubmittedAssignment, api.SubmittedNotebook, api.Grade, api.Comment)
        assert [1, 1, 1, 2, 2] == [gradebook.db.query(table).count() for table in tables]
        assert 0 == gradebook.find_submission("01_toy", "ann").late_submission_penalty


@pytest.mark.parametrize("name", [*NAMES, "x" * 500])
def test_any_name_comes_through_whole(place, toy_assignment, name):
    """A student is called as their folder, and found by nbgrader's own function."""
    write(place, toy_assignment, report(printable(name)))
    with opened(place) as gradebook:
        assert name == gradebook.find_submission("01_toy", name).student.id
    assert name == folder_of(printable(name))


def test_roster_names_students(place, toy_assignment):
    """Names come from the roster, for those too who handed in nothing; what it lacks is left alone."""
    people = {
        "ann": Person("ann", first_name="=Ann", last_name="<b>Smith</b>, 😀", email="a@b.c", lms_id="7"),
        "zoe": Person("zoe", full_name="Zoë Z."),
    }
    write(place, toy_assignment, report(), course=replace(COURSE, people=people))
    write(place, toy_assignment, report())
    with opened(place) as gradebook:
        ann, zoe = gradebook.find_student("ann"), gradebook.find_student("zoe")
        assert ("=Ann", "<b>Smith</b>, 😀", "a@b.c", "7") == (
            ann.first_name,
            ann.last_name,
            ann.email,
            ann.lms_user_id,
        )
        assert "Zoë Z." == zoe.last_name
        assert [] == zoe.submissions


def test_removed_exercise(place, toy_assignment):
    """A cell the assignment lost goes with its scores, unless somebody graded it by hand."""
    write(place, toy_assignment, report())
    add_graded_cell(place, "test-gone", "code")
    with pytest.raises(CourseError, match="01_toy no longer has test-gone, and the gradebook holds manual"):
        write(place, toy_assignment, report(scale=1.0))
    with opened(place) as gradebook:
        grade = gradebook.find_grade("test-gone", "toy", "01_toy", "ann")
        assert 40.0 == gradebook.find_grade("test-scale", "toy", "01_toy", "ann").auto_score
        grade.manual_score = None
        gradebook.db.commit()
    write(place, toy_assignment, report(scale=1.0))
    with opened(place) as gradebook:
        assert 100.0 == gradebook.find_assignment("01_toy").max_score


def test_unknown_exercise_is_refused(place, toy_assignment):
    """A report of another state of the assignment writes nothing."""
    odd = replace(report(), results=(TestResult("old", "T::t", Verdict.PASSED, 1.0, 1.0),))
    with pytest.raises(CourseError, match="report of ann has the exercise old"):
        write(place, toy_assignment, report("ben"), odd)
    with opened(place) as gradebook:
        assert [] == gradebook.students


def test_faults_are_one_sentence(tmp_path, toy_assignment):
    """No URL, an unknown database, a folder that is not there and a file that is no database are said so."""
    with pytest.raises(CourseError, match="no URL of a database"):
        place_of(tmp_path, "://")
    broken = tmp_path / "broken.db"
    broken.write_text("this is no database at all, however long it may be " * 50)
    for url, said in (
        ("nosuch://x", "SQLAlchemy knows no such database"),
        (f"sqlite:///{tmp_path}/none/g.db", "unable to open database file"),
        (f"sqlite:///{broken}", "file is not a database"),
    ):
        with pytest.raises(CourseError, match=said), opened(place_of(tmp_path, url)):
            pass


def test_nbgraders_settings_are_read(tmp_path):
    """The URL in nbgrader_config.py holds; one that cannot be run is said with its file."""
    config = tmp_path / "nbgrader_config.py"
    assert f"sqlite:///{tmp_path / 'gradebook.db'}" == place_of(tmp_path).url
    config.write_text("c = get_config()\nc.CourseDirectory.db_url = 'postgresql://u:secret@h/d'\n")
    assert "postgresql://u:***@h/d" == place_of(tmp_path).shown
    config.write_text("1 / 0")
    with pytest.raises(CourseError, match=r"nbgrader_config\.py: .*ZeroDivisionError"):
        place_of(tmp_path)


@pytest.fixture
def postgresql():
    """Give the URL of a PostgreSQL server of our own, run by an ordinary user in a temporary folder."""
    pytest.importorskip("psycopg")
    places = [*Path("/usr/lib/postgresql").glob("*/bin"), *map(Path, os.get_exec_path())]
    binary = next(
        (one for one in places if (one / "initdb").is_file() and (one / "postgres").is_file()), None
    )
    if binary is None:
        pytest.skip("there is no PostgreSQL server on this machine (initdb, postgres)")
    options = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        if options:
            shutil.chown(folder, "nobody", "nogroup")
        data = Path(folder, "data")

        def run(*command):
            done = subprocess.run(
                [str(binary / command[0]), *command[1:]],
                cwd=folder,
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
                **options,
            )
            if done.returncode:
                pytest.skip(f"{command[0]} does not work here: {done.stderr.strip()[:200]}")

        run("initdb", "-D", str(data), "-U", "teacher", "-A", "trust", "-N", "--locale=C", "-E", "UTF8")
        server = f"-k {folder} -c listen_addresses= -c fsync=off"
        run("pg_ctl", "-D", str(data), "-w", "-l", f"{folder}/log", "-o", server, "start")
        try:
            yield f"postgresql+psycopg://teacher@/postgres?host={folder}"
        finally:
            run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")


@pytest.mark.slow_tool
def test_postgresql(postgresql, toy_assignment):
    """On a real PostgreSQL server names come through, manual scores stay, and what is too long is said."""
    place = Place(postgresql)
    for _ in range(2):
        written = write(
            place, toy_assignment, *(report(printable(name)) for name in NAMES), report("y" * 129)
        )
        with opened(place) as gradebook:
            grade = gradebook.find_grade("test-scale", "toy", "01_toy", NAMES[0])
            scores = (grade.auto_score, grade.manual_score)
            grade.manual_score = 3.5
            gradebook.db.commit()
            names = {one.id for one in gradebook.students}
    assert (40.0, 3.5) == scores
    assert set(NAMES) == names
    assert len(NAMES) == written.submissions
    assert "name of 129 characters does not fit" in written.refused[0]
    from sqlalchemy import text

    with pytest.raises(CourseError, match="read-only transaction"), reading(place) as connection:
        connection.execute(text("delete from comment"))
    marks = read_marks(place, [toy_assignment]).marks
    assert {name: (Mark("scale", 3.5),) for name in NAMES[:1]} == {
        folder_of(student): given for (student, _), given in marks.items()
    }
