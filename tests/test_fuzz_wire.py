"""A bounded run of the fuzzer of the wire, guided by coverage; the same inputs every time."""

import subprocess
import sys
from pathlib import Path

import pytest

FUZZER = Path(__file__).parent / "fuzz" / "fuzz_wire.py"


@pytest.mark.slow_tool
def test_nothing_breaks_the_wire(tmp_path):
    """Forty thousand inputs, made from real replies, become plain values or the wire's own errors."""
    pytest.importorskip("atheris", reason="atheris has wheels for Linux on x86-64 only")
    command = [sys.executable, str(FUZZER), "--found", str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert run.returncode == 0, run.stderr[-3000:]
    assert "DONE" in run.stderr
    assert list(tmp_path.iterdir()) == []
