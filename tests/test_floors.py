"""The picture of the package's floors, held against its imports."""

import ast
import subprocess
import sys
from pathlib import Path

from support import copy_toy, environment

import autograder

PACKAGE = Path(autograder.__file__).parent

# From the ground up; a package stands for all its modules.
FLOORS = [
    ["model"],
    ["settings", "writing", "timestamps", "plain_files", "archives", "zones", "tables"],
    ["roster"],
    ["extensions"],
    ["course", "stubs", "exercises"],
    ["notebooks"],
    ["answers"],
    ["collecting", "generating"],
    ["leaks"],
    ["release", "scaffold"],
    ["isolation"],
    ["checking"],
    ["studying"],
    ["grading"],
    ["publishing"],
    ["mutants"],
    ["paper_checks"],
    ["demo", "verify"],
    ["verbs"],
    ["cli"],
    ["__main__"],
]
HEIGHT = {name: height for height, names in enumerate(FLOORS) for name in names}


def modules() -> list[Path]:
    return [path for path in sorted(PACKAGE.rglob("*.py")) if path != PACKAGE / "__init__.py"]


def imports_of(path: Path) -> list[tuple[str, bool]]:
    """Return (module, whether it stands at module level) for every import of a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    top = set(map(id, tree.body))
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(alias.name, id(node) in top) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [(f"{node.module}.{alias.name}", id(node) in top) for alias in node.names]
    return found


def floor_of(module: str) -> str:
    return module.split(".")[1] if module.startswith("autograder.") else ""


def test_every_module_has_its_floor():
    """A new module is put into the picture before anything imports it."""
    names = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in modules()}

    assert set() == names - set(HEIGHT) - {"template"}


def test_imports_only_go_down():
    """No module imports from a floor above its own."""
    upward = [
        f"{path.relative_to(PACKAGE)} imports {module}"
        for path in modules()
        for module, _ in imports_of(path)
        if floor_of(module) in HEIGHT
        and HEIGHT[floor_of(module)] > HEIGHT[path.relative_to(PACKAGE).parts[0].removesuffix(".py")]
    ]

    assert [] == upward


def test_nbgrader_stays_at_the_edge():
    """Only publishing imports nbgrader, which takes seconds, and inside the function that needs it."""
    found = [
        (path.relative_to(PACKAGE).parts[0], at_top)
        for path in modules()
        for module, at_top in imports_of(path)
        if module.split(".")[0] == "nbgrader"
    ]

    assert [] == [where for where in found if where != ("publishing", False)]


def test_worker_knows_nothing_of_the_rest():
    """What runs beside student code imports nothing but its own floor and the nouns."""
    for name in ("worker", "zygote", "wire", "values", "flattening", "rebuilding", "loading"):
        path = PACKAGE / "isolation" / f"{name}.py"
        floors = {floor_of(module) for module, _ in imports_of(path)} - {""}

        assert floors <= {"isolation", "model"}, name


def test_students_need_no_extra(tmp_path):
    """A public run loads none of the libraries that only instructors install."""
    toy = copy_toy(tmp_path / "toy")
    program = (
        "import sys, pytest\n"
        f"pytest.main(['-q', {str(toy / 'solutions/01_toy/test_public.py')!r}])\n"
        "print('LOADED', [m for m in ('msgspec', 'click', 'rich', 'nbgrader') if m in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=toy,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert "3 passed" in done.stdout
    assert "LOADED []" in done.stdout
