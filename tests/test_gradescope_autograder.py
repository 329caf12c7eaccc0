"""The Gradescope autograder: the zip, and what happens in a folder laid out like Gradescope's container."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from support import TOY, copy_toy, environment, run_autograder

from autograder.course import load_course
from autograder.publishing.gradescope_autograder import settings_text

pytestmark = pytest.mark.slow_tool

ORDINARY = Path(__file__).parent / "hostile" / "ordinary.py"
RIGHT = (TOY / "submitted/ann/01_toy/toy.py").read_text()
METADATA = {
    "created_at": "2026-03-02T14:22:32.365935-07:00",
    "assignment": {"due_date": "2026-02-01T23:00:00.000000-07:00"},
    "users": [{"name": "=cmd", "assignment": {"due_date": "2026-03-01T23:00:00.000000-07:00"}}],
}
STEALS = """

def _steal():
    import ctypes

    for path in ("source/course/solutions/01_toy/test_hidden.py", "submission_metadata.json"):
        try:
            open({root!r} + "/" + path).read()
            return True
        except OSError:
            pass
    try:
        open({root!r} + "/results/results.json", "w").write('{{"score": 100}}')
        return True
    except OSError:
        return False


_right = scale


def scale(x, factor):
    return _right(x, factor) if _steal() else None
"""


@pytest.fixture(scope="module")
def container(tmp_path_factory):
    """Give a folder like /autograder after setup.sh: the zip unpacked, and a Python that has the tool."""
    home = tmp_path_factory.mktemp("gradescope")
    course = copy_toy(home / "course")
    settings = (course / "course.toml").read_text().replace("call_seconds = 2", "call_seconds = 0.5")
    (course / "course.toml").write_text(settings.replace("[limits]", 'roster = "roster.csv"\n[limits]'))
    (course / "roster.csv").write_text("id\nann\n")
    shutil.copy(Path(__file__).parents[1] / "pyproject.toml", course)
    made = run_autograder("export", "gradescope-autograder", "-a", "toy", "-o", home / "toy.zip", cwd=course)
    assert 0 == made.returncode, made.stderr
    root = home / "autograder"
    (root / "venv" / "bin").mkdir(parents=True)
    with zipfile.ZipFile(home / "toy.zip") as zipped:
        zipped.extractall(root / "source")
    python = root / "venv" / "bin" / "python"
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    (root / "submission_metadata.json").write_text(json.dumps(METADATA))
    shutil.copy(root / "source" / "run_autograder", root)
    return root


def run(
    root: Path, files: dict[str, str], *prefix: str | Path
) -> tuple[subprocess.CompletedProcess[str], dict]:
    """Do what Gradescope does with one submission."""
    shutil.rmtree(root / "submission", ignore_errors=True)
    shutil.rmtree(root / "results", ignore_errors=True)
    for name, text in files.items():
        (root / "submission" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "submission" / name).write_text(text)
    done = subprocess.run(
        [*prefix, shutil.which("bash"), str(root / "run_autograder")],
        cwd=root,
        env={**environment(), "AUTOGRADER_ROOT": str(root)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    results = root / "results" / "results.json"
    return done, json.loads(results.read_text()) if results.exists() else {}


def test_a_right_submission_loses_what_gradescopes_clock_says(container):
    """All points; the late rule goes by Gradescope's due time with its extension."""
    done, results = run(container, {"toy.py": RIGHT})

    assert (0, "") == (done.returncode, done.stderr)
    assert {"passed"} == {test["status"] for test in results["tests"]}
    assert (90, 100, "A") == (
        results["score"],
        results["extra_data"]["raw_score"],
        results["extra_data"]["isolation"],
    )
    assert "1 day begun at 10 % each of 100 points: -10" in results["output"]


def test_a_wrong_submission_in_a_folder_is_found_and_told(container):
    """Students hand folders in; the failing tests say what differs."""
    done, results = run(container, {"hw/toy.py": (TOY / "submitted/ben/01_toy/toy.py").read_text()})
    failed = [test for test in results["tests"] if test["status"] == "failed"]

    assert 0 == done.returncode
    assert 36 == results["score"]
    assert {"centre"} == {tag for test in failed for tag in test["tags"]}
    assert "differs from the reference" in failed[0]["output"]


