"""A reference that is asked once: every submission gets the same inputs, so the answers are kept.

The key is a digest of function, arguments (with their memory layout) and options. What is kept is read-only,
so that no test can spoil it for the next submission.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.checking.runners import Called, InProcess
from autograder.isolation.flattening import flatten

_MOST_BYTES = 256 * 2**20


def digest_of(call: Called) -> bytes:
    """Return a number of 16 bytes that only calls with equal arguments and options share."""
    tree, buffers = flatten((call.args, call.kwargs), layout=True)
    asked = (call.function, call.strict, call.watch, call.seed, tree)
    digest = hashlib.blake2b(repr(asked).encode(), digest_size=16)
    for buffer in buffers:
        digest.update(buffer)
    return digest.digest()


@dataclass(slots=True)
class Answers:
    """Plain values by key, until they fill so many bytes; what comes later is not kept."""

    most_bytes: int
    kept: dict[Any, Any] = field(default_factory=dict)
    _bytes: int = 0

    def keep(self, key: Any, value: Any) -> None:
        """Keep a value if there is room; its arrays are read-only from now on."""
        size = _freeze(value)
        if self._bytes + size <= self.most_bytes:
            self.kept[key] = value
            self._bytes += size


@dataclass(slots=True)
class Remembered(InProcess):
    """Run a source in this process, once for each input."""

    _answers: Answers = field(default_factory=lambda: Answers(_MOST_BYTES))

    def call(
        self, function: str, *args: Any, strict: bool = False, watch: bool = False, **kwargs: Any
    ) -> Any:
        """Call a function of the file, or give the answer it gave to the same input before."""
        __tracebackhide__ = True
        record = Called(function, args, kwargs, strict, watch)
        key = digest_of(record)
        if key in self._answers.kept:
            record.result = self._answers.kept[key]
            self.calls.append(record)
            return record.result
        result = InProcess.call(self, function, *args, strict=strict, watch=watch, **kwargs)
        self._answers.keep(key, result)
        return result


def _freeze(value: Any) -> int:
    """Make a plain value's arrays read-only; return about how many bytes it holds."""
    if isinstance(value, np.ndarray):
        value.flags.writeable = False
        return int(value.nbytes) + 100
    if isinstance(value, (list, tuple)):
        return 60 + sum(map(_freeze, value))
    if isinstance(value, dict):
        return 60 + sum(map(_freeze, value.values()))
    if hasattr(value, "element_size"):
        return int(value.element_size() * value.nelement()) + 100
    return 60
