"""Reports on disk: whole or not there, true or graded again."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from autograder.grading.reports import locked, path_of, read_report, read_reports, seed_of, write_report
from autograder.model import REPORT_SCHEMA, CourseError, Report, TestResult, Verdict

RESULT = TestResult("scale", "TestScale::test_é", Verdict.WRONG, 0.0, 40.0, "differs\n  values", "hint", 0.25)
REPORT = Report(
    *(REPORT_SCHEMA, "ann", "01_toy", 0.0, 40.0, (RESULT,), "A", 7, {"numpy": "2"}, "key"),
    graded_at=datetime(2026, 3, 1, tzinfo=UTC),
    submitted_at=datetime(2026, 2, 28, 1, 2, 3, tzinfo=UTC),
)


def test_a_report_comes_back_as_it_was(tmp_path):
    """What is written is read again whole, as JSON that people can read."""
    path = write_report(tmp_path, REPORT)

    assert REPORT == read_report(path)
    assert tmp_path / "01_toy" / "ann.json" == path
    assert "TestScale::test_é" in path.read_text(encoding="utf-8")
    assert json.loads(path.read_text(encoding="utf-8"))["results"][0]["verdict"] == "wrong"
    assert [REPORT] == read_reports(tmp_path, "01_toy")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b'{"schema": 1}',
        json.dumps({"schema": REPORT_SCHEMA + 1}).encode(),
    ],
)
def test_a_spoilt_report_is_none(tmp_path, content):
    """However a report was spoilt, the submission counts as not graded."""
    path = path_of(tmp_path, "01_toy", "ann")
    path.parent.mkdir()
    path.write_bytes(content)

    assert read_report(path) is None
    assert [] == read_reports(tmp_path, "01_toy")


def test_a_report_of_another_schema_is_none(tmp_path):
    """A whole report of an older or newer program is graded again."""
    path = write_report(tmp_path, replace(REPORT, schema=REPORT_SCHEMA + 1))

    assert read_report(path) is None


def test_writing_leaves_no_half_file(tmp_path, monkeypatch):
    """When writing fails the older report stays, and nothing lies beside it."""
    path = write_report(tmp_path, REPORT)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="No space"):
        write_report(tmp_path, replace(REPORT, score=1.0))

    assert REPORT == read_report(path)
    assert ["ann.json"] == [file.name for file in path.parent.iterdir()]


def test_a_seed_is_drawn_once(tmp_path):
    """Each assignment has its seed, kept beside the reports; a chosen one replaces it."""
    seed = seed_of(tmp_path, "01_toy")

    assert seed == seed_of(tmp_path, "01_toy")
    assert 5 == seed_of(tmp_path, "02_other", 5)
    assert 5 == seed_of(tmp_path, "02_other")
    assert seed == seed_of(tmp_path, "01_toy")
    assert 6 == seed_of(tmp_path, "01_toy", 6) == seed_of(tmp_path, "01_toy")


def test_spoilt_seeds_are_not_drawn_anew_in_silence(tmp_path):
    """Another seed would make every report untrue, so it takes a person to decide."""
    (tmp_path / "seeds.json").write_text("{", encoding="utf-8")
    with pytest.raises(CourseError, match="delete it to draw new ones"):
        seed_of(tmp_path, "01_toy")


def test_a_folder_is_locked_for_one(tmp_path):
    """A second run is kept out while the first lasts, and let in after it."""
    with locked(tmp_path / "reports"):
        with pytest.raises(CourseError, match="another grading run"), locked(tmp_path / "reports"):
            pass
        with locked(tmp_path / "other"):
            pass
    with locked(tmp_path / "reports"):
        pass
