"""nbgrader's Autograde, in formgrader or on the command line, as a call of `autograder grade`.

nbgrader would run a submission in a kernel of the instructor's own, with their files and their network, and
mark it by its public tests. ``nbgrader_config.py`` puts `LockedAutograde` in place of all that: the
submission goes through ours, which fills the gradebook and writes the notebook that formgrader shows.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from autograder.plain_files import printable

_SECONDS = 3600


def grade_one(root: Path, assignment: str, student: str) -> None:
    """Grade one student's submission with the command line; raise RuntimeError with what it complains of."""
    command = [sys.executable, "-m", "autograder", "grade", "-a", assignment, "-s", printable(student)]
    done = subprocess.run(  # noqa: S603 (our own program; the names are arguments, no shell)
        command, cwd=root, capture_output=True, text=True, timeout=_SECONDS, check=False
    )
    if done.returncode:
        raise RuntimeError(f"`autograder grade` failed: {done.stderr.strip() or done.stdout.strip()}")


def __getattr__(name: str) -> Any:
    """Make the class when nbgrader asks for it: only then nbgrader may be imported."""
    if name != "LockedAutograde":
        raise AttributeError(name)
    import nbformat
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.preprocessors import NbGraderPreprocessor

    class LockedAutograde(NbGraderPreprocessor):  # type: ignore[misc]
        """Takes the place of every preprocessor of nbgrader's Autograde."""

        def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:  # noqa: ARG002 (nbgrader's signature)
            place = resources["nbgrader"]
            folder = CourseDirectory(parent=self)
            grade_one(Path(folder.root), place["assignment"], place["student"])
            autograded = folder.format_path(
                folder.autograded_directory, place["student"], place["assignment"]
            )
            text = Path(autograded, f"{place['notebook']}.ipynb").read_text(encoding="utf-8")
            return nbformat.reads(text, as_version=4), resources  # type: ignore[no-untyped-call]

    return LockedAutograde
