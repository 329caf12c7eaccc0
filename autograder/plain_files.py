"""Read one plain file below a folder that somebody else filled.

Links are not followed at any level, pipes and devices are not waited for, and no more is read than allowed.
Where the system can (`dir_fd`), every step is taken from the open folder before it, so that nothing can be
exchanged on the way; elsewhere (Windows) each step is looked at before it is taken. What the bytes mean is
not known here.
"""

import os
import stat
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from autograder.model import CourseError

_BY_DESCRIPTOR = os.open in os.supports_dir_fd and hasattr(os, "O_NOFOLLOW")
_READ = (
    os.O_RDONLY
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_BINARY", 0)
)
_REPARSE_POINT = 0x400  # Windows' junctions are no links to stat, but lead elsewhere too


@dataclass(frozen=True, slots=True)
class Folder:
    """An open folder; its name is for messages, and says nothing of where it lies."""

    name: str
    path: Path
    descriptor: int | None

    def names(self, at_most: int = 1000) -> list[str]:
        """Return the names in the folder, sorted."""
        with os.scandir(self.path if self.descriptor is None else self.descriptor) as entries:
            return sorted(entry.name for entry in islice(entries, at_most))

    def holds(self, name: str) -> bool:
        """Tell whether there is anything of this name."""
        return self._kind(name) != "nothing"

    def read(self, name: str, limit: int) -> bytes:
        """Return the content of a plain file.

        Raises
        ------
        FileNotFoundError
            If there is nothing of this name.
        CourseError
            One sentence: not a plain file, larger than `limit` bytes, not readable.
        """
        shown = f"{self.name}/{printable(name)}" if self.name else printable(name)
        kind = self._kind(name)
        if kind == "nothing":
            raise FileNotFoundError(shown)
        if kind != "a file":
            raise CourseError(f"{shown} is {kind}, not a plain file; hand in the file itself")
        try:
            with os.fdopen(self._open(name, _READ), "rb") as file:
                status = os.fstat(file.fileno())
                if not stat.S_ISREG(status.st_mode):
                    raise CourseError(f"{shown} is not a plain file; hand in the file itself")
                content = file.read(limit + 1) if status.st_size <= limit else None
        except OSError as error:
            raise CourseError(f"{shown} cannot be read: {error.strerror}") from None
        if content is None or len(content) > limit:
            raise CourseError(f"{shown} is larger than the {limit // 1024} kB allowed")
        return content

    @contextmanager
    def enter(self, name: str) -> Iterator["Folder"]:
        """Open a folder in this one, in the same way and with the same errors as `read`."""
        shown = f"{self.name}/{printable(name)}" if self.name else printable(name)
        kind = self._kind(name)
        if kind == "nothing":
            raise FileNotFoundError(shown)
        if kind != "a folder":
            raise CourseError(f"{shown} is {kind}, not a folder; hand in the folder itself")
        if self.descriptor is None:
            yield Folder(shown, self.path / name, None)
            return
        try:
            descriptor = self._open(name, _READ | os.O_DIRECTORY)
        except OSError as error:
            raise CourseError(f"{shown} cannot be opened: {error.strerror}") from None
        try:
            yield Folder(shown, self.path / name, descriptor)
        finally:
            os.close(descriptor)

    def _open(self, name: str, flags: int) -> int:
        if self.descriptor is None:
            return os.open(self.path / name, flags)
        return os.open(name, flags, dir_fd=self.descriptor)

    def _kind(self, name: str) -> str:
        """Say what there is of a name, without following links."""
        try:
            if self.descriptor is None:
                status = os.lstat(self.path / name)
            else:
                status = os.stat(name, dir_fd=self.descriptor, follow_symlinks=False)
        except (FileNotFoundError, NotADirectoryError):
            return "nothing"
        except OSError as error:
            return f"out of reach ({error.strerror})"
        if stat.S_ISLNK(status.st_mode) or getattr(status, "st_file_attributes", 0) & _REPARSE_POINT:
            return "a link"
        if stat.S_ISDIR(status.st_mode):
            return "a folder"
        return "a file" if stat.S_ISREG(status.st_mode) else "a pipe or a device"


@contextmanager
def open_folder(path: Path) -> Iterator[Folder]:
    """Open a folder of our own to go down from; it may be a link."""
    if not _BY_DESCRIPTOR:
        yield Folder("", path, None)
        return
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield Folder("", path, descriptor)
    finally:
        os.close(descriptor)


def printable(name: str) -> str:
    """Return a name that can be shown anywhere: control characters and their like as ``%`` and hex digits.

    Different names stay different. Names without such characters and without ``%`` stay as they are.
    """
    return "".join(
        one
        if one.isprintable() and one != "%"
        else "".join(f"%{byte:02x}" for byte in one.encode("utf-8", "surrogateescape"))
        for one in name
    )


def folder_of(shown: str) -> str:
    """Return the name that `printable` made `shown` of; what no text can hold stays as it is shown."""
    try:
        return urllib.parse.unquote_to_bytes(shown).decode("utf-8")
    except UnicodeDecodeError:
        return shown
