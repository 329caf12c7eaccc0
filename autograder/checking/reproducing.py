"""The call of a failed test as one can type it again, in the assignment's folder.

Short arguments are written out. Others are drawn anew by the test itself: `autograder.checking.again`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.checking.runners import Called

LONGEST = 240
"""Characters of arguments that are written out."""


class _TooLongError(Exception):
    """A value that is not written out."""


def reproduce(module: str, call: Called, test: str, index: int, seed: int, *, in_harness: bool) -> str:
    """Return one line of Python that makes the call again.

    Parameters
    ----------
    module : str
        The student's module.
    call : Called
        What to do again.
    test : str
        Its test, as in ``TestMasks::test_padding``.
    index : int
        The place of the call among those of the test.
    seed : int
        What the test's inputs are drawn from.
    in_harness : bool
        Whether a function of harness.py makes the call.
    """
    name = f"harness.{call.function}({module}, " if in_harness else f"{module}.{call.function}("
    imports = [module, *(["harness"] if in_harness else [])]
    try:
        arguments = ", ".join(
            [*map(_written, call.args), *(f"{k}={_written(v)}" for k, v in call.kwargs.items())]
        )
    except _TooLongError:
        arguments = ""
    if (call.args or call.kwargs) and (not arguments or len(arguments) > LONGEST):
        drawn = f"args, kwargs = again.inputs({test!r}, call={index}, seed={seed})"
        imports += ["autograder.checking.again as again"]
        return f"import {', '.join(imports)}; {drawn}; {name}*args, **kwargs)"
    imports += [f"{word} as np" for word in ("numpy",) if "np." in arguments]
    imports += ["torch"] if "torch." in arguments else []
    return f"import {', '.join(imports)}; {name}{arguments})"


def _written(value: Any) -> str:
    """Write a plain value as Python."""
    kind = type(value)
    if value is None or kind in (bool, int, str, bytes):
        text = repr(value)
    elif kind is float:
        text = _number(value)
    elif kind is np.ndarray:
        text = _array(value)
    elif kind in (list, tuple) and len(value) <= 40:
        inner = ", ".join(map(_written, value))
        text = f"[{inner}]" if kind is list else f"({inner}{',' if len(value) == 1 else ''})"
    elif kind is dict and len(value) <= 40:
        text = "{" + ", ".join(f"{_written(k)}: {_written(v)}" for k, v in value.items()) + "}"
    elif hasattr(value, "detach") and not value.requires_grad:
        text = f"torch.from_numpy({_array(value.numpy())})"
    else:
        raise _TooLongError
    if len(text) > LONGEST:
        raise _TooLongError
    return text


def _array(array: np.ndarray[Any, Any]) -> str:
    plain = array.flags.c_contiguous and array.flags.writeable and array.dtype.isnative
    if not plain or array.size > 60 or array.dtype.kind not in "biuf":
        raise _TooLongError
    dtype = "" if array.dtype in (np.float64, np.int64, np.bool_) else f", np.{array.dtype.name}"
    if array.size == 0:
        return f"np.zeros({array.shape}, np.{array.dtype.name if array.dtype.kind != 'b' else 'bool_'})"
    return f"np.array({_nested(array.tolist())}{dtype})"


def _nested(value: Any) -> str:
    if type(value) is list:
        return f"[{', '.join(map(_nested, value))}]"
    return _number(value) if type(value) is float else repr(value)


def _number(value: float) -> str:
    if np.isnan(value):
        return "np.nan"
    return repr(value) if np.isfinite(value) else ("np.inf" if value > 0 else "-np.inf")
