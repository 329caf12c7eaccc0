"""CSV files that instructors write or download, read with errors that name file, line and column.

Excel's separators (comma, semicolon, tab) and its byte-order mark are understood. What the columns mean is
not known here; see `autograder.roster` and `autograder.extensions`.
"""

import csv
import difflib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.model import CourseError

_SEPARATORS = ",;\t"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: its cells by column, without spaces around them, and where it stands."""

    file: Path
    line: int
    cells: dict[str, str]

    def error(self, column: str, sentence: str) -> CourseError:
        """Return the error for one cell: file, line, column, sentence."""
        return CourseError(f"column {column!r}: {sentence}", (self.file, self.line))


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file: its columns as they are written there, and its rows."""

    file: Path
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def require(self, columns: Iterable[str]) -> None:
        """Complain about a column that is lacking, and name the one that may be meant."""
        for column in columns:
            if column not in self.columns:
                near = difflib.get_close_matches(column, self.columns, n=1)
                rest = f"; is {near[0]!r} meant?" if near else f"; there are: {', '.join(self.columns)}"
                raise CourseError(f"there is no column {column!r}{rest}", (self.file, 1))

    def refuse_unknown(self, columns: Iterable[str]) -> None:
        """Complain about a column that means nothing here."""
        known = list(columns)
        for column in self.columns:
            if column not in known:
                near = difflib.get_close_matches(column, known, n=1)
                rest = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(known)}"
                raise CourseError(f"column {column!r} is not known; {rest}", (self.file, 1))


def read_table(file: Path) -> Table:
    """Read a CSV file with a line of column names.

    Raises
    ------
    CourseError
        For a file that is not there, not UTF-8 or not CSV, without column names, with the same name twice,
        or with a line of more cells than there are columns.
    """
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise CourseError(
            "there is no such file; make it, or take its name out of course.toml", (file, None)
        ) from None
    except UnicodeDecodeError:
        raise CourseError("this is not UTF-8 text; save it as 'CSV UTF-8'", (file, None)) from None
    head = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[Row] = []
    columns: list[str] | None = None
    line = 1
    try:
        for record in reader:
            cells = [cell.strip() for cell in record]
            if columns is None:
                columns = _columns(file, cells)
            elif any(cells):
                if any(cells[len(columns) :]):
                    raise CourseError(
                        f"this line has {len(cells)} cells and there are {len(columns)} columns; put quotes "
                        f"around a cell that holds a {separator!r}",
                        (file, line),
                    )
                filled = cells + [""] * (len(columns) - len(cells))
                rows.append(Row(file, line, dict(zip(columns, filled, strict=False))))
            line = reader.line_num + 1
    except csv.Error as error:
        raise CourseError(f"this is not CSV: {error}", (file, reader.line_num)) from None
    if columns is None:
        raise CourseError("the first line must name the columns, and there is none", (file, 1))
    return Table(file, tuple(columns), tuple(rows))


def _columns(file: Path, cells: list[str]) -> list[str]:
    """Check the line of column names."""
    while cells and not cells[-1]:
        cells = cells[:-1]
    if not cells:
        raise CourseError("the first line must name the columns, and it is empty", (file, 1))
    for column in cells:
        if cells.count(column) > 1:
            raise CourseError(f"column {column!r} is there twice; rename one", (file, 1))
    return cells
