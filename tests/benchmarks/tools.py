"""The tools that are compared: how each is given the same submissions and the same 25 checks, and run.

A tool is handed an empty folder, lays out what it needs (not timed), is run by one command or by one per
submission (timed), and is then asked how many checks each submission passed (not timed).
"""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar
from xml.etree import ElementTree

from measuring import Command, environment

WORKLOAD = Path(__file__).parent / "workload"
SHARED = ("checks.py", "harness.py", "student.py")
Scores = dict[str, "int | None"]
"""Checks passed by each student; None where the tool left no result."""


class Tool:
    """One way to grade a class.

    Parameters
    ----------
    bin_folder : Path
        Where its programs are installed.
    limit : float
        Seconds a hanging check may take, for tools that have such a limit.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    at_once: ClassVar[bool] = True
    """Whether one command grades the whole class."""
    warm_up: ClassVar[str] = "import torch, pytest"
    """Imported once before anything is timed, so that nobody pays for a cold disk."""

    def __init__(self, bin_folder: Path, limit: float) -> None:
        self.bin = bin_folder
        self.limit = limit

    def lay_out(self, folder: Path, texts: Mapping[str, str]) -> None:
        """Write what the tool needs to grade these submissions."""
        raise NotImplementedError

    def commands(self, folder: Path, students: Sequence[str]) -> list[Command]:
        """Return what is timed."""
        raise NotImplementedError

    def scores(self, folder: Path, students: Sequence[str]) -> Scores:
        """Read what came out."""
        raise NotImplementedError

    @property
    def python(self) -> Path:
        """Return the interpreter it runs on."""
        return self.bin / "python"

    def command(self, folder: Path, *arguments: str | Path) -> Command:
        """Return a command of the tool's environment."""
        path = f"{self.bin}:/usr/local/bin:/usr/bin:/bin"
        return Command((self.bin / arguments[0], *arguments[1:]), folder, environment(PATH=path))


class Ours(Tool):
    """``autograder grade`` on a course of one assignment."""

    name = "ours"
    title = "autograder grade -j 1"
    warm_up = "import torch, autograder.grading.batch, autograder.verbs.grading"
    lanes = 1

    @property
    def python(self) -> Path:
        return Path(sys.executable)

    def lay_out(self, folder: Path, texts: Mapping[str, str]) -> None:
        home = folder / "solutions" / "01_attention"
        home.mkdir(parents=True)
        for source, target in (
            ("attention.py", "attention.py"),
            ("harness.py", "harness.py"),
            ("checks.py", "cases.py"),
            ("rubric.py", "test_hidden.py"),
        ):
            shutil.copy(WORKLOAD / source, home / target)
        (folder / "course.toml").write_text(f"[limits]\ncall_seconds = {self.limit}\n", encoding="utf-8")
        for student, text in texts.items():
            _write(folder / "submitted" / student / "01_attention" / "attention.py", text)

    def commands(self, folder: Path, students: Sequence[str]) -> list[Command]:
        del students
        grade = ("-m", "autograder", "grade", "-j", str(self.lanes))
        return [Command((self.python, *grade), folder, environment())]

    def scores(self, folder: Path, students: Sequence[str]) -> Scores:
        found: Scores = {}
        for student in students:
            report = folder / "reports" / "01_attention" / f"{student}.json"
            results = json.loads(report.read_bytes())["results"] if report.is_file() else None
            found[student] = None if results is None else sum(one["verdict"] == "passed" for one in results)
        return found

    @staticmethod
    def level(folder: Path) -> str:
        """Return how submissions were locked in."""
        reports = (folder / "reports" / "01_attention").glob("*.json")
        return ", ".join(sorted({json.loads(report.read_bytes())["isolation"] for report in reports}))


class OursTwice(Ours):
    """The same with two lanes."""

    name = "ours2"
    title = "autograder grade -j 2"
    lanes = 2


