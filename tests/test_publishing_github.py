"""The GitHub workflow, held against GitHub's own schema, and run as Actions would run it."""

import re
import subprocess
import sys
from fractions import Fraction

import pytest
from support import copy_toy, environment

from autograder.course import find_assignment
from autograder.exercises import exercises_in
from autograder.model import CourseError, Exercise
from autograder.publishing.github_workflow import github_workflow, whole_points
from autograder.publishing.torch_build import torch_requirement

NAME = 'Übung: "deep" learning # 1 🎓'


@pytest.fixture
def work(tmp_path):
    """Give the toy course's one assignment with its public exercises."""
    assignment = find_assignment(copy_toy(tmp_path / "toy"), "01_toy")
    return [(assignment, exercises_in(assignment.public))]


def test_githubs_schema_holds(work, tmp_path):
    """check-jsonschema brings the schema of workflows along."""
    files = [tmp_path / "classroom.yml", tmp_path / "plain.yml"]
    for file in files:
        text = github_workflow(NAME, work, classroom=file.stem == "classroom")
        file.write_text(text, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        "vendor.github-workflows",
        *files,
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    assert (0, "") == (done.returncode, done.stderr)


def test_its_commands_run_the_public_tests_alone(work):
    """Every command passes on the solution; nothing of the hidden suite is named."""
    from ruamel.yaml import YAML

    read, plain = (
        YAML(typ="safe").load(github_workflow(NAME, work, classroom=classroom)) for classroom in (True, False)
    )
    steps = read["jobs"]["public-tests"]["steps"]
    commands = [step["with"]["command"] for step in steps if "command" in step.get("with", {})]
    root = work[0][0].folder.parents[1]
    (root / "solutions").rename(root / "assignments")
    (root / "assignments/01_toy/test_hidden.py").unlink()

    assert f"{NAME}: public tests" == read["name"] == plain["name"]
    assert "pytest assignments/01_toy" == plain["jobs"]["public-tests"]["steps"][-1]["run"]
    assert "hidden" not in str(read) + str(plain)
    assert 2 == len(commands)
    for command in commands:
        done = subprocess.run(
            re.sub("^pytest", f"{sys.executable} -m pytest -q", command),
            shell=True,
            cwd=root,
            env=environment(),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert 0 == done.returncode, done.stdout
        assert re.search(r"\d passed, \d deselected", done.stdout)


def test_the_reporter_is_told_of_every_step(work):
    """Classroom's reporter reads each step's result from a variable made of its id."""
    from ruamel.yaml import YAML

    steps = YAML(typ="safe").load(github_workflow(NAME, work, classroom=True))["jobs"]["public-tests"][
        "steps"
    ]
    identifiers = [step["id"] for step in steps if "id" in step]
    reporter = steps[-1]

    assert ["t-01-toy-scale", "t-01-toy-centre"] == identifiers
    assert ",".join(identifiers) == reporter["with"]["runners"]
    assert {
        f"{one.upper()}_RESULTS": f"${{{{ steps.{one}.outputs.result }}}}" for one in identifiers
    } == reporter["env"]


@pytest.mark.parametrize(
    ("points", "whole"),
    [(("40", "60"), [40, 60]), (("33.3", "33.3", "33.4"), [33, 33, 34]), (("0.5", "0.5", "1"), [1, 0, 1])],
)
def test_points_become_whole_with_the_same_sum(points, whole):
    """Classroom takes whole points only."""
    assert whole == whole_points([Exercise(str(i), Fraction(p), ()) for i, p in enumerate(points)])


def test_torch_is_what_the_course_requires(tmp_path):
    """The range of pyproject.toml, the course's or else the tool's, or a sentence."""
    (tmp_path / "pyproject.toml").write_text('[project]\ndependencies = ["numpy", "torch>=2.4,<2.14"]\n')

    assert "torch>=2.4,<2.14" == torch_requirement(tmp_path)
    # a course in a folder of its own is graded by the tool whose checkout this is
    assert "torch" in torch_requirement(tmp_path / "nowhere")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    with pytest.raises(CourseError, match=r"no project\.dependencies"):
        torch_requirement(tmp_path)


def test_nothing_to_test_is_said():
    """A workflow without a step would pass for ever."""
    with pytest.raises(CourseError, match="no assignment"):
        github_workflow(NAME, [], classroom=True)
