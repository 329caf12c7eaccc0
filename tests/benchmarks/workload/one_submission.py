"""The checks as a pytest suite for the one ``attention.py`` beside it: a process per submission."""

from pathlib import Path

import attention
import checks
import pytest
import student


@pytest.fixture(scope="session")
def reference():
    """Give the reference, which lies beside this file under another name."""
    return student.from_file(Path(__file__).with_name("reference.py"), "reference")


@pytest.mark.parametrize("name", checks.CHECKS)
def test_check(name, reference):
    getattr(checks, name)(student.Student(attention), reference)