class Nbgrader(Tool):
    """``nbgrader autograde``: one notebook, a graded cell for each check."""

    name = "nbgrader"
    title = "nbgrader autograde"
    warm_up = "import torch, nbgrader.apps, ipykernel"

    def lay_out(self, folder: Path, texts: Mapping[str, str]) -> None:
        source = folder / "source" / "attention"
        source.mkdir(parents=True)
        _copy_shared(source)
        config = (
            "c = get_config()\nc.CourseDirectory.course_id = 'benchmark'\n"
            f"c.Execute.timeout = {max(1, round(self.limit))}\n"
        )
        (folder / "nbgrader_config.py").write_text(config, encoding="utf-8")
        solution = (WORKLOAD / "attention.py").read_text(encoding="utf-8")
        _write(source / "attention.ipynb", _notebook(_cells(solution)))
        run(self.command(folder, "nbgrader", "generate_assignment", "attention"))
        released = (folder / "release" / "attention" / "attention.ipynb").read_text(encoding="utf-8")
        for student, text in texts.items():
            notebook = json.loads(released)
            for cell in notebook["cells"]:
                if cell["metadata"]["nbgrader"]["solution"]:
                    cell["source"] = text
            _write(folder / "submitted" / student / "attention" / "attention.ipynb", json.dumps(notebook))

    def commands(self, folder: Path, students: Sequence[str]) -> list[Command]:
        del students
        return [self.command(folder, "nbgrader", "autograde", "attention")]

    def scores(self, folder: Path, students: Sequence[str]) -> Scores:
        run(self.command(folder, "nbgrader", "export", "--to=grades.csv"))
        with (folder / "grades.csv").open(encoding="utf-8", newline="") as file:
            rows = {row["student_id"]: row for row in csv.DictReader(file)}
        graded = {
            s for s in students if (folder / "autograded" / s / "attention" / "attention.ipynb").is_file()
        }
        return {s: round(float(rows[s]["raw_score"])) if s in graded else None for s in students}


class Otter(Tool):
    """``otter run``: one notebook, the checks as its test file; no time limit outside docker."""

    name = "otter"
    title = "otter run, without docker"
    warm_up = "import torch, otter.run, ipykernel"
    at_once = False

    def lay_out(self, folder: Path, texts: Mapping[str, str]) -> None:
        shared = folder / "files"
        shared.mkdir()
        _copy_shared(shared)
        with zipfile.ZipFile(folder / "autograder.zip", "w") as archive:
            archive.writestr("otter_config.json", json.dumps({"lang": "python", "print_summary": False}))
            archive.writestr("tests/checks.py", _otter_tests())
            for file in shared.iterdir():
                archive.write(file, f"files/{file.name}")
        for student, text in texts.items():
            _write(folder / student / "attention.ipynb", _notebook([_cell(text)]))

    def commands(self, folder: Path, students: Sequence[str]) -> list[Command]:
        arguments = ("otter", "run", "--no-logo", "-a", folder / "autograder.zip")
        return [
            self.command(folder, *arguments, "-o", folder / student, folder / student / "attention.ipynb")
            for student in students
        ]

    def scores(self, folder: Path, students: Sequence[str]) -> Scores:
        found: Scores = {}
        for student in students:
            results = folder / student / "results.json"
            tests = json.loads(results.read_bytes())["tests"] if results.is_file() else None
            found[student] = None if tests is None else round(sum(one.get("score", 0) for one in tests))
        return found


