"""The toy course, driven through the real command line from submissions to reports."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from grades_read import reports_of, scores, times
from support import copy_toy, run_autograder

pytestmark = pytest.mark.slow_tool

RIGHT = "def scale(x, factor=2.0):\n    return x * factor\n\n\n"
RIGHT += "def centre(x):\n    return x - x.mean(axis=1, keepdims=True)\n"
STUDENTS = ["ann", "ben", "cai", "dot", "eve"]


def row_of(output: str, student: str) -> list[str]:
    """Return the words of a student's row in the table."""
    return next(line.split() for line in output.splitlines() if line.startswith(f"{student} "))


def add_to_suite(toy: Path, lines: str) -> None:
    """Put a test at the end of the class TestCentre of the hidden suite."""
    suite = toy / "solutions/01_toy/test_hidden.py"
    suite.write_text(suite.read_text(encoding="utf-8") + lines, encoding="utf-8")


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """Grade the five students once; tests only look at what came of it."""
    toy = copy_toy(tmp_path_factory.mktemp("graded") / "toy")
    return toy, run_autograder("grade", "-j", "2", cwd=toy)


@pytest.fixture
def regraded(graded: tuple[Path, object], tmp_path: Path) -> Path:
    """Give a copy of the graded course to change and grade again."""
    return Path(shutil.copytree(graded[0], tmp_path / "toy"))


def test_each_student_gets_what_the_answers_earn(graded):
    """Right answers earn all, one wrong exercise loses itself, half done keeps half, tricks earn nothing."""
    toy, done = graded

    assert 0 == done.returncode, done.stderr
    assert {"ann": 100, "ben": 40, "cai": 100, "dot": 40, "eve": 0} == scores(toy)


def test_the_table_shows_scores_and_what_stands_out(graded):
    """The run ends with a line per student and where the reports are."""
    _, done = graded

    assert ["ann", "100/100"] == row_of(done.stdout, "ann")
    assert ["cai", "100/100"] == row_of(done.stdout, "cai")
    assert "The means are those of the columns" in done.stdout
    assert "5 submissions" in done.stdout
    assert "reports" in done.stdout.splitlines()[-1]


def test_the_late_penalty_is_shown_and_not_in_the_report(graded):
    """Two days begun cost a fifth of the raw score; the report keeps the raw score and the time."""
    toy, done = graded

    assert ["ben", "32/100", "-8"] == row_of(done.stdout, "ben")[:3]
    assert 40 == reports_of(toy)["ben"]["score"]
    assert reports_of(toy)["ben"]["submitted_at"].startswith("2026-03-02T13:00:00")


def test_a_second_run_grades_nothing(graded):
    """Reports that are still true are kept as they are, and the run says so."""
    toy, _ = graded
    before = times(toy)
    done = run_autograder("grade", cwd=toy)

    assert 0 == done.returncode
    assert "5 of them graded before" in done.stdout
    assert before == times(toy)


def test_only_what_changed_is_graded_again(regraded):
    """A new version of one submission regrades that one; a new due date regrades nobody."""
    before = times(regraded)
    (regraded / "submitted/dot/01_toy/toy.py").write_text(RIGHT, encoding="utf-8")
    settings = regraded / "course.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("2026-03-01T12:00", "2026-02-01T12:00"), encoding="utf-8")
    done = run_autograder("grade", cwd=regraded)
    after = times(regraded)

    assert ["dot"] == [student for student in STUDENTS if before[student] != after[student]]
    assert 100 == scores(regraded)["dot"]
    assert ["ann", "0/100", "-100"] == row_of(done.stdout, "ann")


def test_force_grades_again(regraded):
    """--force regrades what has a true report, of the chosen student alone."""
    before = times(regraded)
    done = run_autograder("grade", "--force", "-s", "ann", cwd=regraded)
    after = times(regraded)

    assert 0 == done.returncode, done.stderr
    assert ["ann"] == [student for student in STUDENTS if before[student] != after[student]]
    assert before["ann"] < after["ann"]


def test_students_and_assignments_can_be_chosen(toy):
    """-s and -a leave the others alone; an assignment may be named by number or module."""
    done = run_autograder("grade", "-a", "toy", "-s", "ann", "-s", "dot", cwd=toy)

    assert 0 == done.returncode, done.stderr
    assert {"ann": 100, "dot": 40} == scores(toy)


def test_json_lines(regraded):
    """--json prints each report as one line on the standard output, and nothing else there."""
    done = run_autograder("grade", "--json", cwd=regraded)
    lines = [json.loads(line) for line in done.stdout.splitlines()]

    assert STUDENTS == sorted(line["student"] for line in lines)
    assert reports_of(regraded) == {line["student"]: line for line in lines}


def test_reports_go_where_they_are_wanted(regraded, tmp_path):
    """--reports names another folder, and submissions may lie anywhere."""
    elsewhere = tmp_path / "handed in"
    shutil.copytree(regraded / "submitted/ann", elsewhere / "ann")
    target = tmp_path / "out" / "reports"
    done = run_autograder("grade", elsewhere, "--reports", target, cwd=regraded)

    assert 0 == done.returncode, done.stderr
    assert ["ann.json"] == [file.name for file in (target / "01_toy").iterdir()]


