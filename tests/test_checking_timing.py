"""Races of real workers. Nothing here depends on how fast the machine is, or on what else it does."""

import itertools
import re
import signal
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import numpy as np
import pytest

from autograder.checking import racers
from autograder.checking.mismatch import Mismatch
from autograder.checking.racers import Racer
from autograder.checking.run import Run
from autograder.checking.runners import InProcess, Remote
from autograder.checking.timing import Heat, Race, TooSlowError, decide
from autograder.isolation.calling import Worker
from autograder.isolation.failures import IsolationError, SubmissionError
from autograder.isolation.forking import Budget, Zygote
from autograder.isolation.loading import Source
from autograder.model import Verdict

LIMIT = 4.5
NORMS = """
import numpy as np

def norms(x, power):
    return (np.abs(x) ** power).sum(axis=1) ** (1 / power)
"""
LOOP = """
import numpy as np

def loop(x, power):
    out = np.empty(len(x))
    for i in range(len(x)):
        out[i] = (np.abs(x[i]) ** power).sum() ** (1 / power)
    return out
"""
BURNING = """
import threading

def burn():
    while True:
        pass

threading.Thread(target=burn, daemon=True).start()
"""


def build(rng):
    """Return about eight thousand rows and a power."""
    x = rng.standard_normal((int(rng.integers(7680, 8320)), 3))
    return (x, float(rng.uniform(1.5, 2.5))), {}


def tiny(rng):
    """Return four rows."""
    return (rng.standard_normal((4, 3)), 2.0), {}


def source(text):
    """Return what a worker loads."""
    return Source("norms", dedent(text), "norms.py")


REFERENCE = source(NORMS)


@pytest.fixture(scope="module")
def zygote():
    """Give a warm process for all tests here."""
    with Zygote("numpy", Budget(call_seconds=20)) as zygote:
        yield zygote


@pytest.fixture
def race(zygote, rng):
    """Race a text as a hidden suite does; give the race, which has the run."""

    def prepare(text, reference=REFERENCE):
        run = Run(Remote(Worker(zygote, source(text))), InProcess(reference))
        return Race(run, zygote, source(text), reference, rng)

    return prepare


@pytest.fixture
def rng():
    """Give the same inputs every time."""
    return np.random.default_rng(7)


def lose(race, limit=LIMIT):
    """Return the error of a race that is to be lost."""
    with pytest.raises(SubmissionError) as caught:
        race("norms", build, limit=limit, tiny=tiny)
    return caught.value


def times_of(text, zygote, rng, build=build, limit=LIMIT):
    """Decide without a run around it."""
    with Worker(zygote, source(text)) as student, Worker(zygote, REFERENCE) as reference:
        return decide(student, reference, Heat("norms", build, tiny, limit), rng, [])


@pytest.fixture
def clock_says(monkeypatch):
    """Give a function that sets what a race's clock tells: 1 s for the reference's calls, else `ratio`."""
    run = Racer.run

    def set_clock(ratio):
        def told(racer, *arguments):
            answer, _ = run(racer, *arguments)
            return answer, 1.0 if racer.worker.source is REFERENCE else ratio

        monkeypatch.setattr(Racer, "run", told)

    return set_clock


# ------------------------------------------------------------------ the rule


def test_a_right_file_passes(race):
    """Another vectorised form passes, and the measured ratio is kept with the run."""
    prepared = race("import numpy as np\ndef norms(x, power): return np.linalg.norm(x, ord=power, axis=1)")
    ratio = prepared("norms", build, limit=LIMIT, tiny=tiny)
    assert 0 < ratio < LIMIT
    assert prepared.run.slowest == (ratio, LIMIT)


def test_a_loop_is_too_slow(race):
    """The sentence tells ratio, limit and sizes, and no time."""
    prepared = race(LOOP + "\ndef norms(x, power): return [loop(x, power) for _ in range(4)][0]")
    error = lose(prepared)
    assert error.verdict is Verdict.TOO_SLOW
    much, sizes = r"more than 18\.0 times the reference's CPU time", r"x: float64\[\d+, 3\], power: float"
    assert re.fullmatch(rf"norms took {much} \(limit 4\.5; {sizes}\)", error.sentence)
    assert prepared.run.slowest == (18.0, LIMIT)


