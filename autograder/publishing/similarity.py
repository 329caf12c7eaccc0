"""Pairs of submissions with rare code in common, side by side on a page: something to read, no verdict.

What was given to students is taken out, what our own solutions also hold weighs less; how, is in
`autograder.publishing.alike`. The page marks the lines that both have and links each run of them to its place
in the other text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.checking.wording import plural
from autograder.model import Assignment
from autograder.publishing.alike import GRAM, Author, Pair, author_of, given_grams
from autograder.stubs import stub_of

MOST_LINES = 3000
"""Lines of a text that are shown; a file of nothing but line ends must not swell the page."""
_CODE = re.compile(r"^```(?:python|py)?[ \t]*\n(.*?)^```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a submission; `partner` is the line of the other's it agrees with, where it does."""

    number: int
    text: str
    partner: int | None
    opens: bool
    """Whether a run of agreeing lines begins here."""


@dataclass(frozen=True, slots=True)
class SideBySide:
    """A pair with its lines."""

    pair: Pair
    first: tuple[Line, ...]
    second: tuple[Line, ...]

    @property
    def lines(self) -> int:
        """How many lines of the first agree with lines of the second."""
        return sum(line.partner is not None for line in self.first)


def given_of(assignment: Assignment) -> frozenset[str]:
    """Return the grams of what students have: stub, harness, cases, public tests, the handout's code."""
    texts = [stub_of(assignment.source.read_text(encoding="utf-8"), assignment.source)]
    for file in (assignment.harness, assignment.cases, assignment.public):
        if file.is_file():
            texts.append(file.read_text(encoding="utf-8"))
    if assignment.handout.is_file():
        texts += _CODE.findall(assignment.handout.read_text(encoding="utf-8"))
    return given_grams(texts)


def our_authors(assignment: Assignment, given: frozenset[str]) -> list[Author]:
    """Return our own solutions as authors: the reference and ``right/``."""
    files = (assignment.source, *assignment.right)
    return [author_of(file.stem, file.read_text(encoding="utf-8"), given) for file in files]


def side_by_side(pair: Pair) -> SideBySide:
    """Mark the lines that both of a pair have."""
    return SideBySide(pair, _marked(pair.first, pair.second), _marked(pair.second, pair.first))


def _marked(own: Author, other: Author) -> tuple[Line, ...]:
    """Find for each line the line of the other that the same tokens stand on."""
    places: dict[str, int] = {}
    for at, gram in enumerate(other.grams):
        if gram is not None:
            places.setdefault(gram, at)
    partners: dict[int, int] = {}
    for at, gram in enumerate(own.grams):
        if gram is not None and gram in places:
            for step in range(GRAM):
                partners.setdefault(own.tokens.lines[at + step], other.tokens.lines[places[gram] + step])
    found = []
    coded, inside = set(own.tokens.lines), False
    texts = own.text.split("\n")
    for number, text in enumerate(texts[:MOST_LINES], start=1):
        partner = partners.get(number)
        found.append(Line(number, text, partner, partner is not None and not inside))
        if number in coded:  # an empty line or a comment ends no run
            inside = partner is not None
    if len(texts) > MOST_LINES:
        left = f"… {plural(len(texts) - MOST_LINES, 'more line')}, not shown"
        found.append(Line(MOST_LINES + 1, left, None, False))
    return tuple(found)


def page_of(course: str, title: str, pairs: Sequence[Pair], compared: int, shown: int) -> str:
    """Return the HTML page: a table of all `pairs`, the texts of the first `shown` of them side by side."""
    from autograder.publishing.pages import render

    sides = [side_by_side(pair) for pair in pairs[:shown]]
    return render(
        "similarity.html.j2", course=course, title=title, pairs=pairs, sides=sides, compared=compared
    )