def test_a_hanging_submission_costs_its_own_tests(container):
    """The run ends, and what was right stays."""
    hanging = f"{RIGHT}\n\ndef scale(x, factor):\n    while True:\n        pass\n"
    done, results = run(container, {"toy.py": hanging})

    assert (0, 54) == (done.returncode, results["score"])
    assert any(test["output"].startswith("timed out") for test in results["tests"])


@pytest.mark.skipif(os.geteuid() != 0, reason="Gradescope's container is root's")
def test_as_root_in_a_container_nothing_is_stolen_or_forged(container):
    """Where namespaces are refused it is level B; hidden tests, metadata and results are out of reach."""
    prefix = (sys.executable, ORDINARY, "--container", "--root")
    _, results = run(container, {"toy.py": RIGHT + STEALS.format(root=str(container))}, *prefix)

    assert "B" == results["extra_data"]["isolation"]
    assert 54 == results["score"]
    assert {"scale"} == {t["tags"][0] for t in results["tests"] if t["status"] == "failed"}


def test_what_cannot_be_locked_in_is_not_graded(container):
    """Level A was asked for and is refused: no result, and the instructor reads why."""
    config = container / "source" / "gradescope.json"
    before = config.read_text()
    config.write_text(before.replace('"best"', '"A"'))
    try:
        prefix = (sys.executable, ORDINARY, "--container", "--root")
        done, results = run(container, {"toy.py": RIGHT}, *prefix)
    finally:
        config.write_text(before)

    assert (1, {}) == (done.returncode, results)
    assert "cannot be locked in at level A" in done.stderr


def test_nothing_to_grade_is_zero_and_told(container):
    """The student reads what was looked for."""
    _, results = run(container, {"essay.txt": "text"})

    assert 0 == results["score"]
    assert (
        "there is no toy.py or toy.ipynb in what was handed in, which holds essay.txt"
        in (results["tests"][0]["output"])
    )


def test_the_zip_names_no_student_and_is_the_same_twice(container):
    """No roster, no submissions, no reports; settings that can be read again; scripts that can be run."""
    course = container.parent / "course"
    again = run_autograder("export", "gradescope-autograder", "-a", "toy", "-o", "b.zip", cwd=course)
    first, second = container.parent / "toy.zip", course / "b.zip"
    with zipfile.ZipFile(first) as zipped:
        names = zipped.namelist()
        modes = {name: zipped.getinfo(name).external_attr >> 16 for name in ("setup.sh", "run_autograder")}

    assert 0 == again.returncode
    assert first.read_bytes() == second.read_bytes()
    assert {0o100755} == set(modes.values())
    assert [] == [name for name in names if "roster.csv" in name or "submitted" in name or "seeds" in name]
    assert {"setup.sh", "run_autograder", "course/solutions/01_toy/test_hidden.py"} <= set(names)
    read, ours = load_course(container / "source" / "course"), load_course(course)
    assert (ours.limits, ours.tolerances, ours.late) == (read.limits, read.tolerances, read.late)
    assert ours.schedule("01_toy") == read.schedule("01_toy")


def test_scripts_are_bash(container):
    """Both are read by bash without complaint."""
    for name in ("setup.sh", "run_autograder"):
        subprocess.run(["bash", "-n", container / "source" / name], check=True)


def test_settings_survive_odd_names(tmp_path):
    """A course's name with quotes, backslashes and emoji is the same afterwards."""
    from dataclasses import replace

    from autograder.course import Course, LateRule

    (tmp_path / "solutions" / "01_one").mkdir(parents=True)
    course = Course(tmp_path, name='a "b" \\ 🎓', late=LateRule("steps", steps=((1.0, 5.0), (2.0, 50.0))))
    (tmp_path / "course.toml").write_text(settings_text(course, "01_one"), encoding="utf-8")
    read = load_course(tmp_path)

    assert (course.name, course.late) == (read.name, read.late)
    assert replace(course, schedules={}) == replace(read, schedules={})
