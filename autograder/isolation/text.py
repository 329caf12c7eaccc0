"""Text that a submission controls, made harmless for the place it goes to.

Names of students and files, exception texts, printed output: bounded first, then one function per place. What
may be shown at all is not decided here; for hidden tests it is nothing but `masked`.
"""

from __future__ import annotations

import html
import re
import unicodedata

LINE_LENGTH = 120
BLOCK_LENGTH = 4000
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_DIGITS = re.compile(r"\d+")


def one_line(text: str, length: int = LINE_LENGTH) -> str:
    """Return printable text without line breaks, of at most `length` characters, for a terminal or a log.

    Control characters (escape sequences among them), unassigned and private characters, lone surrogates and
    marks that turn the direction of writing become spaces. More than two marks on one letter are dropped.
    """
    shown: list[str] = []
    marks = 0
    for character in unicodedata.normalize("NFC", text[: 4 * length]):
        category = unicodedata.category(character)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if marks <= 2:
            shown.append(" " if category[0] in "CZ" else character)
    line = "".join(shown).strip()
    return line if len(line) <= length else line[: length - 1] + "…"


def block(text: str, length: int = BLOCK_LENGTH) -> str:
    """Return several lines, each as `one_line` makes it, of at most `length` characters together."""
    lines = re.split(r"\r\n|\r|\n", text[:length])
    return "\n".join(one_line(line, length) for line in lines)


def masked(text: str, length: int = LINE_LENGTH) -> str:
    """Return one line without its digits, so that it cannot carry a hidden test's inputs."""
    return _DIGITS.sub("#", one_line(text, length))


def for_html(text: str, length: int = BLOCK_LENGTH) -> str:
    """Return text for an HTML page, in an element or a quoted attribute."""
    return html.escape(block(text, length), quote=True)


def for_csv(text: str, length: int = LINE_LENGTH) -> str:
    """Return text for a cell of a table: no spreadsheet takes it for a formula."""
    line = one_line(text, length)
    return "'" + line if text[:1] in _FORMULA or line.startswith(_FORMULA) else line


def for_markup(text: str, length: int = LINE_LENGTH) -> str:
    """Return text for a terminal library that reads ``[bold]`` as markup (rich)."""
    return re.sub(r"(\\*)\[", r"\1\1\\[", one_line(text, length))


def for_xml(text: str, length: int = BLOCK_LENGTH) -> str:
    """Return text for JUnit XML: escaped, and without characters XML 1.0 has no place for."""
    legal = "".join(c for c in block(text, length) if ord(c) < 0xFFFE or ord(c) > 0xFFFF)
    return html.escape(legal, quote=True)


def file_name(text: str, length: int = 80) -> str:
    """Return a name that is one safe component of a path on every system, never empty or hidden."""
    line = unicodedata.normalize("NFKC", one_line(text, 4 * length))
    name = re.sub(r"[^\w.@+ -]", "_", line).strip(". -_")[:length].strip(". ")
    reserved = name.partition(".")[0].upper() in {"CON", "PRN", "AUX", "NUL", *(f"COM{i}" for i in range(10))}
    return f"_{name}" if reserved or not name else name
