"""Public tests from a notebook's cell: on the functions that live in the kernel, in words a cell can show."""

import json
import subprocess
import sys

import pytest
from support import copy_toy, environment

from autograder.generating import generate

PROGRAM = """
import json
from autograder.checking.cells import TestsFailedError, run_tests
import numpy as np

def outcome(exercise, **options):
    try:
        run_tests(exercise, globals(), **options)
    except TestsFailedError as error:
        return str(error)
    return "passed"

said = [outcome("scale")]
def helper(x, factor):
    print("seen", factor)
    return x * factor
def scale(x, factor=2.0):
    return helper(x, factor)
said.append(outcome("scale"))
def helper(x, factor):
    print("seen", factor)
    return x + factor
said.append(outcome("scale"))
def scale(x, factor=2.0):
    raise ValueError("mine")
said.append(outcome("scale"))
said.append(outcome("nothing"))
said.append(outcome("scale", folder=".."))
print(json.dumps(said))
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """Return what cells say, one after the other in one process, outside of any course."""
    root = copy_toy(tmp_path_factory.mktemp("cells") / "toy", submitted=False)
    generate(root)
    folder = root.parent / "fetched" / "01_toy"
    folder.parent.mkdir()
    (root / "assignments/01_toy").rename(folder)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    # nbgrader gives no point to a cell that writes anything there
    assert "" == done.stderr
    *printed, last = done.stdout.splitlines()
    return [*json.loads(last), "\n".join(printed)]


def test_nothing_written_yet(said):
    """A function that is missing is not implemented, in one line."""
    assert "scale: not implemented yet" == said[0]


def test_functions_are_the_kernels(said):
    """What was run last counts, helpers of other cells included."""
    assert "passed" == said[1]
    assert "scale: all 2 tests pass" == said[6]


def test_failures_are_told(said):
    """Every failed test says what differs and what was printed; the last line counts."""
    assert "TestScale::test_by_hand" in said[2]
    assert "printed:\nseen 3.0" in said[2]
    assert "scale: 0 tests of 2 pass" == said[2].splitlines()[-1]


def test_exceptions_keep_their_line(said):
    """An exception is shown with the line of the notebook that raised it."""
    assert "ValueError: mine" in said[3]


def test_nowhere_to_look(said):
    """An exercise without tests, and a folder without a suite, are said."""
    assert "test_public.py has no tests of nothing" == said[4]
    assert "there is no test_public.py in " in said[5]
