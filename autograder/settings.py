"""From TOML text to frozen dataclasses, with errors that name the line.

A dataclass is the schema: its fields are the keys, its types and the field metadata say what is allowed, its
defaults stand in for what is left out. What the settings mean is not known here; see `autograder.course`.
"""

import difflib
import itertools
import math
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from autograder.model import CourseError

_Section = TypeVar("_Section")
_DUE_EXAMPLE = "2026-10-05T23:59:00+02:00"


def number(default: float, low: float, high: float) -> Any:
    """Declare a field that holds a number from `low` to `high`, both included."""
    return field(default=default, metadata={"range": (low, high)})


def number_pairs(low: float, high: float) -> Any:
    """Declare a field that holds pairs of numbers: the first ones grow, the second ones lie in a range."""
    return field(default=(), metadata={"pairs": (low, high)})


def choice(*choices: str) -> Any:
    """Declare a field that holds one of some words; the first is the default."""
    return field(default=choices[0], metadata={"choices": choices})


@dataclass(frozen=True, slots=True)
class Settings:
    """The text of one settings file, and how to complain about it.

    Parameters
    ----------
    file : Path
        Named in errors.
    text : str
        The whole file.
    """

    file: Path
    text: str

    def parse(self) -> dict[str, Any]:
        """Return the document as nested dictionaries."""
        try:
            return tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            at = re.search(r"at line (\d+)", str(error))
            line = int(at[1]) if at else max(1, len(self.text.splitlines()))
            raise CourseError(f"this is not TOML: {error}", (self.file, line)) from None

    def section(self, default: _Section, table: Any, path: tuple[str, ...]) -> _Section:
        """Return `default`, a dataclass, with the keys of `table` in place of its values.

        Raises
        ------
        CourseError
            For a key the dataclass lacks, and for a value of another type or out of range.
        """
        if not isinstance(table, dict):
            raise self.error(path, "must be a table")
        known = {one.name: one for one in fields(default)}  # type: ignore[arg-type]
        self.refuse_unknown(table, known, path)
        values: dict[str, Any] = {}
        for key, value in table.items():
            old, here = getattr(default, key), (*path, key)
            if is_dataclass(old):
                values[key] = self.section(old, value, here)
            else:
                values[key] = self._value(known[key].type, value, known[key].metadata, here)
        return replace(default, **values)  # type: ignore[type-var]

    def refuse_unknown(
        self,
        table: Mapping[str, Any],
        known: Iterable[str],
        path: tuple[str, ...],
        what: str = "is not known",
    ) -> None:
        """Complain about the first key of `table` that is not in `known`, and name the nearest one."""
        known = list(known)
        for key in table:
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1)
                rest = f"did you mean {near[0]}?" if near else f"there are: {', '.join(known) or 'none yet'}"
                raise self.error((*path, key), f"{what}; {rest}")

    def error(self, path: tuple[str, ...], sentence: str) -> CourseError:
        """Return the error for one key: file, line, key, sentence."""
        return CourseError(f"{'.'.join(path)} {sentence}", (self.file, _line_of(self.text, path)))

    def _value(self, wanted: Any, value: Any, rule: Mapping[str, Any], path: tuple[str, ...]) -> Any:
        if "pairs" in rule:
            return self._pairs(value, rule["pairs"], path)
        if wanted in (int, float):
            whole = isinstance(value, int) and not isinstance(value, bool)
            if not (whole or (wanted is float and isinstance(value, float))):
                kind = "number" if wanted is float else "whole number"
                raise self.error(path, f"must be a {kind}, not {value!r}")
            low, high = rule["range"]
            if not low <= value <= high:
                raise self.error(path, f"must be between {low:g} and {high:g}, not {value!r}")
            return wanted(value)
        if wanted is str:
            if not isinstance(value, str) or not value.isprintable():
                raise self.error(path, f"must be a line of text in quotes, not {value!r}")
            if "choices" in rule and value not in rule["choices"]:
                raise self.error(path, f"must be one of {', '.join(rule['choices'])}, not {value!r}")
        elif not isinstance(value, datetime):
            raise self.error(path, f"must be a date with a time and no quotes, as in {_DUE_EXAMPLE}")
        return value

    def _pairs(
        self, value: Any, limits: tuple[float, float], path: tuple[str, ...]
    ) -> tuple[tuple[float, float], ...]:
        low, high = limits
        if not isinstance(value, list) or any(
            not isinstance(pair, list) or len(pair) != 2 or not all(map(_is_number, pair)) for pair in value
        ):
            raise self.error(path, f"must be pairs of numbers, as in [[24, 10], [72, 30]], not {value!r}")
        pairs = tuple((float(first), float(second)) for first, second in value)
        for (before, _), (first, _) in itertools.pairwise(((0.0, 0.0), *pairs)):
            if first <= before:
                raise self.error(
                    path,
                    f"must name growing numbers above 0 first in each pair: {first:g} follows {before:g}",
                )
        for _, second in pairs:
            if not low <= second <= high:
                raise self.error(
                    path, f"must have numbers between {low:g} and {high:g} second, not {second:g}"
                )
        return pairs


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _line_of(text: str, path: tuple[str, ...]) -> int:
    """Return the line, from 1, of the statement that first defines the key `path`.

    TOML readers do not keep lines. A statement ends where the text up to there is a document of its own, so
    the first such document that has the key ends with the statement looked for.
    """
    lines = text.splitlines(keepends=True)
    statement = 0
    for end in range(1, len(lines) + 1):
        try:
            table: Any = tomllib.loads("".join(lines[:end]))
        except tomllib.TOMLDecodeError:
            continue
        for key in path:
            table = table.get(key) if isinstance(table, dict) else None
        if table is not None:
            return statement + 1
        statement = end
    return 1
