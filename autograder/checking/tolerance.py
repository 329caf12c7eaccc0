"""How strictly answers are compared: the course's tolerances, and what of them a test changes.

Tolerance follows the coarser dtype of the two sides and grows with the square root of the length of the
reduction behind each number.
"""

from __future__ import annotations

import math
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.course import Tolerance, Tolerances

TOLERANCES: ContextVar[Tolerances] = ContextVar("tolerances", default=Tolerances())  # noqa: B039 (frozen)
"""The course's, set by the plugin. float16 takes ten times float32's."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How strictly to compare."""

    rtol: float | None = None
    atol: float | None = None
    reduction: int = 1
    dtype: bool = True

    def tolerance(self, *dtypes: np.dtype[Any]) -> Tolerance:
        """Return what is allowed for answers of these dtypes."""
        table = TOLERANCES.get()
        base = table.float64
        for dtype in dtypes:
            if dtype.kind in "fc" and np.finfo(dtype).bits < 64:
                base = table.float32
                if np.finfo(dtype).bits < 32:
                    base = Tolerance(10 * base.rtol, 10 * base.atol)
                    break
        grow = math.sqrt(max(1, self.reduction))
        return Tolerance(
            grow * base.rtol if self.rtol is None else self.rtol,
            grow * base.atol if self.atol is None else self.atol,
        )


DEFAULT_RULE = Rule()
