"""The students' copy of the course: everything they need, and nothing that gives an answer away.

It is built beside its place, searched for leaks, and only then put there. What students get of an assignment
is decided in `autograder.generating`; this module adds the tool and the papers around it.
"""

import shutil
import tempfile
from pathlib import Path

from autograder.course import SETTINGS
from autograder.generating import generate
from autograder.leaks import leaks, plain_files_of
from autograder.model import CourseError
from autograder.writing import write_file

INSTRUCTORS = "<!-- instructors from here -->"
"""The line of the root's README.md where the students' part ends."""

PACKAGE = Path(__file__).parent
_NEEDED = ("pyproject.toml", SETTINGS)
_OPTIONAL = ("LICENSE", ".gitignore", ".gitattributes")
_NOT_SHIPPED = ("template",)  # of new assignments, with hidden tests and mistakes


def release(root: Path, directory: Path, *, force: bool = False) -> list[Path]:
    """Write the students' copy and return its files, relative to `directory`.

    It holds ``assignments/``, the package, ``pyproject.toml``, ``course.toml``, and README.md up to the line
    `INSTRUCTORS`.

    Parameters
    ----------
    root : Path
        The course's root.
    directory : Path
        Made if it is not there. It must be empty.
    force : bool
        Replace an earlier release; its ``.git`` is kept, so that a release can be committed.

    Raises
    ------
    CourseError
        If ``assignments/`` is not current, something needed is missing, `directory` holds anything else than
        an earlier release, or the copy would show what only instructors should see. Then nothing is written.
    """
    root, directory = root.resolve(), directory.resolve()
    _check_course(root)
    _check_directory(root, directory, force)
    directory.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{directory.name}.", dir=directory.parent) as place:
        copy = Path(place, "release")
        files = _copy(root, copy)
        found = leaks(root, copy)
        if found:
            more = f" (and {len(found) - 1} more)" if found[1:] else ""
            raise CourseError(f"this would be released: {found[0]}{more}; take it out of what students get")
        old = Path(place, "old")
        if directory.exists():
            directory.rename(old)
        try:
            copy.rename(directory)
        except OSError:
            if old.exists():
                old.rename(directory)
            raise
        if (old / ".git").exists():
            (old / ".git").rename(directory / ".git")
    return files


def tool_file(root: Path, name: str) -> Path:
    """Return a file that comes with the tool: the course's own, or the checkout's this program runs from."""
    own = root / name
    return own if own.is_file() else PACKAGE.parent / name


def _check_course(root: Path) -> None:
    if not (root / "solutions").is_dir():
        raise CourseError(
            f"{root} is a students' copy: there is nothing to release that students do not have"
        )
    changes = generate(root, check=True)
    if changes:
        path, state = changes[0].path.as_posix(), changes[0].state
        raise CourseError(f"assignments/ is not current ({path} is {state}); run `autograder generate` first")
    for name in (*_NEEDED, "README.md"):
        if not tool_file(root, name).is_file():
            raise CourseError("a release needs this file", (root / name, None))


def _check_directory(root: Path, directory: Path, force: bool) -> None:
    own = [root / "assignments", root / "solutions", root / PACKAGE.name, PACKAGE]
    if directory in (root, *root.parents) or any(directory.is_relative_to(folder) for folder in own):
        raise CourseError(
            f"{directory} is part of the course; name a folder of its own for the students' copy"
        )
    if not directory.exists():
        return
    if not directory.is_dir():
        raise CourseError(f"{directory} is a file; name a folder")
    if any(directory.iterdir()):
        if not force:
            raise CourseError(f"{directory} is not empty; name another folder, or replace it with --force")
        if not (directory / SETTINGS).is_file() or (directory / "solutions").exists():
            raise CourseError(
                f"{directory} is no earlier release, so it is not replaced; name another folder"
            )


def _copy(root: Path, directory: Path) -> list[Path]:
    """Fill the students' copy."""
    for name in (*_NEEDED, *_OPTIONAL):
        file = tool_file(root, name) if name in _NEEDED else root / name
        if file.is_file():
            write_file(directory / name, file.read_bytes())
    write_file(directory / "README.md", _students_part(tool_file(root, "README.md")))
    for source, target in ((root / "assignments", "assignments"), (PACKAGE, PACKAGE.name)):
        for file in plain_files_of(source):
            below = file.relative_to(source)
            if below.parts[0] not in _NOT_SHIPPED:
                (directory / target / below).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, directory / target / below)
    return [file.relative_to(directory) for file in plain_files_of(directory)]


def _students_part(readme: Path) -> str:
    """Return the README up to the line where the instructors' part begins."""
    lines = readme.read_text(encoding="utf-8").split("\n")
    if INSTRUCTORS not in lines:
        raise CourseError(
            f"there is no line {INSTRUCTORS!r}, so the students' part has no end", (readme, None)
        )
    return "\n".join(lines[: lines.index(INSTRUCTORS)]).rstrip() + "\n"
