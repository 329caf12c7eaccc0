"""An LMS's archive of submissions, put into nbgrader's layout: ``submitted/<student>/<assignment>/<file>``.

Zip and tar (also gz, bz2, xz) in the shapes systems hand out:

    Moodle   Ann Smith_1234_assignsubmission_file_/attention.py   (or without the folder)
    Canvas   smithann_1234_56789_attention-1.py                   (``_LATE_`` after the name when it was)
    plain    submitted/ann/04_attention/attention.py, ann/04_attention/attention.py, ann/attention.py

Nothing is ever extracted by an archive's own paths: each member is judged by its name, read up to a limit,
and written under names made here. Links, devices, nested archives, duplicates, names that lead elsewhere and
bombs are refused one by one, each with a sentence, and the rest is taken. Members are not looked into.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import re
import stat
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from autograder.model import Assignment, CourseError
from autograder.plain_files import printable
from autograder.writing import write_file

MAX_MEMBERS = 20_000
MAX_TOTAL = 2**30
"""Bytes read from one archive, however well they were compressed."""
MAX_SOURCE, MAX_NOTEBOOK = 2**20, 2**25
_NAME_LENGTH = 100

_MOODLE = re.compile(r"(?P<student>.+?)_\d+_assignsubmission_(?:file|onlinetext)_?(?P<rest>.*)")
_CANVAS = re.compile(r"(?P<student>[^_]+)(?:_LATE)?_\d+_\d+_(?P<rest>.+)")
_COPY = re.compile(r"(?: ?\(\d+\)|-\d+)?(?=\.\w+$)")
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{i}" for port in ("com", "lpt") for i in range(1, 10))}
_UNPACKERS: dict[bytes, Any] = {b"\x1f\x8b": gzip.open, b"BZ": bz2.open, b"\xfd7": lzma.open}
_BROKEN = (zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError)
_BROKEN_MEMBER = (*_BROKEN, RuntimeError, NotImplementedError)


class _RefusedError(Exception):
    """Why one member is not taken."""


@dataclass(frozen=True, slots=True)
class _Member:
    """One entry of an archive: its name, what it is, and how to read it."""

    name: str
    problem: str
    content: IO[bytes] | None


def collect(archive: Path, submitted: Path, assignment: Assignment) -> list[str]:
    """Take one assignment's files out of an archive.

    Parameters
    ----------
    archive : Path
        As downloaded.
    submitted : Path
        Where students' folders are made; what an earlier collection put there is replaced.
    assignment : Assignment
        Its module names the file that is looked for, ``.py`` or ``.ipynb``.

    Returns
    -------
    list of str
        A sentence for each member that was not taken.

    Raises
    ------
    CourseError
        When the archive cannot be read at all, or is a bomb as a whole.
    """
    refused: list[str] = []
    taken: dict[str, str] = {}
    total = count = 0
    try:
        with _opened(archive) as members:
            for member in members:
                count += 1
                if count > MAX_MEMBERS:
                    raise CourseError(f"there are more than {MAX_MEMBERS} members in it", (archive, None))
                try:
                    student, file = _judge(member, assignment)
                    where = f"{student}/{file}"
                    key = unicodedata.normalize("NFC", where).casefold()
                    if key in taken:
                        raise _RefusedError(f"is a second {where}; {taken[key]} was taken")
                    content = _read(member, file)
                    total += len(content)
                    if total > MAX_TOTAL:
                        raise CourseError(f"its members hold more than {MAX_TOTAL} bytes", (archive, None))
                    _write(submitted, student, assignment.name, file, content)
                    taken[key] = printable(member.name)[:_NAME_LENGTH]
                except _RefusedError as reason:
                    refused.append(f"{printable(member.name)[:_NAME_LENGTH]} {reason}")
    except _BROKEN as error:
        raise CourseError(f"it cannot be read as an archive any further: {error}", (archive, None)) from None
    return refused


def _judge(member: _Member, assignment: Assignment) -> tuple[str, str]:
    """Return student and file name of a member."""
    if member.problem:
        raise _RefusedError(member.problem)
    name = member.name
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if name.startswith("/") or "\\" in name or ".." in parts or re.match(r"[A-Za-z]:", name):
        raise _RefusedError("leads out of the archive")
    if not name.isprintable():
        raise _RefusedError("has unprintable characters in its name")
    if name.startswith("__MACOSX/") or not parts:
        raise _RefusedError("is no submission")
    student, rest = _student(parts, assignment)
    file = _COPY.sub("", rest, count=1)
    if file not in (assignment.source.name, assignment.notebook.name):
        wanted = f"{assignment.source.name} or {assignment.notebook.name}"
        raise _RefusedError(f"is not called {wanted}")
    student = unicodedata.normalize("NFC", student).strip()
    bad = not student or student[0] in ".-~" or student[-1] in ". " or len(student) > _NAME_LENGTH
    if bad or student.partition(".")[0].casefold() in _RESERVED or set(student) & set('<>:"|?*'):
        raise _RefusedError("names no student whose folder could be made")
    return student, file


def _student(parts: list[str], assignment: Assignment) -> tuple[str, str]:
    """Split a member's path into the student and the name of the file, by the LMS's habits."""
    last = parts[-1]
    for part in parts[-2:]:
        if match := _MOODLE.fullmatch(part):
            return match["student"], last if part is not last else match["rest"]
    if len(parts) >= 2 and parts[-2] == assignment.name:
        parts = [*parts[:-2], last]
        if len(parts) == 1:
            raise _RefusedError("lies in no student's folder")
    elif len(parts) > 3:
        raise _RefusedError(f"lies too deep, or in another folder than {assignment.name}")
    if (match := _CANVAS.fullmatch(last)) and _COPY.sub("", match["rest"], count=1) != last:
        return match["student"], match["rest"]
    if len(parts) < 2:
        raise _RefusedError("lies in no student's folder")
    return parts[-2], last


def _read(member: _Member, file: str) -> bytes:
    limit = MAX_SOURCE if file.endswith(".py") else MAX_NOTEBOOK
    if member.content is None:
        raise _RefusedError("is no plain file")
    try:
        with member.content as stream:
            content = stream.read(limit + 1)
    except _BROKEN_MEMBER as error:
        raise _RefusedError(f"cannot be read: {str(error)[:100]}") from None
    if len(content) > limit:
        raise _RefusedError(f"is larger than {limit // 1024} kB")
    return content


def _write(submitted: Path, student: str, assignment: str, file: str, content: bytes) -> None:
    folder = submitted / student / assignment
    for path in (submitted / student, folder, folder / file):
        if path.is_symlink() or (path.exists() and path.is_dir() != (path != folder / file)):
            raise _RefusedError(f"cannot be put in place: {path} is in the way")
    write_file(folder / file, content)


@contextmanager
def _opened(archive: Path) -> Iterator[Iterator[_Member]]:
    """Open an archive by what it is, not by its name."""
    with archive.open("rb") as file:
        start = file.read(4)
        file.seek(0)
        if start[:2] == b"PK":
            with zipfile.ZipFile(file) as zipped:
                yield _zip_members(zipped)
            return
        unpack = _UNPACKERS.get(start[:2])
        stream: Any = unpack(file) if unpack else file
        counted: Any = _Counted(stream)
        # as a stream, and counted: even a tar's headers can be bombs
        with stream, tarfile.open(fileobj=counted, mode="r|") as tar:
            yield _tar_members(tar)


def _zip_members(zipped: zipfile.ZipFile) -> Iterator[_Member]:
    for info in zipped.infolist():
        kind = stat.S_IFMT(info.external_attr >> 16)
        if info.is_dir():
            continue
        if info.flag_bits & 1:
            yield _Member(info.filename, "is encrypted", None)
        elif kind not in (0, stat.S_IFREG):
            yield _Member(info.filename, "is a link or a device, not a file", None)
        elif info.orig_filename != info.filename:
            # a NUL byte or a backslash that the reader has already tidied away
            yield _Member(info.orig_filename, "has an unsafe name", None)
        else:
            try:
                yield _Member(info.filename, "", zipped.open(info))
            except _BROKEN_MEMBER as error:
                yield _Member(info.filename, f"cannot be read: {str(error)[:100]}", None)


def _tar_members(tar: tarfile.TarFile) -> Iterator[_Member]:
    for info in tar:
        if info.isdir():
            continue
        if not info.isreg() or info.issparse():
            yield _Member(info.name, "is a link, a device or has holes; it is not a plain file", None)
        else:
            yield _Member(info.name, "", tar.extractfile(info))


class _Counted:
    """A stream that ends in an error after `MAX_TOTAL` bytes."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream
        self.left = MAX_TOTAL

    def read(self, size: int) -> bytes:
        """Read at most `size` bytes."""
        content = self.stream.read(size)
        self.left -= len(content)
        if self.left < 0:
            raise tarfile.ReadError(f"it unpacks to more than {MAX_TOTAL} bytes")
        return content
