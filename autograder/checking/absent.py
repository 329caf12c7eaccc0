"""Packages that are not there when an assignment is graded are not there at home either.

An assignment without torch is graded where torch, scipy and their like are not there. At home they may be
installed, and a file that uses them would pass here and earn nothing there. So an import that stands in the
student's own file is refused here too; imports of other code are left alone.
"""

from __future__ import annotations

import builtins
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from autograder.isolation.libraries import NOT_IN_NUMPY
from autograder.isolation.loading import Source


def absent_for(source: Source) -> frozenset[str]:
    """Return the packages that a student's file cannot have; what its harness imports tells the kind."""
    return frozenset() if "import torch" in (source.harness or "") else frozenset(NOT_IN_NUMPY)


@contextmanager
def without(packages: Collection[str], module: str) -> Iterator[None]:
    """Refuse imports of `packages` that stand in the module of that name."""
    before: Any = builtins.__import__

    def guarded(name: str, names: Any = None, *others: Any, **options: Any) -> Any:
        __tracebackhide__ = True
        own = names is not None and names.get("__name__") == module
        if own and name.partition(".")[0] in packages:
            package = name.partition(".")[0]
            raise ImportError(f"{package} is not there when this assignment is graded; write it with numpy")
        return before(name, names, *others, **options)

    vars(builtins)["__import__"] = guarded
    try:
        yield
    finally:
        vars(builtins)["__import__"] = before
