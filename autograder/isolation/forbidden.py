"""Built-ins an exercise forbids: in the worker they raise, or are not there.

A rule is a dotted name. A package (``scipy``) is hidden from the zygote's file system; here it only gets a
clear message. Anything else is replaced where it stands; and for a function of torch every operator that
carries its name gets a raising kernel, which holds whatever road a call takes: functional, ``torch.ops``, a
module that uses it, a decomposition. A student who copies the text of a Python function into the submission
has written it, as far as we can tell.

The kernels are registered through the raw library object, whose last reference is given away on purpose:
there is nothing left to destroy, and registering again does not win over it.
"""

from __future__ import annotations

import ctypes
import importlib
import sys
from collections.abc import Callable, Iterable, Sequence
from importlib.abc import MetaPathFinder
from typing import Any, NoReturn

# operators that do the same work under another name
_ROADS = {
    "scaled_dot_product_attention": (
        "scaled_dot_product",
        "_flash_attention",
        "_efficient_attention",
        "_native_multi_head",
        "_transformer_encoder_layer",
    ),
}
# Python functions that do so
_ALIASES = {
    "torch.nn.functional.scaled_dot_product_attention": ("torch.nn.functional.multi_head_attention_forward",),
}
_KEYS = ("CPU", "CompositeImplicitAutograd", "AutogradCPU")
KIND = "Forbidden"


class ForbiddenError(Exception):
    """A forbidden built-in was called."""


class ForbiddenImportError(ImportError):
    """A forbidden package was imported."""


def forbid(rules: Iterable[str], packages: Iterable[str]) -> None:
    """Make `rules` raise `ForbiddenError`, and imports of `packages` raise `ForbiddenImportError`.

    Raises
    ------
    LookupError
        For a rule that names nothing.
    """
    names = frozenset(packages)
    for rule in rules:
        if rule in names:
            continue
        for name in (rule, *_ALIASES.get(rule, ())):
            _replace(name, rule)
        if rule.startswith("torch.") and "torch" in sys.modules:
            last = rule.rpartition(".")[2]
            _disable_operators(_ROADS.get(last, (last,)), rule)
    if names:
        sys.meta_path.insert(0, _Refuser(names))


def packages_of(kind: str, rules: Iterable[str], not_in_numpy: Sequence[str]) -> list[str]:
    """Return the packages a zygote of `kind` hides under these rules."""
    return [*(not_in_numpy if kind == "numpy" else ()), *(rule for rule in rules if "." not in rule)]


def _raiser(rule: str) -> Callable[..., NoReturn]:
    def forbidden(*args: object, **kwargs: object) -> NoReturn:
        del args, kwargs
        raise ForbiddenError(rule)

    return forbidden


def _replace(name: str, rule: str) -> None:
    """Put a raising function in the place of `name`, wherever modules refer to it."""
    owner_name, _, last = name.rpartition(".")
    owner: Any = importlib.import_module(owner_name.partition(".")[0])
    for part in owner_name.split(".")[1:]:
        owner = getattr(owner, part, None) or importlib.import_module(owner_name)
    if not hasattr(owner, last):
        raise LookupError(f"there is no {name} to forbid")
    original, substitute = getattr(owner, last), _raiser(rule)
    for module in list(sys.modules.values()):
        space = getattr(module, "__dict__", {})
        for key in [key for key, value in list(space.items()) if value is original]:
            space[key] = substitute
    setattr(owner, last, substitute)


def _disable_operators(fragments: Sequence[str], rule: str) -> None:
    """Register raising kernels for every operator whose name holds one of `fragments`."""
    import torch

    library = torch._C._dispatch_library("IMPL", "aten", "", "forbidden.py", 0)
    for operator in torch._C._dispatch_get_all_op_names():
        namespace, _, name = operator.partition("::")
        if namespace == "aten" and any(fragment in name for fragment in fragments):
            for key in _KEYS:
                library.impl(name, key, _raiser(rule))
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(library))


class _Refuser(MetaPathFinder):
    """Names the rule when a hidden package is imported; without it the package is still not there."""

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:
        """Refuse, or leave it to others."""
        del path, target
        name = fullname.partition(".")[0]
        if name in self.names:
            raise ForbiddenImportError(name, name=name)
