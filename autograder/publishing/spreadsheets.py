"""CSV text that spreadsheets, grade books and programs read alike, whatever students are called.

Cells are quoted as RFC 4180 says, so commas, quotes and line breaks arrive whole. A spreadsheet takes a cell
that begins with ``=`` for a formula, quotes or not: in cells for people, such as names, an apostrophe is put
in front, and `whole` takes it off again. Cells by which a system finds its students (ids, logins, e-mail
addresses) stay exactly as they are, for a changed one would find nobody; they are the institution's, not the
students'.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
Cell = str | float | int | None


def csv_text(rows: Iterable[Sequence[Cell]]) -> str:
    """Return rows as CSV text; None is an empty cell, numbers have a point and no needless digits."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    for row in rows:
        writer.writerow([cell_text(cell) for cell in row])
    return text.getvalue()


def cell_text(cell: Cell) -> str:
    """Return a cell's text."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.6f}".rstrip("0").rstrip(".")
    return str(cell)


def defused(text: str) -> str:
    """Return text that no spreadsheet takes for a formula; `whole` gives the text back."""
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA) else text


def whole(text: str) -> str:
    """Return what `defused` was given."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(_FORMULA) else text
