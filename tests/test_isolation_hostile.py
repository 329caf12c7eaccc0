"""Hostile submissions at every level, as root and as an ordinary user: each ends as its first lines say."""

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from autograder.isolation import kernel

HOSTILE = Path(__file__).parent / "hostile"
sys.path.insert(0, str(HOSTILE))
import run  # noqa: E402

pytestmark = [
    pytest.mark.skipif(not kernel.NUMBERS, reason="locks need Linux on x86-64 or aarch64"),
    pytest.mark.timeout(400),
    pytest.mark.slow_tool,
]
IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
# who, and what stands before the command; an ordinary user runs the last two only
WAYS = {
    "A-root": ("A", []),
    "A-user": ("A", [HOSTILE / "ordinary.py"]),
    "B-root": ("B", [HOSTILE / "ordinary.py", "--container", "--root"]),
    "B-user": ("B", [HOSTILE / "ordinary.py", "--container"]),
}
if not IS_ROOT:
    WAYS = {name: way for name, way in WAYS.items() if name.endswith("user")}
FILES = run.submissions()
# What a submission may take beyond its limits, in times of the slowest honest one of the same run: it is
# forked, locked, stopped and cleaned up like that one, on the same busy machine. One that got away would take
# minutes.
CONTROLS = 20


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """Start all ways at once: most of their time is waiting for submissions that hang."""
    folder, processes = tmp_path_factory.mktemp("hostile"), {}
    for name, (level, before) in WAYS.items():
        prefix = [sys.executable, *map(str, before)] if before else []
        command = [*prefix, sys.executable, "-B", str(HOSTILE / "run.py"), level]
        files = (folder / f"{name}.out").open("wb"), (folder / f"{name}.err").open("wb")
        processes[name] = subprocess.Popen(command, stdout=files[0], stderr=files[1])
    yield folder, processes
    for process in processes.values():
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def ended(running):
    """Return what became of each submission, by way and name."""
    folder, processes = running

    @cache
    def of(way: str) -> dict[str, dict]:
        status = processes[way].wait()
        lines = (folder / f"{way}.out").read_text().splitlines()
        assert status == 0, (folder / f"{way}.err").read_text()[-2000:]
        return {one["name"]: one for one in map(json.loads, lines)}

    return of


def test_there_are_enough():
    """Six families and more than sixty submissions, each saying what a correct grader does with it."""
    families = {run.header(file)["family"] for file in FILES}
    assert {"steal", "forge", "channel", "clock", "resources", "neighbours"} <= families
    assert len(FILES) >= 60
    assert all("verdict" in run.header(file) for file in FILES)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_hostile_submission(file, way, ended):
    """It ends as it says and in time, spoils and leaves nothing, and is no error of ours."""
    every, said = ended(way), run.header(file)
    one = every[file.stem]
    allowed = said.get(f"verdict {way[0]}", said["verdict"]).split(" or ")
    assert one["verdict"] in allowed, one["message"]
    assert (100.0 if one["verdict"] == "passed" else 0.0) == one["score"]
    slowest = max(other["control_seconds"] for other in every.values())
    assert one["seconds"] < one["limits"] + CONTROLS * slowest
    assert one["control"] == "passed"
    assert one["left"] == []
    assert one["errors"] == []


def test_messages_carry_nothing_out(ended):
    """No message repeats a submission's own words, which could carry inputs, controls or markup."""
    messages = ended(next(iter(WAYS)))
    assert all(line.isprintable() for one in messages.values() for line in one["message"].splitlines())
    for name, word in (
        ("steal_tell_by_message", "input was"),
        ("steal_tell_by_kind", "input was"),
        ("steal_tell_by_class_name", "input was"),
        ("steal_tell_by_field_names", "input was"),
        ("steal_tell_by_line", "line"),
        ("channel_exception_with_escapes", "owned"),
        ("channel_name_that_misleads", "owned"),
    ):
        assert word not in messages[name]["message"]
        assert word in (HOSTILE / "submissions" / f"{name}.py").read_text()
