"""Which torch other machines install: the course's range, so that the small CPU build can go first."""

from __future__ import annotations

import tomllib
from pathlib import Path

from autograder.model import CourseError
from autograder.release import tool_file

CPU_INDEX = "https://download.pytorch.org/whl/cpu"


def torch_requirement(root: Path) -> str:
    """Return what the course requires of torch, as in ``torch>=2.4,<2.14``; it holds no quotes.

    Raises
    ------
    CourseError
        When no ``pyproject.toml`` is below `root` or with the tool, or no dependencies can be read from it.
    """
    file = tool_file(root, "pyproject.toml")
    try:
        requirements = tomllib.loads(file.read_text(encoding="utf-8"))["project"]["dependencies"]
    except FileNotFoundError:
        raise CourseError("the tool cannot be installed without this file", (file, None)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError):
        raise CourseError("no project.dependencies can be read from it", (file, None)) from None
    found = (one for one in requirements if str(one).startswith("torch") and not set(one) & set("'\"$`\\\n"))
    return next(found, "torch")
