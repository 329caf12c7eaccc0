"""The pytest plugin both suites run under, at home and when grading.

Loaded by the entry point ``pytest11``, it stays out of the way of every test that is not in a suite of an
assignment. At home it runs the student's own file in this process. With ``--submission FILE`` it runs that
file in a worker instead. A grading lane sets `RUN` itself, submission by submission.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from autograder.checking import allowance, progress, timeouts
from autograder.checking.absent import absent_for
from autograder.checking.choosing import leave_others_out
from autograder.checking.given import Given, NoReferenceError, load_cases
from autograder.checking.habits import Habits
from autograder.checking.judging import judge
from autograder.checking.mistakes import Mistakes, lay_over
from autograder.checking.outcomes import Outcome
from autograder.checking.run import Run
from autograder.checking.runners import ImportFailedError, InProcess, Remote
from autograder.checking.stopping import Stopping
from autograder.checking.suite import PLACE, assign_places, belongs
from autograder.checking.tolerance import TOLERANCES
from autograder.course import Tolerances, find_root, load_course
from autograder.isolation.loading import Source
from autograder.model import Assignment, CourseError, Verdict

if TYPE_CHECKING:
    from autograder.isolation.forking import Zygote

RUN = pytest.StashKey[Callable[[Assignment], Run]]()
"""How to get the `Run` of an assignment; set by a grading lane."""
RUNS = pytest.StashKey[dict[Path, Run]]()
CASES = pytest.StashKey[dict[Path, ModuleType]]()
CLEANUP = pytest.StashKey[ExitStack]()
GIVEN = pytest.StashKey[Given]()
OUTCOME = pytest.StashKey[Outcome]()
WANTED = pytest.StashKey[dict[Path, set[str]]]()
"""The functions and classes that a suite asks for."""
ZYGOTES = pytest.StashKey[dict[str, "Zygote"]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add our two options."""
    group = parser.getgroup("deep learning by hand")
    group.addoption("--submission", metavar="FILE", help="run the suites on FILE, in a worker process")
    group.addoption("--seed", type=int, default=0, help="seed of all random inputs (default 0)")


def pytest_configure(config: pytest.Config) -> None:
    """Register the marks."""
    config.addinivalue_line(
        "markers", "exercise(name, points, functions, forbid): the exercise a class belongs to"
    )
    config.addinivalue_line("markers", "points(value): points of one test out of those of its class")
    config.addinivalue_line("markers", "speed: a speed test; run last, when the rest of the exercise passes")
    config.stash[RUNS] = {}
    config.stash[CASES] = {}
    config.stash[ZYGOTES] = {}
    config.stash[WANTED] = {}
    config.stash[CLEANUP] = ExitStack()
    if hasattr(config.hook, "pytest_timeout_set_timer"):  # under whichever name pytest-timeout was loaded
        config.pluginmanager.register(timeouts, "autograder-timeouts")
    config.pluginmanager.register(progress.Progress(config), "autograder-progress")
    if config.getoption("maxfail"):
        config.pluginmanager.register(Stopping(), "autograder-stopping")
    if config.inipath is None or config.inipath.name != "lane.ini":
        config.pluginmanager.register(allowance, "autograder-allowance")


def pytest_unconfigure(config: pytest.Config) -> None:
    """End workers."""
    config.stash[CLEANUP].close()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Share out points, and put each suite's speed tests last; before ``-k`` leaves tests out."""
    ours = [item for item in items if belongs(item)]
    if RUN not in config.stash:  # a lane has been told what to compare with
        for folder in dict.fromkeys(item.path.parent for item in ours):
            set_tolerances(Assignment(folder.name, folder))  # what is wrong with the course is said at once
    assign_places(ours, whole=not any("::" in argument for argument in config.args))
    for item in ours:
        config.stash[WANTED].setdefault(item.path, set()).update(item.stash[PLACE].exercise.functions)
    files = {path: i for i, path in enumerate(dict.fromkeys(item.path for item in items))}
    items.sort(key=lambda item: (files[item.path], PLACE in item.stash and item.stash[PLACE].is_speed))
    leave_others_out(config, items)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> None:
    """Leave a test out when earlier ones decide it."""
    if PLACE in item.stash:
        __tracebackhide__ = True
        run = run_of(item)
        if isinstance(run.runner, InProcess) and run.runner.failed is not None:
            raise ImportFailedError(run.runner.failed)
        run.begin(item.stash[PLACE])


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport | None:
    """Turn the end of a test into an outcome, and the outcome into what is printed.

    pytest formats the traceback of every failure, which in a long file takes longer than the test; here that
    is done only for those that will be read.
    """
    if PLACE not in item.stash:
        return None
    if call.when != "call" and call.excinfo is None:
        return progress.bare_report(item, call)
    progress.shorten_printed(item)
    run = run_of(item)
    error = None if call.excinfo is None else call.excinfo.value
    outcome = judge(run, item.stash[PLACE], error, _cpu(run) - item.stash.get(_CPU, 0.0))
    item.stash[OUTCOME] = outcome
    if outcome.has_traceback and error is not None:
        progress.refer_to_earlier(item, outcome, run, error)
    if outcome.has_traceback or outcome.verdict is Verdict.GRADER_ERROR:
        report = pytest.TestReport.from_item_and_call(item, call)
    else:
        report = progress.bare_report(item, call)
    progress.present(report, item, outcome, run)
    if outcome.verdict is Verdict.NOT_IMPLEMENTED and item.config.getoption("usepdb", default=False):
        call.excinfo = None  # there is nothing to look at in a stub, so the debugger goes on to the next test
    return report


