"""Remarks on results that are no plain data: a generator, a function, a special kind of array."""

from __future__ import annotations

import re

_UNCALLED = "a method comes back in place of what it gives: call it, with its parentheses"
_KINDS = {
    "generator": "a `yield` makes a generator of the whole function: collect the parts and `return` them",
    "coroutine": "`async def` gives a coroutine and runs nothing: leave `async` out",
    "function": "a function comes back in place of what it gives: call it, with its parentheses",
    "method": _UNCALLED,
    "builtin_function_or_method": _UNCALLED,
    "type": "a class comes back in place of one of its objects: call it, with its parentheses",
    "NotImplementedType": "`NotImplemented` is for operators; a stub raises NotImplementedError()",
    "ellipsis": "`...` stands where a value is asked",
    "set": "a set has no order and holds nothing twice: a list or an array is asked",
}
_LAZY = ("map", "zip", "filter", "range", "enumerate", "reversed", "dict_keys", "dict_values", "dict_items")


def on_object(said: str, function: str) -> str:
    """Return what a result usually means that was refused with the sentence `said`; empty when unknown."""
    if found := re.search(r"an object of type (\w+)$", said):
        kind = found[1]
        if kind == function:
            return f"`{function}` is a class; a function is asked, with the parameters of the stub"
        if kind in _LAZY:
            return f"{kind} gives its parts one by one: list(...) makes a list of them"
        return _KINDS.get(kind, "")
    if found := re.search(r"a subclass of numpy.ndarray \((\w+)\)", said):
        plain = "np.ma.filled(...)" if found[1] == "MaskedArray" else "np.asarray(...)"
        return f"{found[1]} is a kind of array with rules of its own: {plain} makes a plain one"
    if "array of dtype object" in said:
        return "an array of dtype object holds any objects: parts of different lengths, or no numbers"
    return ""
