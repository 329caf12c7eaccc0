"""Text a submission controls is harmless wherever it goes."""

import csv
import io
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.isolation import text

HOSTILE = (
    "\x1b[2J\x1b]0;owned\x07",
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "\u202etxt.exe",
    "a\u0301" + "\u0301" * 500,
    "\ud800 lone",
    "line\nbreak\r\nand\x00nul",
    "]]>&<!--",
    "[bold]x[/bold]",
)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_one_line(said):
    """One line, printable, bounded, and valid Unicode."""
    line = text.one_line(said, 50)
    assert len(line) <= 50
    assert line.isprintable()
    assert line.encode().decode() == line


@pytest.mark.parametrize("said", HOSTILE)
def test_no_control_survives(said):
    """Escape sequences, direction marks and piles of accents are gone."""
    line = text.one_line(said)
    assert not set(line) & set("\x1b\x07\u202e\x00\n\r")
    assert line.count("\u0301") <= 2


@pytest.mark.parametrize("said", HOSTILE)
def test_html_has_no_elements(said):
    """A browser sees text, no element."""
    found = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: found.append(tag)
    parser.feed(f"<p>{text.for_html(said)}</p>")
    assert found == ["p"]


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", " =1"])
def test_csv_cells_are_no_formulas(start):
    """A spreadsheet takes no cell for a formula, and csv reads it back as one cell."""
    cell = text.for_csv(start)
    assert cell.startswith("'")
    assert [[cell]] == list(csv.reader(io.StringIO(",".join([f'"{cell}"']))))


def test_plain_cells_stay():
    """Ordinary names are not touched."""
    assert text.for_csv("Ann Müller") == "Ann Müller"


@pytest.mark.parametrize("said", HOSTILE)
def test_xml_is_well_formed(said):
    """JUnit's readers parse it and see one text."""
    tree = ElementTree.fromstring(f'<failure message="{text.for_xml(said)}">{text.for_xml(said)}</failure>')
    assert len(tree) == 0


def test_markup_is_shown_as_text():
    """Rich prints brackets as they are."""
    rich_text = pytest.importorskip("rich.text")
    assert (
        rich_text.Text.from_markup(text.for_markup("[bold]x[/bold] \\[red]")).plain
        == "[bold]x[/bold] \\[red]"
    )


def test_masked_has_no_digits():
    """Numbers, which could be inputs, do not leave."""
    assert text.masked("x = 3.14159, n=7") == "x = #.#, n=#"


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..", "", "CON.txt", ".hidden", "a/b\\c", "x\x00y", "a" * 500]
)
def test_file_names_are_one_component(name):
    """Whatever it was, it names one visible file here."""
    safe = text.file_name(name)
    assert safe
    assert safe[0] != "."
    assert not set(safe) & set('/\\\x00:*?"<>|')
    assert len(safe) <= 81
    assert safe.partition(".")[0].upper() != "CON"
