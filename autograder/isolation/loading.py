"""Run a submission's text as a module, with the harness beside it, and call its functions.

The worker does this with a student's text; the trusted side does the same with the reference and with known
mistakes, so that all three are asked in exactly the same way. Nothing here isolates anything.
"""

from __future__ import annotations

import random
import sys
import types
import warnings
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from autograder.model import CELL, OTHER_CELL

HARNESS_FILE = "harness.py"


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a module and what runs beside it.

    Parameters
    ----------
    module : str
        Name of the module, such as ``attention``.
    text : str
        Its Python source.
    file : str
        Name shown in tracebacks.
    harness : str or None
        Text of harness.py.
    """

    module: str
    text: str
    file: str
    harness: str | None = None


class MissingError(NotImplementedError, AttributeError):
    """What was asked for is not in the submission: for the tests not written yet, for Python no attribute."""


class Submitted(types.ModuleType):
    """The module of a submission; the harness, which asks it for functions, learns that one is not there."""

    def __getattr__(self, name: str) -> Any:
        raise missing(name, self)


def missing(name: str, module: types.ModuleType) -> MissingError:
    """Say that a submission does not define something."""
    error = MissingError(f"there is no {name} in {module.__name__}.py")
    error.name, error.obj = name, module
    return error


class Program:
    """An imported `Source`; importing it runs it.

    Parameters
    ----------
    source : Source
        What to import.
    below : str
        Text to be run below the source's, whose definitions win.
    """

    def __init__(self, source: Source, below: str = "") -> None:
        self.source = source
        self.harness: dict[str, Any] = {}
        if source.harness is not None:
            self.harness = _run(types.ModuleType("harness"), HARNESS_FILE, source.harness)
        self.module = Submitted(source.module)
        # dataclasses and typing look the module up while it is being run
        sys.modules[source.module] = self.module
        _run(self.module, source.file, source.text)
        if below:
            _run(self.module, source.file, below)

    def function(self, name: str) -> Callable[..., Any]:
        """Return what a call of `name` runs: the harness's function on the module, or the module's own.

        Raises
        ------
        MissingError
            When the module does not define `name`.
        """
        driver = self.harness.get(name)
        if isinstance(driver, types.FunctionType) and not name.startswith("_"):

            def driven(*args: Any, **kwargs: Any) -> Any:
                __tracebackhide__ = True
                return driver(self.module, *args, **kwargs)

            return driven
        # what a submission defines, and nothing that it would answer for every name
        if name in vars(self.module):
            return vars(self.module)[name]  # type: ignore[no-any-return]
        raise missing(name, self.module)

    def call(
        self,
        name: str,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        *,
        strict: bool = False,
        watch: bool = False,
        seed: int = 0,
    ) -> Any:
        """Call a function with arguments that are its own to spoil.

        Parameters
        ----------
        strict : bool
            Floating-point overflow, invalid and divide raise; warnings are errors.
        watch : bool
            Return (result, (args, kwargs) after the call, names of arguments sharing memory with the result).
        seed : int
            Global random states start here.
        """
        __tracebackhide__ = True
        function = self.function(name)
        _seed(seed)
        with ExitStack() as stack:
            if strict:
                stack.enter_context(
                    np.errstate(over="raise", invalid="raise", divide="raise", under="ignore")
                )
                stack.enter_context(warnings.catch_warnings())
                warnings.simplefilter("error")
            result = function(*args, **kwargs)
        return (result, (args, kwargs), shared_arguments(result, args, kwargs)) if watch else result


def shared_arguments(result: object, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[str]:
    """Name the arguments (position or keyword) in whose memory an array of the result lies."""
    named = {**{str(i): arg for i, arg in enumerate(args)}, **kwargs}
    arrays = list(_arrays(result))
    return [
        name
        for name, arg in named.items()
        if any(np.may_share_memory(array, mine) for mine in _arrays(arg) for array in arrays)
    ]


def _arrays(value: Any) -> list[Any]:
    if isinstance(value, np.ndarray):
        return [value] if value.size else []
    if isinstance(value, (list, tuple)):
        return [array for item in value for array in _arrays(item)]
    if isinstance(value, dict):
        return [array for item in value.values() for array in _arrays(item)]
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(value, torch.Tensor):
        return _arrays(value.detach().numpy())
    return []


def _seed(seed: int) -> None:
    random.seed(seed)
    np.random.seed(seed % 2**32)  # the legacy state, which all forks share
    torch = sys.modules.get("torch")
    if torch is not None:
        # torch.manual_seed would also queue a traceback for each kind of device that is not there
        torch.default_generator.manual_seed(seed)


def _run(module: types.ModuleType, file: str, text: str) -> dict[str, Any]:
    module.__file__ = file
    try:
        code = _compiled(text, file)
    except SyntaxError as error:
        where = in_notebook(text, error.lineno)
        error.msg += f" ({where})" if where else ""
        raise
    exec(code, vars(module))  # noqa: S102
    return vars(module)


@lru_cache(maxsize=4)
def _compiled(text: str, file: str) -> types.CodeType:
    """Compile a text; the reference's is run once for each known mistake."""
    return compile(text, file, "exec", dont_inherit=True)


def in_notebook(text: str, line: int | None) -> str:
    """Say where in a notebook a line of the module made of it stood; nothing where there was none."""
    for back, above in enumerate(reversed(text.split("\n")[: line or 0])):
        if above == OTHER_CELL:
            return "in a cell that is not an exercise's own"
        if above.startswith(CELL) and above.removeprefix(CELL).isidentifier():
            return f"on line {back} of the cell of {above.removeprefix(CELL)}"
    return ""
