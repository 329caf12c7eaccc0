"""From a changed rubric to the students it touches, by the command line."""

import shutil
import subprocess
import sys
from pathlib import Path

from support import copy_toy, environment


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "autograder", *arguments]
    return subprocess.run(
        command, cwd=root, capture_output=True, text=True, env=environment(), check=False, timeout=120
    )


def test_a_changed_test_is_graded_again_and_its_students_are_named(tmp_path):
    """Grading says whose score changed; diff compares with an older copy; nothing else is run again."""
    root = copy_toy(tmp_path / "toy")
    first = run(root, "grade", "--seed", "1")
    assert 0 == first.returncode, first.stderr
    assert "changed" not in first.stderr
    shutil.copytree(root / "reports", root / "old")
    kept = run(root, "diff", "old", "reports")
    assert "none of 5 scores changed" == kept.stdout.strip()

    suite = root / "solutions/01_toy/test_hidden.py"
    text = suite.read_text(encoding="utf-8")
    suite.write_text(text.replace('compare("scale", cases.table(rng), 1.5)', "assert 0, 'x'", 1), "utf-8")
    second = run(root, "grade")
    told = run(root, "diff", "old", "reports", "-a", "toy")

    assert "4 scores changed: ann 01_toy: 100 → 70 (-30); ben" in second.stderr.replace("\n", " ")
    assert ["ann 01_toy: 100 → 70 (-30)", "  TestScale::test_values: passed → wrong (-30)"] == (
        told.stdout.splitlines()[:2]
    )
    assert "4 of 5 scores changed" == told.stdout.splitlines()[-1]
    assert "graded before" in run(root, "grade").stdout


def test_the_calendar_changes_grades_without_running_anything(tmp_path):
    """A new late rule is in the table at once, with every report graded before."""
    root = copy_toy(tmp_path / "toy")
    run(root, "grade")
    settings = root / "course.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("percent_per_day = 10", "percent_per_day = 20"), encoding="utf-8")
    assert text != settings.read_text(encoding="utf-8")
    again = run(root, "grade")

    assert "5 of them graded before" in again.stdout
    assert ["ben", "24/100", "-16"] == next(
        r for r in map(str.split, again.stdout.splitlines()) if r[0] == "ben"
    )[:3]
    assert 1 == run(root, "diff", "nowhere", "reports").returncode
    assert 1 == run(root, "diff", "reports", "reports", "-a", "no").returncode
