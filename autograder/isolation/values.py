"""Plain data: what may cross between a test and the code it tests.

`flattening` takes a value apart into a tree of small tagged lists and a list of byte buffers; `rebuilding`
makes the value again. Both suites use the pair, at home within one process and when grading across a socket,
so that nothing works at home that grading refuses. Here is what the two agree on: kinds, limits, words.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

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
NAMES: dict[np.dtype[Any], str] = {dtype: name for name, dtype in DTYPES.items()}
SCALARS: dict[type, str] = {dtype.type: name for name, dtype in DTYPES.items()}


class NotPlainError(Exception):
    """A value that may not cross; the sentence says what it is."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one message may carry."""

    nodes: int = 200_000
    payload: int = 64 * 2**20
    """Bytes of all arrays and strings together."""


DEFAULT_LIMITS = Limits()


def describe_type(value: object) -> str:
    """Name a value's type for a sentence: ``float32[4, 7]``, ``tuple of 3``, ``None``."""
    kind = type(value)
    if kind is np.ndarray:
        array: Array = value  # type: ignore[assignment]
        return f"{array.dtype}[{', '.join(str(n) for n in array.shape)}]"
    if is_tensor(value):
        tensor: Any = value
        return f"tensor {str(tensor.dtype)[6:]}[{', '.join(str(n) for n in tensor.shape)}]"
    if kind in (list, tuple):
        return f"{kind.__name__} of {len(value)}"  # type: ignore[arg-type]
    if kind is dict:
        return f"dict of {len(value)}"  # type: ignore[arg-type]
    return "None" if value is None else kind.__name__


def is_tensor(value: object) -> bool:
    """Say whether `value` is exactly a torch tensor or parameter, without importing torch."""
    torch = sys.modules.get("torch")
    return torch is not None and type(value) in (torch.Tensor, torch.nn.Parameter)


def reach(shape: Sequence[int], strides: Sequence[int]) -> tuple[int, int]:
    """Return the lowest and highest offset (bytes) of an element from the first one."""
    steps = [(n - 1) * s for n, s in zip(shape, strides, strict=True)]
    return sum(s for s in steps if s < 0), sum(s for s in steps if s > 0)
