"""Plain data: what may cross between a test and the code it tests, and how it is copied.

`flatten` turns a value into a tree of small tagged lists and a list of byte buffers; `rebuild` makes the
value again. Both suites use the pair, at home within one process and when grading across a socket, so
that nothing works at home that grading refuses. Arrays keep their memory layout (strides, zero strides,
order, the writeable flag): tests about layouts and about writing into inputs need it.

Nothing here runs code of the value: types are compared exactly, so an array subclass or an object with
a clever ``__eq__`` is refused, not asked. This module knows neither sockets nor processes.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import as_strided

Array = npt.NDArray[Any]
Tree = Any  # None, bool, int, float, str, or a list that opens with a tag

MAX_DEPTH = 32
MAX_DIMENSIONS = 8
INT_LIMIT = 2**63
ODD_KEYS = 1000
"""Keys of one dict that are no string, integer or float: their hashes can be forged to be all the same."""

# The kinds of numbers that may cross, by numpy's name without byte order.
DTYPES: dict[str, np.dtype[Any]] = {
    name: np.dtype(name)
    for name in [
        *("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
        *("float16", "float32", "float64", "complex64", "complex128"),
    ]
}
_NAMES: dict[np.dtype[Any], str] = {dtype: name for name, dtype in DTYPES.items()}
_SCALARS: dict[type, str] = {dtype.type: name for name, dtype in DTYPES.items()}


class NotPlainError(Exception):
    """A value that may not cross; the sentence says what it is."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one message may carry."""

    nodes: int = 200_000
    payload: int = 64 * 2**20
    """Bytes of all arrays and strings together."""


DEFAULT_LIMITS = Limits()


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


def describe_type(value: object) -> str:
    """Name a value's type for a sentence: ``float32[4, 7]``, ``tuple of 3``, ``None``."""
    kind = type(value)
    if kind is np.ndarray:
        array: Array = value  # type: ignore[assignment]
        return f"{array.dtype}[{', '.join(str(n) for n in array.shape)}]"
    if _is_tensor(value):
        tensor: Any = value
        return f"tensor {str(tensor.dtype)[6:]}[{', '.join(str(n) for n in tensor.shape)}]"
    if kind in (list, tuple):
        return f"{kind.__name__} of {len(value)}"  # type: ignore[arg-type]
    if kind is dict:
        return f"dict of {len(value)}"  # type: ignore[arg-type]
    return "None" if value is None else kind.__name__


def _is_tensor(value: object) -> bool:
    """Say whether `value` is exactly a torch tensor or parameter, without importing torch."""
    torch = sys.modules.get("torch")
    return torch is not None and type(value) in (torch.Tensor, torch.nn.Parameter)


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
        if kind in _SCALARS:
            return self._array(np.asarray(value), "s")
        if _is_tensor(value):
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
        name = _NAMES.get(array.dtype, "")
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
    low, high = _reach(array.shape, strides)
    length = high - low + array.itemsize
    # Elements far apart in a large buffer (a column of a wide matrix) are packed instead: the copy
    # costs less than sending what lies between, and neighbours that were never an argument stay here.
    if length > 2 * array.nbytes + 1024 or any(s % array.itemsize for s in strides):
        return _packed(array), list(np.empty(array.shape, array.dtype).strides), 0
    lowest = array[tuple(slice(-1, None) if s < 0 else slice(0, 1) for s in strides)].reshape(1)
    flat = as_strided(lowest, (length // array.itemsize,), (array.itemsize,), writeable=False)
    return memoryview(flat.view(np.uint8).data), strides, -low


def _reach(shape: Sequence[int], strides: Sequence[int]) -> tuple[int, int]:
    """Return the lowest and highest offset (bytes) of an element from the first one."""
    steps = [(n - 1) * s for n, s in zip(shape, strides, strict=True)]
    return sum(s for s in steps if s < 0), sum(s for s in steps if s > 0)


def _packed(array: Array) -> memoryview:
    """Return the elements in C order, one after another."""
    return memoryview(np.ascontiguousarray(array).reshape(-1).view(np.uint8).data)


def _foreign(kind: type) -> str:
    """Name a type that may not cross, safely: its metaclass is not asked."""
    name = str(type.__dict__["__name__"].__get__(kind))[:60]
    if issubclass(kind, np.ndarray):
        return f"a subclass of numpy.ndarray ({name})"
    return f"an object of type {name}"


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
        low, high = _reach(shape, strides)
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
