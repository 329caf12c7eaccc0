"""Make a plain value again from its tree and buffers, whoever sent them.

Each is checked as it is used: a forged message gives a plain value or an error, never more memory than
arrived and never an array that reaches outside of its bytes.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.isolation.flattening import flatten
from autograder.isolation.values import (
    DEFAULT_LIMITS,
    DTYPES,
    INT_LIMIT,
    MAX_DEPTH,
    MAX_DIMENSIONS,
    ODD_KEYS,
    Array,
    Limits,
    NotPlainError,
    Tree,
    reach,
)


def rebuild(
    tree: Tree, buffers: Sequence[memoryview], *, layout: bool = False, limits: Limits = DEFAULT_LIMITS
) -> Any:
    """Make the value of `flatten` again, with arrays of their own memory.

    `layout` must be what `flatten` was given. Without it every array's bytes are exactly its elements, so
    that a forged shape can never stand for more memory than arrived. `limits` is held here again, since
    what arrives need not have been made by `flatten`.

    Raises
    ------
    NotPlainError
        When tree and buffers do not describe a plain value (a forged or broken message).
    """
    rebuilder = _Rebuilder(buffers, layout, limits.nodes)
    value = rebuilder.value(tree, 0)
    if rebuilder.used != len(buffers):
        raise NotPlainError("more buffers than arrays")
    return value


def copy(value: object, *, layout: bool = False) -> Any:
    """Return a copy as the other side of the wire would see it."""
    return rebuild(*flatten(value, layout=layout), layout=layout)


class _Rebuilder:
    def __init__(self, buffers: Sequence[memoryview], layout: bool, nodes: int) -> None:
        self.buffers = buffers
        self.array_length = 6 if layout else 3
        self.nodes = nodes
        self.used = 0

    def value(self, tree: Tree, depth: int) -> Any:
        self.nodes -= 1
        if self.nodes < 0 or depth > MAX_DEPTH:
            raise NotPlainError("more values than allowed" if self.nodes < 0 else "a value nested too deep")
        kind = type(tree)
        if kind is int and not -INT_LIMIT <= tree < INT_LIMIT:
            raise NotPlainError("an integer beyond 64 bits")
        if tree is None or kind in (bool, int, float, str):
            return tree
        if kind is not list or not tree or type(tree[0]) is not str:
            raise NotPlainError("a malformed value")
        tag = tree[0]
        if tag in ("l", "t") and len(tree) == 2 and type(tree[1]) is list:
            items = [self.value(item, depth + 1) for item in tree[1]]
            return items if tag == "l" else tuple(items)
        if tag == "d" and len(tree) == 2 and type(tree[1]) is list:
            return self._dict(tree[1], depth)
        if tag == "b" and len(tree) == 2 and type(tree[1]) is str:
            try:
                return tree[1].encode("latin-1")
            except UnicodeEncodeError:
                raise NotPlainError("a malformed value") from None
        if tag == "c" and len(tree) == 3 and type(tree[1]) is float and type(tree[2]) is float:
            return complex(tree[1], tree[2])
        if tag in ("a", "s", "T") and len(tree) == self.array_length:
            return self._array(*tree)
        raise NotPlainError("a malformed value")

    def _dict(self, pairs: list[Tree], depth: int) -> dict[Any, Any]:
        result: dict[Any, Any] = {}
        odd = 0
        for pair in pairs:
            if type(pair) is not list or len(pair) != 2:
                raise NotPlainError("a malformed value")
            key = self.value(pair[0], depth + 1)
            odd += type(key) not in (str, int, float, bool, bytes)
            if odd > ODD_KEYS:
                raise NotPlainError(f"a dict with more than {ODD_KEYS} keys that are no string or number")
            try:
                result[key] = self.value(pair[1], depth + 1)
            except TypeError:
                raise NotPlainError("a dict key that cannot be hashed") from None
        return result

    def _array(self, tag: str, name: Any, shape: Any, *layout: Any) -> Any:
        if self.used >= len(self.buffers):
            raise NotPlainError("fewer buffers than arrays")
        buffer = self.buffers[self.used]
        self.used += 1
        if type(name) is not str or name not in DTYPES:
            raise NotPlainError("an array of unknown dtype")
        if not _sizes(shape) or min([*shape, 0]) < 0 or (tag == "s" and shape):
            raise NotPlainError("a malformed array")
        array = _laid_out(buffer, DTYPES[name], shape, *layout) if layout else None
        if array is None:
            if math.prod(shape) * DTYPES[name].itemsize != buffer.nbytes:
                raise NotPlainError("an array whose shape and bytes disagree")
            try:
                array = np.frombuffer(bytearray(buffer), DTYPES[name]).reshape(shape)
            except ValueError:  # numpy's own limits, with a zero among huge sizes
                raise NotPlainError("a malformed array") from None
            if name == "bool":
                array = array.view(np.uint8) != 0  # a byte of 2 is no truth
        if tag == "s":
            return array[()]
        return _tensor(array) if tag == "T" else array


def _laid_out(
    buffer: memoryview, dtype: np.dtype[Any], shape: list[int], strides: Any, offset: Any, writeable: Any
) -> Array:
    """Return an array with the memory layout of the one that was sent."""
    if not _sizes(strides) or len(shape) != len(strides) or type(offset) is not int:
        raise NotPlainError("a malformed array")
    # immutable bytes below a read-only array, so that its flag cannot be turned back
    base = bytearray(buffer) if writeable else bytes(buffer)
    if 0 in shape:
        array: Array = np.frombuffer(base, dtype).reshape(shape)
    else:
        low, high = reach(shape, strides)
        if offset + low < 0 or offset + high + dtype.itemsize > buffer.nbytes:
            raise NotPlainError("an array that reaches outside its bytes")
        array = np.ndarray(tuple(shape), dtype, base, offset, tuple(strides))
    return array


def _sizes(numbers: Any) -> bool:
    """Say whether `numbers` is a short list of integers of sane size."""
    return (
        type(numbers) is list
        and len(numbers) <= MAX_DIMENSIONS
        and all(type(n) is int and abs(n) < 2**48 for n in numbers)
    )


def _tensor(array: Array) -> Any:
    torch = sys.modules.get("torch")
    if torch is None:
        raise NotPlainError("a torch tensor where torch is not in use")
    return torch.from_numpy(np.array(array))
