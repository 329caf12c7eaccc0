"""The course: what course.toml says, and which assignments there are."""

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from autograder.course import (
    Course,
    LateRule,
    Schedule,
    Tolerance,
    find_assignment,
    find_assignments,
    find_root,
    load_course,
)
from autograder.model import CourseError

ROOT = Path(__file__).parents[1]


@pytest.fixture
def root(tmp_path):
    """A course with two assignments and some folders that are none."""
    for name in ("04_attention", "11_seq2seq", "notes", "5_short", "06_if", "__pycache__"):
        (tmp_path / "solutions" / name).mkdir(parents=True)
    (tmp_path / "solutions" / "07_file").touch()
    (tmp_path / "course.toml").touch()
    return tmp_path


def test_empty_settings_are_the_defaults(root):
    """A course with an empty course.toml has a limit and a tolerance for everything."""
    assert Course(root) == load_course(root)
    assert Tolerance(1e-8, 1e-9) == load_course(root).tolerances.float64
    assert Schedule(None, 1.0) == load_course(root).schedule("04_attention")


def test_this_course_can_be_read():
    """The settings shipped here are valid, and what their comments call defaults are the defaults."""
    course = load_course(ROOT)
    plain = Course(ROOT)
    assert (plain.limits, plain.tolerances, plain.late) == (course.limits, course.tolerances, course.late)


def test_settings_are_read(root):
    """Due times keep their offset, or take the course's time zone when they have none."""
    (root / "course.toml").write_text(
        "\ufeff"  # what some editors put in front
        '[course]\nname = "Übung"\ntimezone = "Europe/Berlin"\n'
        '[late]\nmethod = "per_day"\nmax_days = 3\n'
        "[tolerances]\nfloat32.rtol = 1e-3\n"
        "[assignments.04_attention]\ndue = 2026-10-05T23:59:00\nweight = 2\n"
        "[assignments.11_seq2seq]\ndue = 2026-10-05T23:59:00-01:00\n",
        encoding="utf-8",
    )
    course = load_course(root)
    assert ("Übung", LateRule("per_day", max_days=3)) == (course.name, course.late)
    assert Tolerance(1e-3, 2e-5) == course.tolerances.float32
    assert datetime(2026, 10, 5, 21, 59, tzinfo=UTC) == course.schedule("04_attention").due
    assert timedelta(hours=-1) == course.schedule("11_seq2seq").due.utcoffset()
    assert (2.0, 1.0) == (course.schedule("04_attention").weight, course.schedule("11_seq2seq").weight)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[limit]\ncall_seconds = 1", "1: limit is not known; did you mean limits?"),
        ("[limits]\ncall_second = 1", "2: limits.call_second is not known; did you mean call_seconds?"),
        ("[limits]\nsource_kb = 0", "2: limits.source_kb must be between 1 and 4096, not 0"),
        ("[tolerances.float64]\nrtol = 0.1", "2: tolerances.float64.rtol must be between 0 and 0.01"),
        ("limits = 3", "1: limits must be a table"),
        ("assignments = 3", "1: assignments must be a table"),
        (
            "\n[assignments.04_atention]\nweight = 1",
            "2: assignments.04_atention is not a folder of the course; did you mean 04_attention?",
        ),
        (
            "[assignments.04_attention]\ndue = 'soon'",
            "2: assignments.04_attention.due must be a date with a time",
        ),
        (
            "[course]\ntimezone = 'Europe/Berln'",
            "2: course.timezone must name a time zone, as Europe/Berlin does, not 'Europe/Berln'",
        ),
        ("[course]\ntimezone = '../x'", "2: course.timezone must name a time zone"),
        (
            "[course]\ntimezone = 'Europe/Berlin'\n[assignments.04_attention]\ndue = 2026-03-29T02:30:00",
            "4: assignments.04_attention.due 2026-03-29 02:30:00 is no time in Europe/Berlin",
        ),
        (
            "[course]\ntimezone = 'Europe/Berlin'\n[assignments.04_attention]\ndue = 2026-10-25T02:30:00",
            "4: assignments.04_attention.due 2026-10-25 02:30:00 comes twice in Europe/Berlin",
        ),
        ("[course]\ndrop_lowest = -1", "2: course.drop_lowest must be between 0 and 99, not -1"),
        ("[course]\nextension = 'x'", "2: course.extension is not known; did you mean extensions?"),
        ("[late]\nmethod = 'per_week'", "2: late.method must be one of none, zero, per_day, per_hour, steps"),
        ("[late]\nmethod = 'steps'", "2: late.method is 'steps' and there are none; add steps = [[24, 10]"),
        ("[late]\nsteps = [[24, 10], [12, 20]]", "2: late.steps must name growing numbers above 0 first"),
        ("[late]\nsteps = [[24, 110]]", "2: late.steps must have numbers between 0 and 100 second, not 110"),
        ("[late]\nsteps = [24, 10]", "2: late.steps must be pairs of numbers, as in [[24, 10], [72, 30]]"),
        ("[late]\nmax_percent = 101", "2: late.max_percent must be between 0 and 100, not 101"),
        (
            "[assignments.04_attention]\nlate = { methd = 'zero' }",
            "2: assignments.04_attention.late.methd is not known; did you mean method?",
        ),
        ("[assignments.04_attention]\nlate = 3", "2: assignments.04_attention.late must be a table"),
    ],
)
def test_mistakes_in_settings_are_one_sentence(root, text, message):
    """What cannot be meant is refused with file and line, and with the nearest thing that could be."""
    (root / "course.toml").write_text(text)
    with pytest.raises(CourseError) as caught:
        load_course(root)
    assert str(caught.value).startswith(f"{root / 'course.toml'}:{message}")
    assert "\n" not in str(caught.value)


