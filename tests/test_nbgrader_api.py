"""Importing nbgrader without what it does not need."""

import sys
from pathlib import Path

import pytest
from support import run_python

pytest.importorskip("nbgrader")


def test_what_nbgrader_does_without_is_left_out_and_there_afterwards():
    """The grammar of addresses is not built, and can still be had by whoever wants it."""
    text = (
        "import sys\n"
        "from autograder.publishing.nbgrader_api import nbgrader_api\n"
        "assert nbgrader_api().Gradebook is nbgrader_api().Gradebook\n"
        "print('rfc3987_syntax' in sys.modules, 'jsonschema' in sys.modules)\n"
    )
    done = run_python("-c", text, cwd=Path(sys.prefix), seconds=120)

    assert "False True\n" == done.stdout, done.stderr
