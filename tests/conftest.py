"""Fixtures that tests of the tool share."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from support import TOY, copy_toy, run_autograder

from autograder.course import Course, load_course
from autograder.grading.lane import Lane
from autograder.isolation.forking import Budget, Zygote
from autograder.isolation.levels import choose_level
from autograder.model import Assignment
from autograder.publishing.database import Place, opened

SECONDS = 600
"""After which a test of the tool that hangs is cut. A busy machine may take long over one that does not."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the tests here more time than students' calls have; put files with slow ones first."""
    for item in items:
        if Path(__file__).parent in item.path.parents and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(SECONDS))
    slow = {item.path for item in items if item.get_closest_marker("slow_tool")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With ``-n``, let a process have whole files, whose tests share what takes long to make."""
    from xdist.scheduler import LoadFileScheduling

    config.option.loadscopereorder = False
    return LoadFileScheduling(config, log)


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    """Give a copy of the toy course with its five submissions."""
    return copy_toy(tmp_path / "toy")


@pytest.fixture
def autograder(toy: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Give the command line, run in the copy of the toy course."""
    return lambda *arguments: run_autograder(*arguments, cwd=toy)


@pytest.fixture(scope="session")
def toy_course() -> Course:
    """Give the settings of the toy course."""
    return load_course(TOY)


@pytest.fixture(scope="session")
def toy_assignment() -> Assignment:
    """Give the one assignment of the toy course."""
    return Assignment("01_toy", TOY / "solutions" / "01_toy")


@pytest.fixture(scope="session")
def lane(toy_course: Course, toy_assignment: Assignment) -> Iterator[Lane]:
    """Give a lane of the toy assignment that is kept for all tests."""
    with Lane(toy_assignment, toy_course, seed=7) as lane:
        yield lane


@pytest.fixture(scope="session")
def empty_gradebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a gradebook that was just made; nbgrader takes seconds for that."""
    pytest.importorskip("nbgrader")
    file = tmp_path_factory.mktemp("gradebook") / "gradebook.db"
    with opened(Place(f"sqlite:///{file}")):
        pass
    return file


@pytest.fixture
def place(empty_gradebook: Path, tmp_path: Path) -> Place:
    """Give an empty gradebook."""
    return Place(f"sqlite:///{shutil.copy(empty_gradebook, tmp_path / 'gradebook.db')}")


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    """Give a zygote with numpy, whose workers may take seconds and little memory."""
    budget = Budget(call_seconds=20, import_seconds=20, memory_bytes=2**28, reply_bytes=2**20, nodes=1000)
    with Zygote("numpy", budget, choose_level()) as zygote:
        yield zygote
