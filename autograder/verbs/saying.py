"""Where verbs print and what they exit with, students' and instructors'; nothing here knows of grading."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from rich.console import Console

from autograder.course import find_root
from autograder.model import CourseError

console = Console(highlight=False, width=None if sys.stdout.isatty() else 120)
errors = Console(stderr=True, highlight=False)


def say(text: str) -> None:
    """Print plain text on standard output."""
    console.print(text, markup=False, soft_wrap=True)


def complain(text: str) -> None:
    """Print plain text on standard error."""
    errors.print(text, markup=False, soft_wrap=True)


def student_verb(function: Callable[..., int | None]) -> Callable[..., None]:
    """Turn what a person can mend into one sentence, and end with an exit code."""
    return ending(function, CourseError)


def ending(
    function: Callable[..., int | None], *mendable: type[Exception], stopped: str = ""
) -> Callable[..., None]:
    """Wrap a verb so that it ends the process with its status.

    Parameters
    ----------
    function : callable
        Returns an exit code, or None for 0.
    mendable : exception types
        Told in their own sentence, as a file that cannot be opened is; then the exit code is 1.
    stopped : str
        What to say after Ctrl-C, which ends with 130.
    """

    @wraps(function)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            status = function(*args, **kwargs)
        except mendable as error:
            complain(f"autograder: {error}")
            sys.exit(1)
        except OSError as error:
            if error.filename is None:
                raise
            complain(f"autograder: {error.filename}: {error.strerror}")
            sys.exit(1)
        except ModuleNotFoundError as error:
            name = (error.name or "").partition(".")[0]
            if name in ("", "autograder"):
                raise
            complain(
                f"autograder: {name} is not installed for {sys.executable}; install all that is needed with: "
                "pip install -e '.[instructor]' (students: '.[study]')"
            )
            sys.exit(1)
        except KeyboardInterrupt:
            if stopped:
                complain(stopped)
            sys.exit(130)
        sys.exit(status or 0)

    return run


def root_here() -> Path:
    """Return the root of the course the current folder belongs to."""
    return find_root(Path.cwd())
