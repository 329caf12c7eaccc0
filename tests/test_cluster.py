"""Grading on a real Dask cluster: a scheduler and two worker processes, as commands of their own."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from pathlib import Path

import pytest
from processes import alive, begin_autograder, below, command_of, end, wait_until
from support import copy_toy, environment, run_autograder

from autograder.collecting import find_submissions
from autograder.course import find_assignment, load_course
from autograder.grading import cluster, connecting, hosts
from autograder.grading.batch import Job, LaneLostError, grade_batch, make_plan
from autograder.grading.cluster import open_cluster
from autograder.grading.serving import Look, encode
from autograder.isolation.sandbox import Level
from autograder.model import CourseError

pytest.importorskip("distributed")
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="level A and /proc are Linux's")
Dask = subprocess.Popen[bytes]


def dask(*arguments: str | Path) -> Dask:
    """Start a command of Dask's; its log goes where the test's goes."""
    return subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_" + str(arguments[0]), *map(str, arguments[1:])],
        env=environment(),
        start_new_session=True,
    )


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a scheduler."""
    file = tmp_path_factory.mktemp("scheduler") / "scheduler.json"
    process = dask(
        "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", file
    )
    wait_until(lambda: file.is_file() and file.read_text(encoding="utf-8").endswith("}"), "a scheduler")
    yield json.loads(file.read_text(encoding="utf-8"))["address"]
    process.kill()
    process.wait()


@pytest.fixture(scope="module")
def workers(scheduler: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dask]:
    """Give the command that keeps two workers, each a process under a nanny, on the scheduler's cluster."""
    folder = tmp_path_factory.mktemp("workers")
    arguments = ("--nworkers", "2", "--nthreads", "1", "--no-dashboard", "--local-directory", folder)
    process = dask("worker", scheduler, *arguments)
    yield process
    process.terminate()
    process.wait()


def jobs_of(root: Path, reports: Path) -> list[Job]:
    course, assignment = load_course(root), find_assignment(root, "toy")
    found = find_submissions(root / "submitted", assignment)
    return list(make_plan(course, [(assignment, found)], reports, level=Level.A, seed=7).jobs)


def open_(scheduler: str, jobs: list[Job], told: list[str], course_path: Path | None = None) -> Executor:
    return open_cluster(scheduler, jobs, course_path=course_path, tell=told.append, wait=30)


def slow_class(root: Path, size: int) -> None:
    """Let a class of sleepers hand in: right, and seconds each."""
    text = (root / "submitted/ann/01_toy/toy.py").read_text(encoding="utf-8")
    text += "\n\nimport time\n_scale = scale\n\n"
    text += "def scale(*args, **kwargs):\n    time.sleep(0.2)\n    return _scale(*args, **kwargs)\n"
    for number in range(size):
        file = root / f"submitted/slow{number}/01_toy/toy.py"
        file.parent.mkdir(parents=True)
        file.write_text(text, encoding="utf-8")


def lanes_below(workers: Dask) -> list[int]:
    """Return the lane processes on the cluster's workers."""
    return [pid for pid in below(workers.pid) if b"serving" in command_of(pid)]


def what_counts(folder: Path) -> dict[str, object]:
    """Read reports without what no two runs have in common."""
    found = {}
    for file in sorted(folder.glob("*/*.json")):
        report = json.loads(file.read_text(encoding="utf-8"))
        del report["graded_at"]
        for result in report["results"]:
            for measured in ("cpu_seconds", "ratio"):
                result.pop(measured, None)
        found[file.name] = report
    return found


def test_without_a_worker_it_waits_and_says_so(scheduler, toy, tmp_path):
    """A cluster that stays empty ends in a sentence with the command that fills it."""
    done = run_autograder("grade", "--scheduler", scheduler, "--wait", "0.2", "--reports", tmp_path, cwd=toy)

    assert 1 == done.returncode
    assert "waiting up to 0.2 s" in done.stderr or "within 0.2 s" in done.stderr
    assert f"dask worker {scheduler}" in done.stderr
    assert "Traceback" not in done.stderr


@LINUX
def test_reports_are_those_of_one_machine(workers, scheduler, toy, tmp_path):
    """The command line grades on the cluster what it grades here, to the word."""
    there = run_autograder(
        "grade", "--scheduler", scheduler, "--seed", "7", "--reports", tmp_path / "there", cwd=toy
    )
    here = run_autograder("grade", "-j", "2", "--seed", "7", "--reports", tmp_path / "here", cwd=toy)

    assert (0, 0) == (there.returncode, here.returncode), there.stderr + here.stderr
    assert 5 == len(what_counts(tmp_path / "here"))
    assert what_counts(tmp_path / "here") == what_counts(tmp_path / "there")
    wait_until(lambda: not lanes_below(workers), "the end of the lanes")
    assert [] == jobs_of(toy, tmp_path / "there"), "reports are true here too"