class Pytest(Tool):
    """A process of pytest for each submission."""

    name = "pytest"
    title = "pytest, a process per submission"
    at_once = False

    def lay_out(self, folder: Path, texts: Mapping[str, str]) -> None:
        (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
        for student, text in texts.items():
            _write(folder / student / "attention.py", text)
            _copy_shared(folder / student)
            shutil.copy(WORKLOAD / "one_submission.py", folder / student / "test_attention.py")

    def commands(self, folder: Path, students: Sequence[str]) -> list[Command]:
        return [self.command(folder / student, *self._pytest("test_attention.py")) for student in students]

    def scores(self, folder: Path, students: Sequence[str]) -> Scores:
        return {student: _passed(folder / student / "results.xml").get("") for student in students}

    def _pytest(self, suite: str) -> list[str]:
        """Return pytest's arguments; tracebacks, dear on wrong submissions, are not asked for."""
        return ["pytest", "-q", "--tb=no", f"--timeout={self.limit:g}", "--junitxml=results.xml", suite]


class PytestAtOnce(Pytest):
    """One process of pytest for all submissions: the lower bound, without any isolation."""

    name = "pytest-all"
    title = "pytest, all in one process (isolates nothing)"
    at_once = True

    def lay_out(self, folder: Path, texts: Mapping[str, str]) -> None:
        (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
        _copy_shared(folder)
        shutil.copy(WORKLOAD / "all_submissions.py", folder / "test_all.py")
        for student, text in texts.items():
            _write(folder / "submissions" / f"{student}.py", text)

    def commands(self, folder: Path, students: Sequence[str]) -> list[Command]:
        del students
        return [self.command(folder, *self._pytest("test_all.py"))]

    def scores(self, folder: Path, students: Sequence[str]) -> Scores:
        found = _passed(folder / "results.xml")
        return {student: found.get(student) for student in students}


class Xdist(PytestAtOnce):
    """The same, shared by two processes."""

    name = "xdist"
    title = "pytest -n 2 (isolates nothing)"

    def _pytest(self, suite: str) -> list[str]:
        return [*super()._pytest(suite), "-n", "2"]


TOOLS: tuple[type[Tool], ...] = (Ours, OursTwice, Nbgrader, Otter, Pytest, Xdist, PytestAtOnce)


def run(command: Command) -> None:
    """Run a command that is not timed; raises when it fails."""
    done = subprocess.run(
        [str(argument) for argument in command.arguments],
        cwd=command.folder,
        env=dict(command.environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        said = " ".join(str(argument) for argument in command.arguments)
        raise SystemExit(f"{said} failed:\n{done.stdout[-2000:]}")


def check_names() -> list[str]:
    """Return the names of the checks, in their order; what is imported is left to the tools."""
    text = (WORKLOAD / "checks.py").read_text(encoding="utf-8")
    starts = ("def softmax_", "def attention_", "def causal_")
    return [line[4 : line.index("(")] for line in text.splitlines() if line.startswith(starts)]


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _copy_shared(folder: Path) -> None:
    for name in SHARED:
        shutil.copy(WORKLOAD / name, folder / name)
    shutil.copy(WORKLOAD / "attention.py", folder / "reference.py")


def _passed(results: Path) -> dict[str, int]:
    """Count passed checks by student in pytest's JUnit file; the name is empty where there is one student."""
    found: dict[str, int] = {}
    if results.is_file():
        names = set(check_names())
        for case in ElementTree.parse(results).iter("testcase"):
            parameters = case.get("name", "").partition("[")[2].rstrip("]").split("-")
            student = "".join(one for one in parameters if one not in names)
            failed = any(case.find(kind) is not None for kind in ("failure", "error", "skipped"))
            found[student] = found.get(student, 0) + (not failed)
    return found


def _notebook(cells: list[dict[str, Any]]) -> str:
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def _cell(text: str, name: str = "solution", **nbgrader: Any) -> dict[str, Any]:
    kind = {"grade": False, "solution": False, "locked": True, "task": False, "schema_version": 3} | nbgrader
    return {
        "cell_type": "code",
        "id": name,
        "execution_count": None,
        "outputs": [],
        "metadata": {"nbgrader": {"grade_id": name, **kind}},
        "source": text,
    }


def _cells(solution: str) -> list[dict[str, Any]]:
    """Return the source notebook's cells: preparations, the solution, and a graded cell for each check."""
    prepare = "import checks\nimport student\n\nreference = student.from_file('reference.py', 'reference')"
    adapt = "mine = student.from_names(globals())"
    return [
        _cell(prepare, "prepare"),
        _cell(solution, solution=True, locked=False),
        _cell(adapt, "adapt"),
        *(_cell(f"checks.{name}(mine, reference)", name, grade=True, points=1) for name in check_names()),
    ]


def _otter_tests() -> str:
    """Return otter's test file, in its exception-based format."""
    head = (
        "from otter.test_files import test_case\n\nimport checks\nimport student\n\n"
        "OK_FORMAT = False\nname = 'checks'\npoints = None\n"
        "reference = student.from_file('reference.py', 'reference')\n"
    )
    case = (
        "\n\n@test_case(points=1, name='{0}')\n"
        "def test_{0}(env):\n    checks.{0}(student.from_names(env), reference)\n"
    )
    return head + "".join(case.format(name) for name in check_names())