def test_a_misspelt_assignment_names_the_nearest(toy):
    """An assignment that is not there is one sentence with the nearest name."""
    done = run_autograder("grade", "-a", "01_tyo", cwd=toy)

    assert 1 == done.returncode
    assert "did you mean 01_toy?" in done.stderr
    assert 1 == len(done.stderr.strip().splitlines())


def test_a_misspelt_student_names_the_nearest(toy):
    """A student who is not there is refused instead of being left out in silence."""
    done = run_autograder("grade", "-s", "ann", "-s", "bem", cwd=toy)

    assert 1 == done.returncode
    assert "nobody called 'bem' has handed anything in; did you mean ben?" in done.stderr
    assert {} == scores(toy)


def test_two_assignments_in_one_run(toy):
    """One lane that goes on to another assignment grades it by its own suite."""
    made = run_autograder("new", "02_second", cwd=toy)
    assert 0 == made.returncode, made.stderr
    folder = toy / "submitted/ann/02_second"
    folder.mkdir()
    shutil.copy(toy / "solutions/02_second/right/loop.py", folder / "second.py")
    done = run_autograder("grade", "-s", "ann", "-s", "ben", "-j", "1", cwd=toy)
    second = {
        student: json.loads((toy / f"reports/02_second/{student}.json").read_text(encoding="utf-8"))
        for student in ("ann", "ben")
    }

    assert 0 == done.returncode, done.stderr
    assert {"ann": 100, "ben": 40} == scores(toy)
    assert {"ann": 100, "ben": 0} == {student: report["score"] for student, report in second.items()}
    assert {"mean_squared_error"} == {result["exercise"] for result in second["ann"]["results"]}
    assert {"refused"} == {result["verdict"] for result in second["ben"]["results"]}


def test_a_missing_folder_is_one_sentence(toy):
    """A folder of submissions that is not there is named, with the layout that is wanted."""
    done = run_autograder("grade", "submited", cwd=toy)

    assert 1 == done.returncode
    assert "there is no folder submited" in done.stderr
    assert "STUDENT/01_toy" in done.stderr
    assert "Traceback" not in done.stderr


def test_nothing_handed_in_is_one_sentence(toy):
    """An empty folder of submissions is told apart from one that is not there."""
    (toy / "empty").mkdir()
    done = run_autograder("grade", "empty", cwd=toy)

    assert 1 == done.returncode
    assert "nothing to grade" in done.stderr


def test_outside_of_a_course(tmp_path):
    """Without a course.toml above, the sentence says what is looked for."""
    done = run_autograder("grade", cwd=tmp_path)

    assert 1 == done.returncode
    assert "there is no course.toml" in done.stderr


def test_a_bug_in_a_hidden_test_is_our_error(toy):
    """Those who meet the bug get no report and are listed; the others are graded; the run ends with 1."""
    add_to_suite(
        toy,
        "\n    def test_buggy(self, compare, cases, rng):\n"
        "        compare('centre', cases.table(rng))\n        no_such_name\n",
    )
    done = run_autograder("grade", cwd=toy)

    assert 1 == done.returncode
    assert {"ben": 40, "dot": 40, "eve": 0} == scores(toy)
    assert "grader error, no grade: ann, cai 01_toy" in done.stderr
    assert "test_hidden.py::TestCentre::test_buggy: NameError" in done.stderr
    assert "autograder grade -s ann -s cai" in done.stderr


def test_a_mended_suite_grades_only_those_left(toy):
    """After our bug is gone everybody is graded with the mended suite, and the run ends with 0."""
    suite = toy / "solutions/01_toy/test_hidden.py"
    good = suite.read_text(encoding="utf-8")
    add_to_suite(toy, "\n    def test_buggy(self):\n        no_such_name\n")
    first = run_autograder("grade", cwd=toy)
    assert (1, {}) == (first.returncode, scores(toy))

    suite.write_text(good, encoding="utf-8")
    second = run_autograder("grade", cwd=toy)

    assert 0 == second.returncode, second.stderr
    assert STUDENTS == list(scores(toy))


def test_a_suite_that_cannot_be_imported_is_our_error(toy):
    """A syntax error in the hidden suite fails every submission of the assignment, with file and reason."""
    add_to_suite(toy, "\ndef broken(:\n")
    done = run_autograder("grade", "-s", "ann", cwd=toy)

    assert 1 == done.returncode
    assert {} == scores(toy)
    assert "test_hidden.py" in done.stderr
    assert "not Python" in done.stderr


def test_a_test_that_skips_earns_nothing(toy):
    """A hidden test that skips itself is our error: points come from passing alone."""
    add_to_suite(
        toy, "\n    def test_skips(self):\n        import pytest\n\n        pytest.skip('not today')\n"
    )
    done = run_autograder("grade", "-s", "ann", cwd=toy)

    assert 1 == done.returncode
    assert {} == scores(toy)


def test_a_report_that_cannot_be_written_is_our_error(toy):
    """When reports cannot be written, those submissions are listed and the run ends with 1."""
    (toy / "reports").mkdir()
    (toy / "reports/01_toy").write_text("in the way", encoding="utf-8")
    done = run_autograder("grade", cwd=toy)

    assert 1 == done.returncode
    assert "Traceback" not in done.stderr
    for student in ("ann", "ben", "cai", "dot", "eve"):
        assert re.search(rf"grader error, no grade: .*\b{student}\b.* 01_toy", done.stderr)
    assert "-s ann -s ben -s cai -s dot -s eve" in done.stderr
