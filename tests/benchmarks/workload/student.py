"""What peers hand to the checks: the functions of a module or notebook, and those of the harness with it.

Ours needs none of this; its workers offer the harness beside the submission by themselves.
"""

import functools
import importlib.util
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import harness


class Student:
    """Functions of `module` by name; those of the harness get the module as their first argument."""

    def __init__(self, module: ModuleType | SimpleNamespace) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        if hasattr(harness, name):
            return functools.partial(getattr(harness, name), self._module)
        return getattr(self._module, name)


def from_file(file: Path, name: str) -> Student:
    """Import a file under a name of its own."""
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return Student(module)


def from_names(names: Mapping[str, Any]) -> Student:
    """Take what a notebook has defined."""
    return Student(SimpleNamespace(**names))
