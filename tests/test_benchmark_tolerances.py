"""Tolerances lie between what right files need and what wrong files exceed, with room on both sides."""

import subprocess
import sys
from pathlib import Path

from support import environment

ROOT = Path(__file__).resolve().parents[1]


def test_one_assignment_has_room_on_both_sides():
    """The command ends with 0 on an assignment; its table has a line for every exercise, none too near."""
    command = [sys.executable, str(ROOT / "tests/benchmarks/tolerances.py"), "05"]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False, timeout=120
    )
    lines = done.stdout.splitlines()

    assert 0 == done.returncode, done.stdout + done.stderr
    assert lines[0].startswith("05_positional_encoding: ")
    assert {"rope", "rope_backward", "sinusoidal_at"} <= {line.split()[0] for line in lines[2:] if line}
    assert [] == [line for line in lines if "too near" in line]
