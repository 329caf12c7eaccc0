"""What accidents of the machine leave behind: whole reports, nothing lost, nothing graded twice."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from grades_read import reports_of, scores, times
from processes import alive, begin_autograder, below, children_of, end, lanes_of, wait_until
from support import copy_toy, environment, run_autograder

pytestmark = pytest.mark.slow_tool

needs_proc = pytest.mark.skipif(sys.platform != "linux", reason="looks processes up in /proc")
CLASS = [f"student{i}" for i in range(8)]
RIGHT = """
def scale(x, factor=2.0):
    return x * factor


def centre(x):
    return x - x.mean(axis=1, keepdims=True)
"""


@pytest.fixture
def slow_class(tmp_path: Path) -> Path:
    """Give a course whose students are right, each after a moment, so that there is a middle of the batch."""
    toy = copy_toy(tmp_path / "toy", submitted=False)
    for student in CLASS:
        file = toy / "submitted" / student / "01_toy/toy.py"
        file.parent.mkdir(parents=True)
        file.write_text(f"import time\n\ntime.sleep(0.4)\n\n{RIGHT}", encoding="utf-8")
    return toy


@pytest.fixture
def running(slow_class: Path) -> Iterator[subprocess.Popen[str]]:
    """Give a grading run that is in the middle of the class."""
    process = begin_autograder("grade", "-j", "1", cwd=slow_class)
    try:
        wait_until(lambda: len(reports_of(slow_class)) >= 2, "two reports")
        yield process
    finally:
        end(process)


@needs_proc
def test_killed_in_the_middle_and_started_again(slow_class, running):
    """Kill -9 leaves whole reports and no process; the next run goes on and grades nothing twice."""
    family = below(running.pid)
    running.kill()
    running.wait()
    before = times(slow_class)
    wait_until(lambda: not alive(family), "lanes, zygotes and workers to end")
    assert len(family) >= 3
    assert 2 <= len(before) < len(CLASS)

    done = run_autograder("grade", "-j", "2", cwd=slow_class)
    after = times(slow_class)

    assert 0 == done.returncode, done.stderr
    assert dict.fromkeys(CLASS, 100) == scores(slow_class)
    assert before == {student: after[student] for student in before}
    assert f"{len(before)} of them graded before" in done.stdout


@needs_proc
def test_a_killed_lane_loses_nothing(slow_class, running):
    """Kill -9 of a lane costs at most a second try; everybody is graded in the same run."""
    (lane,) = lanes_of(running.pid)
    os.kill(lane, signal.SIGKILL)
    output, errors = running.communicate(timeout=120)

    assert 0 == running.returncode, errors + output
    assert dict.fromkeys(CLASS, 100) == scores(slow_class)


@needs_proc
def test_ctrl_c_ends_soon_and_keeps_what_is_done(slow_class, running):
    """Ctrl-C ends with 130 in the middle of the class, finished reports stay, no process is left behind."""
    family = below(running.pid)
    os.killpg(running.pid, signal.SIGINT)
    _, errors = running.communicate(timeout=60)
    before = times(slow_class)

    assert 130 == running.returncode
    assert "everything finished so far is kept" in errors
    assert "Traceback" not in errors
    assert 2 <= len(before) < len(CLASS)
    wait_until(lambda: not alive(family), "lanes, zygotes and workers to end")

    done = run_autograder("grade", cwd=slow_class)

    assert 0 == done.returncode, done.stderr
    assert before == {student: times(slow_class)[student] for student in before}


@needs_proc
def test_a_second_run_at_the_same_time_says_so(slow_class, running):
    """While one run writes reports another one stays out of them."""
    # it must not be done before the other has begun
    running.send_signal(signal.SIGSTOP)
    done = run_autograder("grade", cwd=slow_class)
    running.send_signal(signal.SIGCONT)
    _, errors = running.communicate(timeout=120)

    assert 1 == done.returncode
    assert "another grading run is writing here" in done.stderr
    assert 0 == running.returncode, errors
    assert dict.fromkeys(CLASS, 100) == scores(slow_class)


@needs_proc
@pytest.mark.parametrize("victim", ["group", "zygote"])
def test_killed_all_at_once_or_only_below(slow_class, running, victim):
    """Kill -9 of the whole group is like a power cut; one of a zygote is mended without anybody noticing."""
    family = below(running.pid)
    if victim == "group":
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        wait_until(lambda: not alive(family), "lanes, zygotes and workers to end")
        assert 2 <= len(reports_of(slow_class)) < len(CLASS)
        before = times(slow_class)
        done = run_autograder("grade", "-j", "2", cwd=slow_class)
        assert 0 == done.returncode, done.stderr
        assert before == {student: times(slow_class)[student] for student in before}
    else:
        (lane,) = lanes_of(running.pid)
        for zygote in children_of(lane):
            os.kill(zygote, signal.SIGKILL)
        output, errors = running.communicate(timeout=120)
        assert 0 == running.returncode, errors + output

    assert dict.fromkeys(CLASS, 100) == scores(slow_class)


def _in_mounts(toy: Path, script: str) -> subprocess.CompletedProcess[str]:
    """Run a shell script as root of a mount namespace of its own, with $AG as the command line."""
    command = ["unshare", "-m" if os.geteuid() == 0 else "-rm", "sh", "-ec", script]
    env = environment() | {"AG": f"{sys.executable} -m autograder"}
    return subprocess.run(command, cwd=toy, env=env, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def mounting(slow_class: Path) -> Path:
    """Give the class where file systems can be mounted for a test."""
    (slow_class / "reports").mkdir()
    tried = shutil.which("unshare") and _in_mounts(slow_class, "mount -t tmpfs none reports").returncode == 0
    if not tried:
        pytest.skip("this host does not let a test mount a file system")
    return slow_class


def test_a_full_disk_stops_the_run_and_room_lets_it_go_on(mounting):
    """With no space left the run ends with one sentence; what is written is whole and is kept."""
    done = _in_mounts(
        mounting,
        """
        mount -t tmpfs -o size=28k none reports
        $AG grade -j 1 || echo "status $?"
        cp -r reports kept
        mount -o remount,size=10m reports
        $AG grade -j 2
        cp -r reports/. kept-later
        """,
    )
    first, later = (mounting / name for name in ("kept", "kept-later"))
    before = [file.name for file in (first / "01_toy").iterdir()]

    assert 0 == done.returncode, done.stderr
    assert "status 1" in done.stdout
    assert "reports cannot be written: No space left on device" in done.stderr
    assert "Traceback" not in done.stderr
    assert 1 <= len(before) < len(CLASS)
    assert f"{len(before)} of them graded before" in done.stdout
    assert all((first / "01_toy" / name).read_text().endswith("}") for name in before)
    (mounting / "reports").rmdir()
    later.rename(mounting / "reports")
    assert dict.fromkeys(CLASS, 100) == scores(mounting)


def test_a_read_only_folder_is_told_before_anything_is_run(mounting):
    """Nobody waits for a class to be graded whose reports have nowhere to go."""
    done = _in_mounts(mounting, 'mount -t tmpfs -o ro none reports\n$AG grade || echo "status $?"')

    assert "status 1" in done.stdout
    assert "Read-only file system" in done.stderr
    assert "graded" not in done.stdout
    assert "Traceback" not in done.stderr


SHIM = """
#define _GNU_SOURCE
#include <time.h>
#include <unistd.h>
#include <sys/syscall.h>
static long turn;
int clock_gettime(clockid_t id, struct timespec *now) {
    long status = syscall(SYS_clock_gettime, id, now);
    if (id == CLOCK_REALTIME) now->tv_sec += (turn++ % 2 ? 1 : -1) * 86400;
    return (int)status;
}
"""


@needs_proc
def test_a_clock_that_jumps_spoils_nothing(tmp_path):
    """With the wall clock a day back and a day ahead in turn, limits and scores stay what they are."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler to make the clock jump with")
    shim = tmp_path / "jump.so"
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-x", "c", "-", "-o", shim], input=SHIM, text=True, check=True
    )
    toy = copy_toy(tmp_path / "toy")
    for student in ("fay", "gil"):
        shutil.copytree(toy / "submitted/ann", toy / "submitted" / student)
    hanging = toy / "submitted/eve/01_toy/toy.py"
    hanging.write_text(RIGHT.replace("return x * factor", "while True: pass"), encoding="utf-8")
    command = [sys.executable, "-m", "autograder", "grade", "-j", "1"]
    env = environment() | {"LD_PRELOAD": str(shim)}
    done = subprocess.run(command, cwd=toy, env=env, capture_output=True, text=True, timeout=120, check=False)
    seen = sorted(datetime.fromisoformat(time) for time in times(toy).values())

    assert 0 == done.returncode, done.stderr
    assert seen[-1] - seen[0] > timedelta(hours=12), "the clock did not jump"
    assert {"ann": 100, "ben": 40, "cai": 100, "dot": 40, "eve": 60, "fay": 100, "gil": 100} == scores(toy)