_CPU = pytest.StashKey[float]()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Note the submission's CPU time so far."""
    if PLACE in item.stash:
        item.stash[_CPU] = _cpu(run_of(item))


def _cpu(run: Run) -> float:
    return run.runner.worker.cpu_now() if isinstance(run.runner, Remote) else 0.0


def run_of(item: pytest.Item) -> Run:
    """Return the run of the suite `item` belongs to."""
    config = item.config
    folder = item.path.parent
    assignment = Assignment(folder.name, folder)
    if RUN in config.stash:
        return config.stash[RUN](assignment)
    runs = config.stash[RUNS]
    if item.path not in runs:
        runs[item.path] = _new_run(config, assignment, hidden=item.path == assignment.hidden)
    return runs[item.path]


def _new_run(config: pytest.Config, assignment: Assignment, *, hidden: bool) -> Run:
    set_tolerances(assignment)
    chosen = config.getoption("--submission")
    own = InProcess.of(assignment.source, assignment.harness)
    if not hidden and not chosen:
        own.wanted = frozenset(config.stash[WANTED].get(assignment.public, ()))
        own.without = absent_for(own.source)
        own.habits = Habits()
        return Run(own, shows_values=True, seed=config.getoption("--seed"))
    reference = own if hidden else None
    mistakes = Mistakes(assignment, own.source) if hidden else None
    if not chosen:
        return Run(InProcess.of(assignment.source, assignment.harness), reference, mistakes)
    source = _chosen_source(Path(chosen), own.source)
    seed = config.getoption("--seed")
    return Run(_remote(config, source), reference, mistakes, shows_values=not hidden, seed=seed)


def _chosen_source(file: Path, reference: Source) -> Source:
    """Read ``--submission``; a file below ``wrong/`` or ``slow/`` is laid over the reference."""
    if not file.is_file():
        raise pytest.UsageError(f"--submission {file}: there is no such file")
    if file.parent.name in ("wrong", "slow"):
        return lay_over(reference, file).source
    return Source(reference.module, file.read_text(encoding="utf-8"), file.name, reference.harness)


def _remote(config: pytest.Config, source: Source) -> Remote:
    from autograder.isolation.calling import Worker

    zygote = _zygote(config, zygote_kind(source))
    return Remote(config.stash[CLEANUP].enter_context(Worker(zygote, source)))


def _zygote(config: pytest.Config, kind: str) -> Zygote:
    """Return the zygote of a kind that this run of pytest shares; it ends with it."""
    from autograder.isolation.forking import Budget, Zygote

    known = config.stash[ZYGOTES]
    if kind not in known:
        known[kind] = config.stash[CLEANUP].enter_context(Zygote(kind, Budget()))
    return known[kind]


def zygote_kind(source: Source) -> str:
    """Return ``torch`` for an assignment whose harness or file imports it, else ``numpy``."""
    text = source.text + (source.harness or "")
    return "torch" if "import torch" in text else "numpy"


def set_tolerances(assignment: Assignment) -> None:
    """Take the course's tolerances; a folder that was handed out alone, without a course, has defaults."""
    try:
        root = find_root(assignment.folder)
    except CourseError:
        TOLERANCES.set(Tolerances())
        return
    try:
        TOLERANCES.set(load_course(root).tolerances)
    except CourseError as error:
        raise pytest.UsageError(str(error)) from None


def given_to(request: pytest.FixtureRequest) -> Given:
    """Return what the test of a request may ask for."""
    item: pytest.Item = request.node
    run, known = run_of(item), item.stash.get(GIVEN, None)
    if known is None or known.run is not run:
        config, folder = item.config, item.path.parent
        item.stash[GIVEN] = known = Given(
            run,
            item.stash[PLACE].test,
            config.getoption("--seed"),
            lambda: cases_of(config, folder),
            lambda source: _zygote(config, zygote_kind(source)),
        )
    return known


def cases_of(config: pytest.Config, folder: Path) -> ModuleType:
    """Return the module cases.py of a folder, loaded once."""
    known = config.stash[CASES]
    if folder not in known:
        known[folder] = load_cases(folder)
    return known[folder]


def _fixture(name: str) -> Any:
    """Return the fixture of one name; what it gives is described in `Given`."""

    @pytest.fixture(name=name)
    def fixture(request: pytest.FixtureRequest) -> Any:
        try:
            return given_to(request)[name]
        except NoReferenceError as error:
            raise pytest.UsageError(str(error)) from None

    fixture.__doc__ = getattr(Given, name).__doc__
    return fixture


submission, reference, compare, cases, rng, race, footprint, beat = map(_fixture, Given.NAMES)


__all__: list[Any] = ["OUTCOME", "PLACE", "RUN", "run_of", "zygote_kind"]