def test_an_assignments_own_late_rule_changes_what_it_names(root):
    """The rest of the rule is the course's."""
    (root / "course.toml").write_text(
        '[late]\nmethod = "steps"\nsteps = [[24, 10], [72, 30.5]]\nmax_percent = 50\n'
        '[assignments.04_attention]\nlate = { method = "per_hour" }\n'
    )
    course = load_course(root)
    rule = LateRule("steps", max_percent=50, steps=((24, 10), (72, 30.5)))
    assert rule == course.late
    assert replace(rule, method="per_hour") == course.schedule("04_attention").late
    assert None is course.schedule("11_seq2seq").late


def test_a_table_that_is_not_there_is_named(root):
    """The roster is looked for beside course.toml."""
    (root / "course.toml").write_text('[course]\nroster = "roster.csv"\n')
    with pytest.raises(
        CourseError, match=r"roster\.csv: there is no such file; make it, or take its name out"
    ):
        load_course(root)


def test_unreadable_settings(root):
    """Missing settings and settings of another encoding are sentences too."""
    (root / "course.toml").write_bytes(b'[course]\nname = "\xff"')
    with pytest.raises(CourseError, match="save it as UTF-8"):
        load_course(root)
    with pytest.raises(CourseError, match="no such file"):
        load_course(root / "solutions")


def test_root_is_found_from_below(root):
    """Any folder of the course leads to its root; elsewhere there is a sentence."""
    assert root == find_root(root) == find_root(root / "solutions" / "04_attention")
    with pytest.raises(CourseError, match=r"no course\.toml"):
        find_root(root.parent)


def test_assignments_are_the_numbered_folders(root):
    """Files, short numbers, Python's own words and other folders are no assignments."""
    assert ["04_attention", "11_seq2seq"] == [one.name for one in find_assignments(root)]


def test_students_copy_has_assignments_only(root):
    """Without solutions/ the assignments are those below assignments/."""
    (root / "assignments").mkdir()
    (root / "solutions").rename(root / "assignments" / "08_pytorch")
    (found,) = find_assignments(root)
    assert ("08_pytorch", root / "assignments" / "08_pytorch") == (found.name, found.folder)


def test_a_students_copy_may_hold_some_assignments_only(root):
    """What is said of an assignment that was not handed out is left alone; a typing mistake is not."""
    (root / "course.toml").write_text("[assignments.09_later]\nweight = 2\n", encoding="utf-8")
    with pytest.raises(CourseError, match="09_later is not a folder of the course"):
        load_course(root)
    (root / "solutions").rename(root / "assignments")

    assert {} == load_course(root).schedules

    (root / "course.toml").write_text("[assignment.09_later]\nweight = 2\n", encoding="utf-8")
    with pytest.raises(CourseError, match="did you mean assignments"):
        load_course(root)


@pytest.mark.parametrize(
    "name", ["04", "attention", "04_attention", "solutions/04_attention/", "a\\04_attention"]
)
def test_assignment_is_found_by_any_of_its_names(root, name):
    """Number, module, full name or a completed path: all mean the same folder."""
    assert "04_attention" == find_assignment(root, name).name


def test_assignment_not_found_suggests(root):
    """A misspelling is answered with the nearest name, anything else with the list."""
    with pytest.raises(CourseError, match=r"'atention'; did you mean 04_attention\?"):
        find_assignment(root, "atention")
    with pytest.raises(CourseError, match="there are: 04_attention, 11_seq2seq"):
        find_assignment(root, "x")
    (root / "solutions" / "04_other").mkdir()
    with pytest.raises(CourseError, match="'04' could be 04_attention and 04_other"):
        find_assignment(root, "04")


def test_standard_library_will_do():
    """The lowest floor imports nothing that has to be installed, so that students' runs start quickly."""
    modules = "model settings course stubs notebooks answers collecting generating leaks release scaffold"
    code = (
        f"import sys, {', '.join('autograder.' + name for name in modules.split())}\n"
        "known = {*sys.stdlib_module_names, 'autograder'}\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules if name[0] != '_'}"
        " - known - before))"
    )
    before = "import sys; before = {name.partition('.')[0] for name in sys.modules}\n"
    result = subprocess.run([sys.executable, "-c", before + code], capture_output=True, text=True, check=True)
    assert "[]\n" == result.stdout