def test_a_measured_ratio_is_told(race, clock_says):
    """Beyond the limit but not hopeless, the sentence says how many times the reference's time it took."""
    clock_says(1.5 * LIMIT)
    prepared = race(NORMS)
    error = lose(prepared)
    assert prepared.run.slowest == (1.5 * LIMIT, LIMIT)
    assert f"took {1.5 * LIMIT:.1f} times" in error.sentence


def test_clear_cases_end_early(zygote, rng):
    """A fast file needs a call or two; a hopeless one is killed in its first."""
    assert times_of(NORMS, zygote, rng).calls <= 3
    with pytest.raises(TooSlowError) as caught:
        times_of(
            LOOP + "\ndef norms(x, power): return [loop(x, power) for _ in range(len(x))][0]", zygote, rng
        )
    assert caught.value.times.killed
    assert caught.value.times.calls == 0


@pytest.mark.parametrize(("share", "calls"), [(0.4, 1), (0.6, 5), (0.9, 5)])
def test_unclear_cases_take_all_calls(zygote, rng, clock_says, share, calls):
    """Between half the limit and the limit every call of the phase is made; below, one is enough."""
    clock_says(share * LIMIT)
    assert times_of(NORMS, zygote, rng).calls == calls


def test_a_fail_needs_two_phases(zygote, rng):
    """What is slow in the first workers only, passes."""
    text = (
        LOOP + NORMS + "\nfast = norms\ndef norms(x, power): return (loop if power > 3 else fast)(x, power)"
    )
    count = itertools.count()

    def slow_at_first(rng):
        (x, power), options = build(rng)
        return (x, power + 3 if next(count) < 2 else power), options

    times = times_of(text, zygote, rng, slow_at_first)
    assert not times.killed
    assert times.ratio < LIMIT


def test_a_fast_wrong_answer_is_wrong(race):
    """Answers to timed calls are compared, and the call is kept for the message."""
    prepared = race("import numpy as np\ndef norms(x, power): return np.zeros(len(x))")
    with pytest.raises(Mismatch):
        prepared("norms", build, limit=LIMIT, tiny=tiny)
    [call] = prepared.run.runner.calls
    assert call.function == "norms"
    assert not call.result.any()


def test_exceptions_keep_their_verdict(race):
    """What the submission raises in a race is told as anywhere else."""
    error = lose(race("def norms(x, power): raise NotImplementedError"))
    assert error.verdict is Verdict.NOT_IMPLEMENTED


def test_a_failing_reference_is_our_error(race):
    """The reference's own failure never becomes the submission's verdict."""
    prepared = race(NORMS, source("def norms(x, power): raise ValueError('broken')"))
    with pytest.raises(IsolationError, match="the reference failed"):
        prepared("norms", build, limit=LIMIT, tiny=tiny)


def test_cpu_time_is_charged(race):
    """The submission is charged for the CPU time of its processes, which end with the race."""
    prepared = race(NORMS)
    prepared("norms", build, limit=LIMIT, tiny=tiny)
    assert prepared.run.runner.worker.cpu_seconds > 0


# ------------------------------------------------------------------ tricks that gain nothing


