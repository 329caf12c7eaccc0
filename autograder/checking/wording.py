"""How numbers and points are written for people."""

from __future__ import annotations

from fractions import Fraction
from typing import Any


def number(value: Any) -> str:
    """Write a number with the digits a reader needs."""
    if isinstance(value, complex):
        return f"{value:.6g}"
    return f"{float(value):.6g}"


def score(value: float | Fraction) -> str:
    """Write points: whole numbers without a fraction, others with at most two digits."""
    return f"{float(value):.2f}".rstrip("0").rstrip(".")


def plural(count: int, noun: str) -> str:
    """Write ``1 test``, ``2 tests``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
