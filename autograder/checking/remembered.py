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


@dataclass(slots=True)
class Remembered(InProcess):
    """Run a source in this process, once for each input."""

    _answers: dict[bytes, Any] = field(default_factory=dict)
    _bytes: int = 0

    def call(
        self, function: str, *args: Any, strict: bool = False, watch: bool = False, **kwargs: Any
    ) -> Any:
        """Call a function of the file, or give the answer it gave to the same input before."""
        __tracebackhide__ = True
        tree, buffers = flatten((args, kwargs), layout=True)
        digest = hashlib.blake2b(repr((function, strict, watch, tree)).encode(), digest_size=16)
        for buffer in buffers:
            digest.update(buffer)
        key = digest.digest()
        if key in self._answers:
            result = self._answers[key]
            self.calls.append(Called(function, args, kwargs, strict, watch, result=result))
            return result
        result = InProcess.call(self, function, *args, strict=strict, watch=watch, **kwargs)
        size = _freeze(result)
        if self._bytes + size <= _MOST_BYTES:
            self._answers[key] = result
            self._bytes += size
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
