"""What a students' copy must not hold: the lines that only instructors see.

The last look before a release. It trusts nothing that made the copy and reads the files as they lie there.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from autograder.course import find_assignments
from autograder.generating import CACHES, shipped_files
from autograder.model import Assignment
from autograder.stubs import find_regions

_HIDDEN_NAMES = ("solutions", "test_hidden.py", "wrong", "slow", "right", "reports", "submitted")


def leaks(root: Path, directory: Path) -> list[str]:
    """Return what a students' copy holds and should not: one line each, naming both places.

    Secret is every line of the hidden tests, of the known mistakes, the slow and the other right solutions,
    and of the solution regions, unless it also stands in a file that students get of some assignment (given
    code, ``import numpy``). Below ``assignments/`` one such line is a leak. Elsewhere, where code about other
    things may agree in a line by chance, three in a row are.

    Parameters
    ----------
    root : Path
        The course with its ``solutions/``.
    directory : Path
        The students' copy.
    """
    secret = _secret_lines(root)
    found = []
    for file in plain_files_of(directory):
        name = file.relative_to(directory)
        if any(part in _HIDDEN_NAMES for part in name.parts):
            found.append(f"{name.as_posix()} is never released")
            continue
        row: list[str] = []
        enough = 1 if name.parts[0] == "assignments" else 3
        for number, line in _text_lines(file):
            place = secret.get(line)
            row = [*row, f"{name.as_posix()}:{number} has {place}"] if place else []
            if len(row) >= enough:
                found += row if len(row) == enough else row[-1:]
    return found


def _secret_lines(root: Path) -> dict[str, str]:
    """Map lines to the place they come from."""
    secret: dict[str, str] = {}
    shipped: set[str] = set()
    for assignment in find_assignments(root):
        for content in shipped_files(assignment).values():
            shipped.update(line for _, line in _lines(content.decode("utf-8", "replace")))
        for file in (assignment.hidden, *assignment.wrong, *assignment.slow, *assignment.right):
            if file.is_file():
                for number, line in _text_lines(file):
                    secret.setdefault(line, f"line {number} of {file.relative_to(root).as_posix()}")
        for number, line in _region_lines(assignment):
            secret.setdefault(line, f"line {number} of {assignment.source.relative_to(root).as_posix()}")
    return {line: place for line, place in secret.items() if line not in shipped}


def _region_lines(assignment: Assignment) -> Iterator[tuple[int, str]]:
    text = assignment.source.read_text(encoding="utf-8")
    regions = find_regions(text.split("\n"), assignment.source)
    return ((at, line) for at, line in _lines(text) if any(begin < at < end for begin, end in regions))


def _text_lines(file: Path) -> Iterator[tuple[int, str]]:
    """Yield the telling lines of a file; of a notebook those of its cells. A picture has none."""
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return iter(())
    if file.suffix == ".ipynb":
        text = "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
    return _lines(text)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield number and stripped text of the lines that tell anything: eight letters or digits."""
    for number, line in enumerate(text.split("\n"), start=1):
        if sum(one.isalnum() for one in line) >= 8:
            yield number, line.strip()


def plain_files_of(folder: Path) -> list[Path]:
    """Return the plain files below a folder that are no caches, sorted."""
    return [
        file
        for file in sorted(folder.rglob("*"))
        if file.is_file()
        and not file.is_symlink()
        and not set(file.relative_to(folder).parts) & {*CACHES, ".git"}
    ]
