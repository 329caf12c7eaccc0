"""Which folders a worker may read: the interpreter's library, installed packages, the system's libraries.

Never a checkout: entries of ``sys.path`` that are not a library folder (an editable install of this course,
with its solutions) are left out, and our own modules that a zygote needs are carried in memory instead.
"""

from __future__ import annotations

import importlib.machinery
import importlib.util
import os
import pkgutil
import site
import sys
import sysconfig
from collections.abc import Iterable, Sequence
from types import CodeType, ModuleType
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from importlib.abc import Loader

_SYSTEM = ("/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/local/lib")
FILES = ("/etc/ld.so.cache",)
DEVICES = ("/dev/null", "/dev/urandom")
# torch reads these when it chooses its kernels, and takes the slowest without them; only zygotes see them
FACTS = (
    "/proc/cpuinfo",
    *(f"/sys/devices/system/cpu/{name}" for name in ("kernel_max", "possible", "present", "online")),
)
_LIBRARY_NAMES = ("site-packages", "dist-packages")

# Packages that contain what a numpy exercise is about, or bring back torch.
NOT_IN_NUMPY = (
    *(
        "torch",
        "functorch",
        "torchgen",
        "torchvision",
        "torchaudio",
        "torchtext",
        "triton",
        "scipy",
        "sklearn",
    ),
    *(
        "jax",
        "jaxlib",
        "tensorflow",
        "keras",
        "cupy",
        "autograd",
        "tinygrad",
        "mxnet",
        "paddle",
        "mlx",
        "einops",
    ),
)


def folders() -> list[str]:
    """Return the folders workers may read, none inside another, symbolic links kept.

    Raises
    ------
    OSError
        When a checkout lies inside one of them and so could be read.
    """
    wanted = [*_SYSTEM, *sysconfig.get_paths().values(), *site.getsitepackages(), *sys.path]
    kept = {os.path.normpath(path) for path in wanted if _is_library(path)}
    kept.add(os.path.join(sys.base_prefix, "lib"))
    kept.update(os.path.realpath(path) for path in list(kept))
    existing = sorted(path for path in kept if os.path.isdir(path))
    outermost: list[str] = []
    for path in existing:
        if not any(_inside(path, other) for other in outermost):
            outermost.append(path)
    for checkout in checkouts():
        if any(_inside(os.path.realpath(checkout), os.path.realpath(path)) for path in outermost):
            raise OSError(
                f"the checkout {checkout} lies inside a library folder that submissions can read: move it"
            )
    return outermost


def checkouts() -> list[str]:
    """Return the entries of ``sys.path`` that are no library: editable installs."""
    return [path for path in sys.path if path and os.path.isdir(path) and not _is_library(path)]


def hidden(names: Iterable[str]) -> list[str]:
    """Return the files and folders of installed packages called `names`."""
    found = []
    for folder in {path for path in [*sys.path, *site.getsitepackages()] if _is_library(path)}:
        for name in names:
            for entry in (name, f"{name}.py", f"{name}.libs"):
                path = os.path.join(folder, entry)
                if os.path.exists(path):
                    found += [path, os.path.realpath(path)]
    return sorted(set(found))


def leaves(outer: Sequence[str], covered: Sequence[str]) -> tuple[list[str], list[str]]:
    """Split folders so that `covered` is left out: what to open with all below it, what only to list."""
    readable, listable = [], []
    todo = list(outer)
    while todo:
        path = todo.pop()
        if path in covered:
            continue
        if any(_inside(other, path) for other in covered):
            listable.append(path)
            todo += [entry.path for entry in os.scandir(path)]
        else:
            readable.append(path)
    return readable, listable


def forget_checkouts() -> None:
    """Take checkouts from ``sys.path``, with what was cached about them."""
    gone = set(checkouts())
    sys.path[:] = [path for path in sys.path if path and path not in gone]
    sys.path_importer_cache.clear()


def carry(package: str) -> None:
    """Read the code of a package's modules into memory now, so that they can be imported without files."""
    spec = importlib.util.find_spec(package)
    places = spec.submodule_search_locations if spec is not None else None
    names = [f"{package}.{module.name}" for module in pkgutil.iter_modules(places or [])]
    code = {}
    for name in [*names, "autograder.model"]:
        found = importlib.util.find_spec(name)
        loader = found.loader if found is not None else None
        if isinstance(loader, importlib.machinery.SourceFileLoader):
            code[name] = loader.get_code(name)
    sys.meta_path.insert(0, _Carried({name: body for name, body in code.items() if body is not None}))


class _Carried:
    """Imports modules from code objects; what importlib.abc would add costs each zygote 10 ms."""

    def __init__(self, code: dict[str, CodeType]) -> None:
        self.code = code

    def find_spec(
        self, fullname: str, path: object = None, target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Find one of ours."""
        del path, target
        return (
            importlib.machinery.ModuleSpec(fullname, cast("Loader", self)) if fullname in self.code else None
        )

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> None:
        """Take the usual kind of module."""
        del spec

    def exec_module(self, module: ModuleType) -> None:
        """Run it."""
        exec(self.code[module.__name__], vars(module))  # noqa: S102


def _is_library(path: str) -> bool:
    """Say whether a folder holds installed libraries rather than somebody's work."""
    path = os.path.normpath(path)
    inside = [os.path.normpath(p) for k, p in sysconfig.get_paths().items() if k in ("stdlib", "platstdlib")]
    zipped = path.endswith(".zip")
    return (
        path in _SYSTEM
        or os.path.basename(path) in _LIBRARY_NAMES
        or (not zipped and any(_inside(path, folder) for folder in inside))
    )


def _inside(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")