@pytest.mark.parametrize(
    "trick",
    [
        pytest.param(
            """
            import threading

            def norms(x, power):
                found = []
                thread = threading.Thread(target=lambda: found.append(loop(x, power)))
                thread.start()
                thread.join()
                return found[0]
            """,
            id="joined thread",
        ),
        pytest.param(
            """
            import threading

            def burn():
                while True:
                    np.ones(10**6).sum()

            def norms(x, power):
                threading.Thread(target=burn, daemon=True).start()
                return loop(x, power)
            """,
            id="background threads",
        ),
        pytest.param(
            """
            known = {}

            def norms(x, power):
                key = x[0].tobytes()
                if key not in known:
                    known[key] = loop(x, power)
                return known[key]
            """,
            id="cache by input",
        ),
        pytest.param(
            """
            import time

            def norms(x, power):
                time.sleep(0.05)
                return loop(x, power)
            """,
            id="sleeping",
        ),
        pytest.param(
            """
            import time

            for name in ("time", "perf_counter", "process_time", "thread_time", "monotonic"):
                setattr(time, name, lambda: 0.0)
            for name in ("clock_gettime", "clock_gettime_ns"):
                setattr(time, name, lambda clock: 0)

            norms = loop
            """,
            id="patched clocks",
        ),
        pytest.param(
            """
            import os
            import pickle

            def norms(x, power):
                receive, send = os.pipe()
                if os.fork() == 0:
                    with os.fdopen(send, "wb") as pipe:
                        pickle.dump(loop(x, power), pipe)
                    os._exit(0)
                os.close(send)
                with os.fdopen(receive, "rb") as pipe:
                    found = pickle.load(pipe)
                os.wait()
                return found
            """,
            id="child process",
        ),
        pytest.param(
            """
            class Later:
                def __init__(self, x, power):
                    self.work = x, power

                def __array__(self, dtype=None, copy=None):
                    return loop(*self.work)

            def norms(x, power):
                return Later(x, power)
            """,
            id="lazy result",
        ),
        pytest.param(
            """
            table = {}
            for n in range(7600, 8400, 8):
                x = np.ones((n, 3))
                table[n, 2.0] = (x ** 2.0).sum(axis=1)

            def norms(x, power):
                found = table.get((len(x), power))
                return loop(x, power) if found is None else found
            """,
            id="table at import",
        ),
    ],
)
def test_tricks_gain_nothing(race, trick):
    """A loop stays too slow, however it is hidden (a locked worker refuses some of these outright)."""
    error = lose(race(LOOP + dedent(trick)))
    assert error.verdict in (
        Verdict.TOO_SLOW,
        Verdict.WRONG,
        Verdict.RAISED,
        Verdict.CRASHED,
        Verdict.REFUSED,
    )
    if error.verdict is Verdict.TOO_SLOW:
        assert "times the reference's CPU time" in error.sentence or error.sentence == racers.UNSEEN


def test_work_at_import_is_bounded(race, monkeypatch):
    """An import that computes without end has its own sentence."""
    monkeypatch.setattr(racers, "START_CPU_SECONDS", 0.3)
    error = lose(race("total = sum(i * i for i in range(10**9))" + NORMS))
    assert error.verdict is Verdict.TOO_SLOW
    assert error.sentence == racers.SLOW_IMPORT


def test_the_first_call_is_bounded(race, monkeypatch):
    """A first call that computes without end has its own sentence."""
    monkeypatch.setattr(racers, "START_CPU_SECONDS", 0.3)
    error = lose(race("def norms(x, power): return sum(i * i for i in range(10**9))"))
    assert error.sentence == racers.SLOW_START


def test_sleep_is_cut(rng):
    """A call that sleeps uses no CPU time and ends at the wall-clock cap, confirmed."""
    with Zygote("numpy", Budget(call_seconds=0.5)) as zygote, pytest.raises(SubmissionError) as caught:
        times_of("import time\ndef norms(x, power): time.sleep(3600)", zygote, rng)
    assert caught.value.verdict is Verdict.TIMED_OUT


def test_the_resting_side_does_not_run(zygote, rng):
    """While the reference is timed, threads of the submission stand still."""
    with (
        Racer(Worker(zygote, REFERENCE, stops_always=True)) as right,
        Racer(Worker(zygote, source(NORMS + BURNING), stops_always=True)) as mine,
    ):
        mine.start("norms", tiny(rng))
        right.start("norms", tiny(rng))
        mine.run("norms", build(rng))
        right.run("norms", build(rng))
        before = mine.worker.process.cpu_seconds()
        spent = sum(right.run("norms", build(rng))[1] for _ in range(100))
        assert mine.worker.process.cpu_seconds() - before < spent / 10


