"""Copies of the toy course, and the real command line, for the tests of the tool."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

TOY = Path(__file__).parent / "toy_course"


def copy_toy(folder: Path, *, submitted: bool = True) -> Path:
    """Copy the toy course; without its submissions on request."""
    left_out = ["__pycache__", "reports"] + ([] if submitted else ["submitted"])
    return Path(shutil.copytree(TOY, folder, ignore=shutil.ignore_patterns(*left_out)))


def environment() -> dict[str, str]:
    """Return the environment of a command: this one, without what pytest and coverage put there."""
    return {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST_", "COV_"))}


def run_autograder(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the real command line to its end."""
    return run_python("-m", "autograder", *arguments, cwd=cwd, seconds=240)


def run_python(*arguments: str | Path, cwd: Path, seconds: float) -> subprocess.CompletedProcess[str]:
    """Run Python to its end."""
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=cwd,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
