"""One JSON file per submission, written whole or not at all.

``reports/<assignment>/<student>.json`` holds a `model.Report`; its fields are documented there and its shape
is versioned by ``schema``. Whether it is still true is decided by its key, see `autograder.grading.keys`.
Beside the reports lie the seeds of the hidden tests' inputs, which no release holds, and a lock that keeps a
second run out.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from autograder.model import REPORT_SCHEMA, CourseError, Report
from autograder.writing import write_file

_encoder = msgspec.json.Encoder(order="deterministic")


def path_of(reports: Path, assignment: str, student: str) -> Path:
    """Return where a submission's report lies."""
    return reports / assignment / f"{student}.json"


def write_report(reports: Path, report: Report) -> Path:
    """Write a report in place of the older one."""
    path = path_of(reports, report.assignment, report.student)
    write_file(path, msgspec.json.format(_encoder.encode(report), indent=2))
    return path


def read_report(path: Path) -> Report | None:
    """Read a report; None when there is none of this program's schema, however it was spoilt."""
    try:
        report = msgspec.json.decode(path.read_bytes(), type=Report)
    except (FileNotFoundError, NotADirectoryError, msgspec.DecodeError, UnicodeDecodeError):
        return None
    return report if report.schema == REPORT_SCHEMA else None


def report_of(reports: Path, assignment: str, student: str) -> Report | None:
    """Read the report on a submission; None when there is none that can be used."""
    return read_report(path_of(reports, assignment, student))


def read_reports(reports: Path, assignment: str) -> list[Report]:
    """Read all reports of an assignment, sorted by student."""
    found = (read_report(path) for path in sorted((reports / assignment).glob("*.json")))
    return [report for report in found if report is not None]


def seed_of(reports: Path, assignment: str, chosen: int | None = None) -> int:
    """Return an assignment's seed, drawn once and kept beside the reports; `chosen` replaces it."""
    file = reports / "seeds.json"
    try:
        seeds = msgspec.json.decode(file.read_bytes(), type=dict[str, int])
    except FileNotFoundError:
        seeds = {}
    except msgspec.DecodeError:
        raise CourseError("this is not a table of seeds; delete it to draw new ones", (file, None)) from None
    seed = seeds.get(assignment, secrets.randbits(32)) if chosen is None else chosen
    if seeds.get(assignment) != seed:
        write_file(file, msgspec.json.format(msgspec.json.encode({**seeds, assignment: seed}), indent=2))
    return seed


@contextmanager
def locked(reports: Path) -> Iterator[None]:
    """Keep a second run out of a reports folder for as long as this one lasts, however it ends."""
    try:
        reports.mkdir(parents=True, exist_ok=True)
        lock = (reports / ".lock").open("w")
    except OSError as error:
        said = f"reports cannot be written here: {error.strerror}; choose another folder with --reports"
        raise CourseError(said, (reports, None)) from None
    with lock as file:
        try:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except ImportError:
            pass  # no such locks on this system; reports are still written whole
        except OSError:
            raise CourseError(
                "another grading run is writing here; wait for it, or choose another folder with --reports",
                (reports, None),
            ) from None
        yield
