"""The checks as a pytest suite over every file below ``submissions``, all in the same process."""

from pathlib import Path

import checks
import pytest
import student

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def reference():
    """Give the reference."""
    return student.from_file(HERE / "reference.py", "reference")


@pytest.fixture(
    scope="session", params=sorted((HERE / "submissions").glob("*.py")), ids=lambda file: file.stem
)
def submission(request):
    """Give each submission in turn."""
    return student.from_file(request.param, request.param.stem)


@pytest.mark.parametrize("name", checks.CHECKS)
def test_check(name, submission, reference):
    getattr(checks, name)(submission, reference)
