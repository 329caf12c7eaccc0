"""The benchmarks start, explain themselves, and measure a small class."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from support import environment

BENCHMARKS = Path(__file__).parent / "benchmarks"
linux = pytest.mark.skipif(sys.platform != "linux", reason="processes are watched as Linux shows them")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a benchmark to its end."""
    script, *rest = arguments
    command = [sys.executable, BENCHMARKS / f"{script}.py", *rest]
    return subprocess.run(
        command, env=environment(), capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.parametrize("script", ["throughput", "scaling"])
def test_help_says_what_is_measured(script):
    """The benchmarks that compare and scale explain their figures."""
    done = run(script, "--help")
    assert done.returncode == 0, done.stderr
    assert "CPU s" in done.stdout


def test_an_unknown_tool_is_named():
    """A tool that is not known is told, with those that are."""
    done = run("throughput", "--only", "ours,nbgader")
    assert done.returncode == 2
    assert "'nbgader'" in done.stderr
    assert "nbgrader" in done.stderr


@linux
def test_isolation_is_weighed_against_a_bare_fork():
    """Each level that holds here gives its figures; the bare fork is over itself by nothing."""
    done = run("isolation_cost", "numpy", "2", "--warm", "0")
    assert done.returncode == 0, done.stderr
    levels = json.loads(done.stdout)
    assert levels["process"]["over_bare_fork"] == 0
    assert all(figures["worker_cpu_milliseconds"] > 0 for figures in levels.values())


@linux
def test_a_small_class_is_graded_and_measured():
    """A class of three gives a line of figures, and a second run that finds it graded."""
    done = run("scaling", "--sizes", "3", "--lanes", "1")
    assert done.returncode == 0, done.stderr
    cells = [cell.strip() for cell in done.stdout.splitlines()[-1].strip("|").split("|")]
    assert ["3", "1"] == cells[:2]
    wall, _, cpu_each, peak = map(float, cells[2:6])
    assert 0 < float(cells[8]) < wall
    assert cpu_each > 0
    assert peak > 50


@linux
def test_what_a_command_leaves_behind_is_counted_and_ended():
    """CPU time of a process that outlives its command is found, and the process does not go on."""
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path\n"
        "from measuring import Command, measure, environment, below\n"
        "import os\n"
        "busy = 'import subprocess, sys, time; '\\\n"
        '    \'subprocess.Popen([sys.executable, "-c", "while True: pass"]); time.sleep(1)\'\n'
        "cost = measure(Command([sys.executable, '-c', busy], Path('.'), environment()))\n"
        "print(cost.status, cost.cpu > 0.2, list(below(os.getpid())))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(BENCHMARKS)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "0 True []" == done.stdout.strip(), done.stderr