def test_the_worker_of_earlier_tests_rests(race):
    """What a correctness test has left running is stopped for a race, and goes on with the next call."""
    prepared = race(NORMS)
    earlier = prepared.run.runner.worker
    earlier.call("norms", *tiny(prepared.rng))
    prepared("norms", build, limit=LIMIT, tiny=tiny)
    state = Path(f"/proc/{earlier.process.pid}/stat").read_text().rpartition(")")[2].split()[0]
    assert state == "T"
    earlier.call("norms", *tiny(prepared.rng))
    earlier.stop()


def test_computing_between_calls_is_refused(zygote, rng):
    """CPU time outside the timed calls has its own sentence."""
    with Racer(Worker(zygote, source(NORMS + BURNING))) as mine, Racer(Worker(zygote, REFERENCE)) as right:
        mine.start("norms", tiny(rng))
        right.start("norms", tiny(rng))
        mine.worker.process.signal(signal.SIGCONT)
        while mine.worker.process.cpu_seconds() - mine._seen < 3 * racers.UNSEEN_SECONDS:
            right.run("norms", build(rng))
        with pytest.raises(SubmissionError) as caught:
            mine.account(allowed=0.0)
    assert caught.value.sentence == racers.UNSEEN


# ------------------------------------------------------------------ the fixture

SUITE = """
from autograder.checking import exercise, speed

@exercise("norms", points=90)
class TestNorms:
    "Values."
    def test_values(self, compare, cases, rng):
        compare("norms", *cases.tiny(rng)[0])

@exercise("norms", points=10)
@speed
class TestSpeed:
    "Speed."
    def test_rows(self, race, cases):
        race("norms", cases.build, limit=4.5, tiny=cases.tiny)
"""
CASES = """
import numpy as np

def build(rng):
    return (rng.standard_normal((int(rng.integers(7680, 8320)), 3)), 2.5), {}

def tiny(rng):
    return (rng.standard_normal((4, 3)), 2.0), {}
"""


@pytest.fixture
def course(tmp_path):
    """A course of one assignment with one race."""
    folder = tmp_path / "solutions" / "02_norms"
    (folder / "slow").mkdir(parents=True)
    (tmp_path / "course.toml").write_text(
        '[course]\nname = "Speed"\ntimezone = "Europe/Berlin"\n\n'
        "[assignments.02_norms]\ndue = 2026-03-01T12:00:00+01:00\n"
    )
    (folder / "norms.py").write_text(NORMS)
    (folder / "cases.py").write_text(CASES)
    (folder / "test_hidden.py").write_text(SUITE)
    (folder / "slow" / "loop.py").write_text(
        '"""A loop."""\n' + LOOP + "\ndef norms(x, power): return loop(x, power)\n"
    )
    (folder / "slow" / "wrong.py").write_text('"""Wrong and slow."""\ndef norms(x, power): return x[0]\n')
    return folder


def run_suite(folder, *options):
    """Run pytest over a folder; return what it prints."""
    command = [sys.executable, "-m", "pytest", "-q", str(folder), *map(str, options)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def test_authors_race_in_process_suites(course):
    """A plain run over the folder races the reference against itself."""
    assert "100 of   100" in run_suite(course)


def test_a_slow_submission_loses_its_speed_test_alone(course):
    """The verdict and the sentence come through the plugin."""
    output = run_suite(course, "--submission", course / "slow" / "loop.py")
    assert " 90 of   100" in output
    # far beyond the limit it is stopped unmeasured, unless it ends just before that
    stopped = r"norms took (more than 18\.0|\d+\.\d) times the reference's CPU time \(limit 4\.5; x: float"
    assert re.search(stopped, output)


def test_speed_of_a_wrong_function_is_not_timed(course):
    """No points for a fast wrong answer, and no time spent on it."""
    output = run_suite(course, "--submission", course / "slow" / "wrong.py")
    assert "  0 of   100" in output
    assert "not timed: most of the exercise's other points have to be earned first" in output
