"""A new assignment that already verifies, to be changed step by step into the one you mean.

The files are in the folder ``template`` beside this module, with ``.template`` behind their names so that no
tool takes them for parts of the package. ``{{title}}``, ``{{name}}`` and ``{{module}}`` are filled in.
"""

import sys
import tempfile
from pathlib import Path

from autograder.course import find_assignments, is_name
from autograder.generating import generate
from autograder.model import Assignment, CourseError
from autograder.writing import write_file

TEMPLATE = Path(__file__).parent / "template"
_SUFFIX = ".template"
_TAKEN = {
    "cases",
    "harness",
    "test_public",
    "test_hidden",
    "solution",
    "numpy",
    "torch",
    "pytest",
    "autograder",
}


def new(root: Path, name: str) -> Assignment:
    """Make ``solutions/<name>/`` with one small real exercise, and ``assignments/<name>/`` from it.

    Parameters
    ----------
    root : Path
        The course's root.
    name : str
        As in ``15_diffusion``.

    Raises
    ------
    CourseError
        For a name that cannot be one, that is taken, or whose number or module is; and in a students' copy.
    """
    if not (root / "solutions").is_dir():
        raise CourseError(f"{root} has no folder solutions/; in a students' copy there is nothing to add to")
    if not TEMPLATE.is_dir():
        raise CourseError(
            "this copy of the tool has no template for new assignments; use the instructors' copy"
        )
    assignment = Assignment(name, root / "solutions" / name)
    _check_name(assignment, find_assignments(root))
    title = f"{assignment.number} {assignment.module.replace('_', ' ').capitalize()}"
    words = {"{{title}}": title, "{{name}}": name, "{{module}}": assignment.module}
    with tempfile.TemporaryDirectory(prefix=".new-", dir=root / "solutions") as place:
        for file in sorted(TEMPLATE.rglob(f"*{_SUFFIX}")):
            text = file.read_text(encoding="utf-8")
            for word, meaning in words.items():
                text = text.replace(word, meaning)
            target = file.relative_to(TEMPLATE).with_suffix("")
            if target.name == "solution.py":
                target = Path(assignment.source.name)
            write_file(Path(place, "new") / target, text)
        Path(place, "new").rename(assignment.folder)
    generate(root, names=[name])
    return assignment


def _check_name(wanted: Assignment, others: list[Assignment]) -> None:
    """Refuse what cannot be the name of another assignment."""
    if not is_name(wanted.name):
        example = _example(wanted.name, others)
        raise CourseError(
            f"{wanted.name!r} cannot be an assignment's name; it is two digits, an underscore and the "
            f"name of a Python module in lower case, as in {example}"
        )
    if wanted.module in _TAKEN or wanted.module in sys.stdlib_module_names:
        raise CourseError(f"{wanted.module}.py would hide a module of that name; choose another name")
    for other in others:
        if wanted.number == other.number:
            raise CourseError(
                f"{other.name} has the number {other.number}; the next free one is {_next(others)}"
            )
        if wanted.module == other.module:
            raise CourseError(f"{other.name} has a module {other.module} already; choose another name")
    if wanted.folder.exists():
        raise CourseError(f"{wanted.folder} exists; remove it or choose another name")


def _next(others: list[Assignment]) -> str:
    taken = {other.number for other in others}
    return next((f"{n:02d}" for n in range(1, 100) if f"{n:02d}" not in taken), "none")


def _example(name: str, others: list[Assignment]) -> str:
    """Make the nearest name there could be of what was typed."""
    letters = "".join(one if one.isascii() and one.isalnum() else "_" for one in name.lower()).strip(
        "_0123456789"
    )
    example = f"{_next(others)}_{letters.strip('_')}"
    return example if is_name(example) else "15_diffusion"
