"""A GitHub Actions workflow for students' repositories: the public tests, on every push.

Only public tests are in it. A student reads everything in their repository, its logs and its caches, and may
edit the workflow itself: hidden tests would be hidden no more, and a score from there proves nothing. It is a
progress report; grades come from ``autograder grade``, run by instructors on what was pushed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from fractions import Fraction

from autograder.model import Assignment, CourseError, Exercise
from autograder.publishing.torch_build import CPU_INDEX

WHERE = ".github/workflows/classroom.yml"
PYTHON = "3.12"
_MINUTES = 10
_PERMISSIONS = "  contents: read\n"
_CLASSROOM_PERMISSIONS = "  checks: write\n  actions: read\n  contents: read\n"
_HEAD = """\
# Made by: autograder export github
# Public tests only, on purpose: whatever lies in this repository can be read and changed by its owner. This
# shows progress; grades are made elsewhere, with other tests.
name: {name}
on:
  push:
  workflow_dispatch:
  repository_dispatch:
permissions:
{permissions}concurrency:
  group: ${{{{ github.workflow }}}}-${{{{ github.ref }}}}
  cancel-in-progress: true
jobs:
  public-tests:
    runs-on: ubuntu-latest
    timeout-minutes: {minutes}
    # Classroom's own first push brings no work
    if: github.actor != 'github-classroom[bot]'
    steps:
      - uses: actions/checkout@v4
        with:
          persist-credentials: false
      - uses: actions/setup-python@v5
        with:
          python-version: "{python}"
          cache: pip
          cache-dependency-path: pyproject.toml
      - name: Install
        run: |
          pip install "{torch}" --index-url {index}
          pip install -e .
"""


def github_workflow(
    name: str,
    work: Sequence[tuple[Assignment, Sequence[Exercise]]],
    *,
    classroom: bool,
    torch: str = "torch",
) -> str:
    """Return the workflow's YAML.

    Parameters
    ----------
    name : str
        The course's.
    work : sequence of (Assignment, exercises)
        What is tested, with the points of the public exercises.
    classroom : bool
        Report points to GitHub Classroom, a test for each exercise; otherwise a step for each assignment.
    torch : str
        What to install of it before the rest.
    """
    if not work:
        raise CourseError("there is no assignment to test")
    minutes = _MINUTES * (1 + len(work))
    permissions = _CLASSROOM_PERMISSIONS if classroom else _PERMISSIONS
    title = _scalar(f"{name}: public tests")
    head = _HEAD.format(
        name=title,
        minutes=minutes,
        python=PYTHON,
        permissions=permissions,
        torch=torch,
        index=CPU_INDEX,
    )
    return head + "".join(_classroom(work) if classroom else _plain(work))


def _plain(work: Sequence[tuple[Assignment, Sequence[Exercise]]]) -> list[str]:
    return [
        f"      - name: {_scalar(assignment.name)}\n"
        f"        if: success() || failure()\n"
        f"        run: pytest assignments/{assignment.name}\n"
        for assignment, _ in work
    ]


def _classroom(work: Sequence[tuple[Assignment, Sequence[Exercise]]]) -> list[str]:
    steps, identifiers = [], []
    for assignment, exercises in work:
        for exercise, points in zip(exercises, whole_points(exercises), strict=True):
            identifier = re.sub(r"[^a-z0-9-]", "-", f"{assignment.name}-{exercise.name}".lower())
            identifier = f"t-{identifier}"
            identifiers.append(identifier)
            command = f"pytest assignments/{assignment.name} -m \"exercise(name='{exercise.name}')\""
            steps.append(
                f"      - name: {_scalar(f'{assignment.name}: {exercise.name}')}\n"
                f"        id: {identifier}\n"
                f"        if: success() || failure()\n"
                f"        uses: classroom-resources/autograding-command-grader@v1\n"
                f"        with:\n"
                f"          test-name: {_scalar(f'{assignment.name}: {exercise.name}')}\n"
                f"          command: {_scalar(command)}\n"
                f"          timeout: {_MINUTES}\n"
                f"          max-score: {points}\n"
            )
    environment = "".join(
        f"          {_variable(one)}: ${{{{ steps.{one}.outputs.result }}}}\n" for one in identifiers
    )
    steps.append(
        "      - name: Report to GitHub Classroom\n"
        "        if: success() || failure()\n"
        "        uses: classroom-resources/autograding-grading-reporter@v1\n"
        f"        env:\n{environment}"
        f"        with:\n          runners: {','.join(identifiers)}\n"
    )
    return steps


def whole_points(exercises: Sequence[Exercise]) -> list[int]:
    """Share the points of exercises as whole numbers, which is all Classroom takes, with the same sum."""
    exact = [exercise.points for exercise in exercises]
    shares = [int(points) for points in exact]
    left = round(sum(exact, Fraction(0))) - sum(shares)
    by_rest = sorted(range(len(exact)), key=lambda place: (shares[place] - exact[place], place))
    for place in by_rest[:left]:
        shares[place] += 1
    return shares


def _variable(identifier: str) -> str:
    """Name the variable in which Classroom's reporter looks for a step's result."""
    return f"{identifier.upper()}_RESULTS"


def _scalar(text: str) -> str:
    """Write text as YAML: JSON strings are YAML strings."""
    return json.dumps(text, ensure_ascii=False)