@LINUX
def test_a_killed_worker_loses_nothing(workers, scheduler, toy, tmp_path):
    """What it held is graded elsewhere, everybody has one report, and nothing of it is left running."""
    slow_class(toy, 6)
    jobs, told = jobs_of(toy, tmp_path), []
    finished = grade_batch(jobs, tmp_path, lambda: open_(scheduler, jobs, told), cluster.AHEAD)
    first = [next(finished) for _ in range(5)]
    lane = lanes_below(workers)[0]
    victim = next(pid for pid in below(workers.pid) if lane in below(pid) and pid != lane)
    with_it = below(victim)
    os.kill(victim, signal.SIGKILL)
    rest = list(finished)

    assert sorted(job.submission.student for job in jobs) == sorted(
        one.job.submission.student for one in [*first, *rest]
    )
    assert [()] * 11 == [one.errors for one in [*first, *rest]]
    assert 11 == len(what_counts(tmp_path))
    assert {0, 1} == {one.job.tries for one in rest}
    assert any("is gone; what it held (1) is tried again" in sentence for sentence in told)
    wait_until(lambda: not alive(with_it), "the end of the dead worker's lane and zygote")


@LINUX
def test_ctrl_c_stops_the_cluster_too(workers, scheduler, toy, tmp_path):
    """It ends with 130, leaves the reports written, and leaves no lane working."""
    slow_class(toy, 20)
    process = begin_autograder("grade", "--scheduler", scheduler, "--reports", tmp_path, cwd=toy)
    try:
        wait_until(lambda: process.poll() is not None or len(what_counts(tmp_path)) > 3, "the first reports")
        assert process.poll() is None, process.communicate()
        os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    finally:
        end(process)

    assert 130 == process.returncode
    assert "the same command goes on from there" in errors
    assert "Traceback" not in errors
    assert 4 <= len(what_counts(tmp_path)) < 25
    wait_until(lambda: not lanes_below(workers), "the end of the lanes")


@LINUX
def test_another_checkout_is_named(workers, scheduler, toy, tmp_path):
    """Workers whose hidden suite differs get no work; worker and file are named."""
    other = copy_toy(tmp_path / "other")
    hidden = other / "solutions/01_toy/test_hidden.py"
    hidden.write_text(hidden.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    jobs, told = jobs_of(toy, tmp_path), []
    finished = grade_batch(jobs, tmp_path / "reports", lambda: open_(scheduler, jobs, told, other), 5)

    with pytest.raises(CourseError, match=r"none of the \d workers .*has another solutions/01_toy"):
        list(finished)
    assert "worker tcp://127.0.0.1:" in told[0]
    assert "gets no work: it has another solutions/01_toy/test_hidden.py" in told[0]
    assert not (tmp_path / "reports/01_toy").exists()


def test_what_is_no_scheduler_is_told_in_a_sentence(toy, tmp_path, monkeypatch):
    """A closed port, a word that is no address, a missing extra."""
    monkeypatch.setattr(connecting, "CONNECT_SECONDS", 0.3)
    jobs = jobs_of(toy, tmp_path)
    with pytest.raises(CourseError, match="no Dask scheduler answers at tcp:"):
        open_("tcp://127.0.0.1:1", jobs, [])
    with pytest.raises(CourseError, match="is no scheduler's address"):
        open_("cluster.example", jobs, [])
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(CourseError, match=r"pip install 'dl-by-hand\[cluster\]'"):
        open_("tcp://127.0.0.1:1", jobs, [])


class Deaf(Executor):
    """Loses whatever it is given, one at a time."""

    def __init__(self) -> None:
        self.taken: list[Job] = []

    def submit(self, function: Callable[..., object], job: Job) -> Future[object]:
        self.taken.append(job)
        future: Future[object] = Future()
        future.set_exception(LaneLostError("lost"))
        return future


def test_twice_lost_is_our_failure(toy, tmp_path):
    """Each job is tried once more, in company, and then listed."""
    executor, jobs = Deaf(), jobs_of(toy, tmp_path)
    results = list(grade_batch(jobs, tmp_path, lambda: executor, 5))

    assert [("the lane died twice while it was being graded",)] * 5 == [one.errors for one in results]
    assert 10 == len(executor.taken)
    assert not any(job.alone for job in executor.taken)


@LINUX
def test_a_lane_process_answers_dies_and_is_replaced(toy, monkeypatch):
    """Killed it gives None; left alone it ends by itself; the next question starts another."""
    question = encode(Look(str(toy), ("01_toy",), "process"))
    assert b'"problem":""' in (hosts.ask("run", 0, question) or b"")
    lane = hosts._lanes["run", 0]
    threading.Timer(0.0, lane.kill).start()
    wait_until(lambda: lane._process.poll() is not None, "the end of the lane")
    assert hosts.ask("run", 0, question) is None

    monkeypatch.setattr(hosts, "IDLE_SECONDS", 0.1)
    assert b"01_toy" in (hosts.ask("run", 0, question) or b"")
    wait_until(lambda: not hosts._lanes, "the end of an idle lane")
    hosts.close("run")
