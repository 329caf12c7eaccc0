"""The word an assignment's pictures.py is written with: ``@picture(title, needs, look)``.

A picture is a function of the student's module and an empty matplotlib figure, which it fills.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Draw = Callable[[Any, Any], None]


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: its title, the functions it needs, what to look for, and how to draw it."""

    title: str
    needs: tuple[str, ...]
    look: str
    draw: Draw


def picture(title: str, needs: tuple[str, ...], look: str) -> Callable[[Draw], Picture]:
    """Make a picture of a function ``draw(module, figure)``."""
    return lambda draw: Picture(title, needs, look, draw)
