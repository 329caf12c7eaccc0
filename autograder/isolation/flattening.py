"""Take a plain value apart: a tree of small tagged lists, and a list of byte buffers.

Arrays can keep their memory layout (strides, zero strides, order, the writeable flag): tests about layouts
and about writing into inputs need it.

Nothing here runs code of the value: types are compared exactly, so an array subclass or an object with
a clever ``__eq__`` is refused, not asked. This module knows neither sockets nor processes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from autograder.isolation.values import (
    DEFAULT_LIMITS,
    DTYPES,
    INT_LIMIT,
    MAX_DEPTH,
    MAX_DIMENSIONS,
    NAMES,
    SCALARS,
    Array,
    Limits,
    NotPlainError,
    Tree,
    is_tensor,
    reach,
)


def flatten(
    value: object, *, layout: bool = False, limits: Limits = DEFAULT_LIMITS
) -> tuple[Tree, list[memoryview]]:
    """Take a value apart.

    Parameters
    ----------
    value : None, bool, int, float, complex, str, bytes, list, tuple, dict, numpy array or torch tensor
        Containers may be nested; every type must be exactly one of these.
    layout : bool
        Keep the memory layout of arrays (for arguments); without it arrays are packed in C order.
    limits : Limits
        More nodes or bytes than these is an error.

    Returns
    -------
    tree, buffers
        `tree` is made of None, bool, int, float, str and lists; arrays refer to `buffers` in order.

    Raises
    ------
    NotPlainError
        For any other type, an integer beyond 64 bits, too deep, too many, too large.
    """
    flattener = _Flattener(limits, layout)
    return flattener.tree(value, 0), flattener.buffers


class _Flattener:
    def __init__(self, limits: Limits, layout: bool) -> None:
        self.limits = limits
        self.layout = layout
        self.buffers: list[memoryview] = []
        self.nodes = 0
        self.bytes = 0

    def tree(self, value: Any, depth: int) -> Tree:
        self.nodes += 1
        if self.nodes > self.limits.nodes:
            raise NotPlainError(f"more than {self.limits.nodes} values in one result")
        if depth > MAX_DEPTH:
            raise NotPlainError(f"containers nested more than {MAX_DEPTH} deep")
        kind = type(value)
        if value is None or kind is bool or kind is float:
            return value
        if kind is int:
            if not -INT_LIMIT <= value < INT_LIMIT:
                raise NotPlainError("an integer beyond 64 bits")
            return value
        if kind in (str, bytes):
            return self._text(value)
        if kind is complex:
            return ["c", value.real, value.imag]
        if kind is list or kind is tuple:
            return ["l" if kind is list else "t", [self.tree(item, depth + 1) for item in value]]
        if kind is dict:
            return ["d", [[self.tree(k, depth + 1), self.tree(v, depth + 1)] for k, v in value.items()]]
        if kind is np.ndarray:
            return self._array(value, "a")
        if kind in SCALARS:
            return self._array(np.asarray(value), "s")
        if is_tensor(value):
            return self._tensor(value)
        raise NotPlainError(_foreign(kind))

    def _text(self, value: Any) -> Tree:
        if type(value) is bytes:
            self._count(2 * len(value))
            return ["b", value.decode("latin-1")]
        try:
            self._count(len(value.encode()))
        except UnicodeEncodeError:
            raise NotPlainError("a string that is not valid Unicode") from None
        return value

    def _count(self, size: int) -> None:
        self.bytes += size
        if self.bytes > self.limits.payload:
            raise NotPlainError(f"more than {self.limits.payload} bytes in one result")

    def _array(self, array: Array, tag: str) -> Tree:
        name = NAMES.get(array.dtype, "")
        if not name and array.dtype.kind in "biufc":
            name = array.dtype.newbyteorder("=").name
        if name not in DTYPES:
            raise NotPlainError(f"an array of dtype {str(array.dtype)[:40]}")
        if array.ndim > MAX_DIMENSIONS:
            raise NotPlainError(f"an array with more than {MAX_DIMENSIONS} dimensions")
        if not array.dtype.isnative:
            array = array.astype(name)
        shape = [int(n) for n in array.shape]
        if not self.layout:
            self._count(array.nbytes)  # before packing: a broadcast view may stand for terabytes
            self.buffers.append(_packed(array))
            return [tag, name, shape]
        span, strides, offset = _span(array)
        self._count(span.nbytes)
        self.buffers.append(span)
        return [tag, name, shape, strides, offset, bool(array.flags.writeable)]

    def _tensor(self, tensor: Any) -> Tree:
        try:
            array = tensor.detach().cpu().numpy()
        except (TypeError, RuntimeError):
            raise NotPlainError(f"a tensor of dtype {str(tensor.dtype)[:40]}") from None
        return self._array(array, "T")


def _span(array: Array) -> tuple[memoryview, list[int], int]:
    """Return the bytes an array lies in, its strides, and the offset of its first element in them."""
    strides = list(array.strides)
    if array.size == 0:
        return memoryview(b""), [0] * array.ndim, 0
    if array.flags.c_contiguous:
        return memoryview(array.reshape(-1).view(np.uint8).data), strides, 0
    low, high = reach(array.shape, strides)
    length = high - low + array.itemsize
    # Elements far apart in a large buffer (a column of a wide matrix) are packed instead: the copy
    # costs less than sending what lies between, and neighbours that were never an argument stay here.
    if length > 2 * array.nbytes + 1024 or any(s % array.itemsize for s in strides):
        return _packed(array), list(np.empty(array.shape, array.dtype).strides), 0
    lowest = array[tuple(slice(-1, None) if s < 0 else slice(0, 1) for s in strides)].reshape(1)
    flat = as_strided(lowest, (length // array.itemsize,), (array.itemsize,), writeable=False)
    return memoryview(flat.view(np.uint8).data), strides, -low


def _packed(array: Array) -> memoryview:
    """Return the elements in C order, one after another."""
    return memoryview(np.ascontiguousarray(array).reshape(-1).view(np.uint8).data)


def _foreign(kind: type) -> str:
    """Name a type that may not cross, safely: its metaclass is not asked."""
    name = str(type.__dict__["__name__"].__get__(kind))[:60]
    if issubclass(kind, np.ndarray):
        return f"a subclass of numpy.ndarray ({name})"
    return f"an object of type {name}"
