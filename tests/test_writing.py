"""Files are written whole or not at all."""

import os

import pytest

from autograder.writing import write_file


def test_makes_folders_and_replaces(tmp_path):
    """A file appears below folders that were not there, and is replaced without leftovers."""
    file = tmp_path / "a" / "b.txt"
    write_file(file, "one\r\n")
    write_file(file, b"\xff")
    assert b"\xff" == file.read_bytes()
    assert [file] == list(file.parent.iterdir())


def test_others_may_read(tmp_path):
    """The file gets the permissions a plain open would give it."""
    write_file(tmp_path / "a", "x")
    (tmp_path / "b").write_text("x")
    assert (tmp_path / "b").stat().st_mode == (tmp_path / "a").stat().st_mode


def test_failure_keeps_the_old_content(tmp_path, monkeypatch):
    """A full disk in the middle of writing leaves the old file and nothing else."""
    file = tmp_path / "a"
    write_file(file, "old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_file(file, "new")
    assert "old" == file.read_text()
    assert [file] == list(tmp_path.iterdir())
