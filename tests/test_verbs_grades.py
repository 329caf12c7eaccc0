"""The verbs grades and export, on reports and policy alone: nothing is run."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from standings import report
from support import copy_toy, run_autograder

from autograder.grading.reports import write_report

FORMATS = ("csv", "nbgrader", "canvas", "moodle", "junit", "gradescope", "gradescope-autograder", "github")
LATE = datetime(2026, 3, 2, 13, tzinfo=UTC)  # 26 hours after the toy course's due time
NAME = "=cmd|' /C calc'!A1, \u202eאב 🎓"


@pytest.fixture
def course(tmp_path):
    """Give a toy course with a roster, two reports, and nobody else's submission."""
    root = copy_toy(tmp_path / "toy", submitted=False)
    settings = root / "course.toml"
    tables = 'roster = "roster.csv"\nextensions = "extensions.csv"\n'
    settings.write_text(settings.read_text().replace("[limits]", f"{tables}[limits]", 1))
    with (root / "roster.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [("id", "last_name", "email"), ("ann", NAME, "ann@x.org"), ("ben", "", ""), ("cai", "", "")]
        )
    (root / "extensions.csv").write_text("student,assignment,due,days\n")
    write_report(root / "reports", report("ann", "01_toy", 90.0, LATE))
    write_report(root / "reports", report("ben", "01_toy", 50.0, None))
    return root


def test_help_lists_every_format_with_a_whole_line(tmp_path):
    """One line each, none cut off."""
    shown = run_autograder("export", "--help", cwd=tmp_path)
    lines = {
        line.split()[0]: line for line in shown.stdout.partition("Commands:")[2].splitlines() if line.strip()
    }

    assert sorted(FORMATS) == list(lines)
    assert all(len(line.split()) > 3 and not line.endswith("...") for line in lines.values())


def test_an_extension_counts_at_once_and_is_told(course):
    """Changing a table changes grades, without running anything; -s tells how they came about."""
    before = run_autograder("grades", "-s", "ann", cwd=course)
    (course / "extensions.csv").write_text("student,assignment,due,days\nann,toy,,2\n")
    after = run_autograder("grades", "-s", "ann", cwd=course)

    assert (0, 0) == (before.returncode, after.returncode)
    assert "01_toy: 72 of 100\n    90 of 100 points in the tests" in before.stdout
    assert "2 days begun at 10 % each of 90 points: -18" in before.stdout
    assert "01_toy: 90 of 100" in after.stdout
    assert "extended by 2 days (extensions.csv:2, student ann) to Tue 2026-03-03 12:00 CET" in after.stdout


def test_the_table_shows_everyone(course):
    """Who is late, who handed in nothing, and what the marks mean; names cannot write into the terminal."""
    shown = run_autograder("grades", cwd=course)
    rows = {line.split()[0]: line.split() for line in shown.stdout.splitlines() if line.strip()}

    assert "72*" in rows["ann"]
    assert ["50", "50", "%"] == rows["ben"][-3:]
    assert ["-", "0", "%"] == rows["cai"][-3:]
    assert "* points lost by lateness; - nothing handed in: 0" in shown.stdout
    assert "\u202e" not in shown.stdout


def test_json_is_a_line_for_each_student(course):
    """The same for programs, explanations included."""
    shown = run_autograder("grades", "--json", cwd=course)
    ann, ben, cai = map(json.loads, shown.stdout.splitlines())

    assert ("ann", 72, 50, 0) == (ann["student"], ann["mean"], ben["mean"], cai["mean"])
    assert ["nothing handed in: 0 of 100 points", "due Sun 2026-03-01 12:00 CET"] == cai["grades"][0][
        "explanation"
    ]


def test_a_file_and_standard_output_hold_the_same(course):
    """-o says what was written; without it there is nothing but the table."""
    shown = run_autograder("export", "csv", cwd=course)
    done = run_autograder("export", "csv", "-o", "grades.csv", cwd=course)
    text = (course / "grades.csv").read_bytes().decode()
    first, *_ = csv.DictReader(io.StringIO(text, newline=""))

    assert "grades of 3 students in 1 assignment are in grades.csv\n" == done.stdout
    assert text.replace("\r\n", "\n") == shown.stdout.replace("\r\n", "\n")
    assert ("ann", f"'{NAME}", "72") == (first["student"], first["last_name"], first["01_toy"])


def test_every_submission_has_its_results(course):
    """Gradescope's files lie in folders of students; who has no report has none."""
    run_autograder("export", "gradescope", "-o", "out", cwd=course)

    assert ["01_toy/ann/results.json", "01_toy/ben/results.json"] == sorted(
        path.relative_to(course / "out").as_posix() for path in (course / "out").rglob("*.json")
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["grades", "-s", "zoe"], "there is no student 'zoe'"),
        (["grades", "--reports", "nowhere"], "there are no reports in nowhere; run autograder grade first"),
        (["export", "canvas", "--column", "x"], "--column 'x' must be ASSIGNMENT=NAME"),
        (["export", "moodle", "--worksheet", "none.csv"], "none.csv"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(course, arguments, said):
    """Exit code 1, no traceback, nothing written to standard output."""
    done = run_autograder(*arguments, cwd=course)

    assert (1, "") == (done.returncode, done.stdout)
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_strangers_and_ungraded_work_are_named(course):
    """Whoever is not in the roster, and whatever was handed in and not graded, is complained of."""
    write_report(course / "reports", replace(report("mallory", "01_toy"), student="mallory"))
    (course / "submitted" / "cai" / "01_toy").mkdir(parents=True)
    done = run_autograder("grades", cwd=course)

    assert "not in the roster: mallory" in done.stderr
    assert "handed in and not graded yet, so left empty: cai; run autograder grade" in done.stderr
