"""What a comparison found: the differences, with and without numbers of the expected answer.

Which of the two a person gets to see is decided where outcomes are told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from autograder.checking.tolerance import Rule


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs.

    Parameters
    ----------
    aspect : str
        ``structure``, ``type``, ``shape``, ``dtype``, ``finite`` or ``values``.
    text : str
        What differs, without a number of the expected answer.
    detail : str
        With numbers: for public tests.
    """

    aspect: str
    text: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """What was compared, for sentences of public tests."""

    actual: Any
    expected: Any
    rule: Rule


class Mismatch(AssertionError):  # noqa: N818 (a test's finding, not a fault of the program)
    """An answer that differs from the expected one."""

    def __init__(self, differences: list[Difference]) -> None:
        super().__init__("; ".join(f"{d.aspect}: {d.text}" for d in differences))
        self.differences = differences
        self.compared: Compared | None = None
