"""Verbs, exit codes and sentences of the command line; grading itself is driven in test_end_to_end."""

import os
import sys
from pathlib import Path

import pytest
from support import run_autograder, run_python


def test_help_names_every_verb(tmp_path):
    """Each verb is listed with the whole sentence of what it does, students' verbs first."""
    shown = run_autograder("--help", cwd=tmp_path)

    assert 0 == shown.returncode
    assert "..." not in shown.stdout.partition("Studying:")[2]
    students, _, others = shown.stdout.partition("Studying:")[2].partition("Writing a course:")
    assert all(f"\n  {verb}" in students for verb in ("status", "hint", "watch", "show"))
    assert "Grading:" in others
    for verb in ("new", "generate", "verify", "release", "grade", "demo", "collect", "doctor"):
        assert any(line.split()[:1] == [verb] and len(line.split()) > 2 for line in shown.stdout.splitlines())


@pytest.mark.parametrize("arguments", [["grad"], ["grade", "--jobs", "0"], ["grade", "--isolation", "none"]])
def test_a_command_that_cannot_be_understood_ends_with_two(tmp_path, arguments):
    """Misspelt verbs and values are told apart from faults of the course."""
    done = run_autograder(*arguments, cwd=tmp_path)

    assert 2 == done.returncode
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [["grade"], ["verify"], ["generate"], ["new", "09_other"], ["demo"]])
def test_a_students_copy_has_nothing_to_grade_with(tmp_path, arguments):
    """Without solutions/ the instructors' verbs refuse, in a sentence."""
    (tmp_path / "course.toml").touch()
    (tmp_path / "assignments/01_toy").mkdir(parents=True)
    (tmp_path / "submitted").mkdir()
    done = run_autograder(*arguments, cwd=tmp_path)

    assert 1 == done.returncode
    assert "solutions/" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_setting_is_told_with_line_and_nearest(toy):
    """A typing error in course.toml is found before anything is done."""
    settings = toy / "course.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("call_seconds", "call_second"), encoding="utf-8")
    line = text.splitlines().index("call_seconds = 2") + 1
    done = run_autograder("grade", cwd=toy)

    assert 1 == done.returncode
    assert f"course.toml:{line}: limits.call_second is not known; did you mean call_seconds?" in done.stderr


def test_the_course_is_found_from_below(toy):
    """Commands work in any folder of the course."""
    done = run_autograder("generate", "--check", cwd=toy / "solutions/01_toy")

    assert 1 == done.returncode
    assert "missing: assignments/01_toy/toy.py" in done.stdout


def test_generate_writes_what_check_misses(autograder):
    """--check ends with 1 until generate has been run, and names each file."""
    assert 1 == autograder("generate", "--check").returncode
    assert 0 == autograder("generate").returncode
    again = autograder("generate", "--check")

    assert (0, "assignments/ is current\n") == (again.returncode, again.stdout)


def test_a_release_that_cannot_be_made_says_why(autograder, toy, tmp_path):
    """A README without the line that ends the students' part is named, and nothing is left in the folder."""
    autograder("generate")
    (toy / "README.md").write_text("# Toy\n", encoding="utf-8")
    done = autograder("release", tmp_path / "copy")

    assert 1 == done.returncode
    assert f"{toy / 'README.md'}: there is no line '<!-- instructors from here -->'" in done.stderr
    assert not (tmp_path / "copy").exists()


def test_a_folder_that_cannot_be_written_is_a_sentence(toy):
    """An error of the file system names the file and has no traceback."""
    (toy / "file").touch()
    done = run_autograder("grade", "--reports", toy / "file", cwd=toy)

    assert 1 == done.returncode
    assert str(toy / "file") in done.stderr
    assert "Traceback" not in done.stderr


def test_what_instructors_need_is_named(tmp_path):
    """Without the extra's libraries the command says what to install, and what students do instead."""
    program = (
        "import importlib.util as u, sys\n"
        "real = u.find_spec\n"
        "u.find_spec = lambda name, *a: None if name in ('click', 'rich') else real(name, *a)\n"
        "from autograder.__main__ import main\nmain()\n"
    )
    done = run_python("-c", program, cwd=tmp_path, seconds=60)

    assert 1 == done.returncode
    assert "need click and rich; install what they need with: pip install -e '.[study]'" in done.stderr


def test_a_missing_library_is_a_sentence(toy):
    """Grading where torch is not installed names it, the interpreter and what installs it."""
    program = (
        "import importlib.metadata as m, sys\n"
        "real = m.distribution\n"
        "def found(name):\n"
        "    if name == 'torch':\n"
        "        raise m.PackageNotFoundError(name)\n"
        "    return real(name)\n"
        "m.distribution = found\nsys.argv[0] = 'autograder'\n"
        "from autograder.__main__ import main\nmain()\n"
    )
    done = run_python("-c", program, "grade", cwd=toy, seconds=60)

    assert 1 == done.returncode
    assert f"autograder: torch is not installed for {sys.executable}; install" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="there a folder in use cannot be deleted")
@pytest.mark.parametrize("verb", ["grade", "status", "--help"])
def test_a_deleted_folder_is_a_sentence(tmp_path, verb):
    """Who stands in a folder that is gone is told so, by every verb."""
    gone = tmp_path / "gone"
    gone.mkdir()
    start = "import os, sys; os.rmdir(os.getcwd()); sys.argv[0] = 'autograder'; "
    program = f"{start}from autograder.__main__ import main; main()"
    done = run_python("-c", program, verb, cwd=gone, seconds=60)

    assert 1 == done.returncode
    assert "the folder this was started in is no longer there" in done.stderr
    assert 1 == len(done.stderr.splitlines())


def test_isolation_by_process_says_that_it_is_no_wall(toy):
    """The weakest level has to be asked for by name, is warned of, and stands in the report."""
    done = run_autograder("grade", "-s", "ann", "--isolation", "process", cwd=toy)

    assert 0 == done.returncode, done.stderr
    assert "isolation is 'process' only" in done.stderr
    assert '"isolation": "process"' in (toy / "reports/01_toy/ann.json").read_text(encoding="utf-8")


def test_a_demonstration_of_the_toy_course(toy, tmp_path):
    """A class with everything that can go right or wrong is graded, and says where the reports are."""
    done = run_autograder("demo", tmp_path / "class", "-a", "toy", "-j", "2", cwd=toy)
    rows = {line.split()[0]: line.split()[1:] for line in done.stdout.splitlines() if line.strip()}

    assert 0 == done.returncode, done.stderr
    assert ["100/100"] == rows["reference"] == rows["right-loops"]
    assert "0/100" == rows["stub"][0] == rows["trouble-hangs_at_import"][0] == rows["trouble-empty_file"][0]
    for student, row in rows.items():
        if student.startswith(("wrong-", "trouble-")):
            assert "100/100" != row[0] or student == "trouble-prints_a_lot"
    example = Path(done.stdout.rpartition("one report: ")[2].replace("\n", ""))
    assert example.is_file()
