"""Settings: TOML to dataclasses, and errors that name file, line and key."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest

from autograder.model import CourseError
from autograder.settings import Settings, choice, number


@dataclass(frozen=True)
class Inner:
    size: int = number(3, 1, 10)
    share: float = number(0.5, 0, 1)


@dataclass(frozen=True)
class Outer:
    word: str = choice("none", "some")
    title: str = ""
    when: datetime | None = None
    inner: Inner = field(default=Inner(4, 0.25))


def read(text: str) -> Outer:
    """Read a document as the dataclasses above."""
    settings = Settings(Path("some.toml"), text)
    return settings.section(Outer(), settings.parse(), ())


def test_left_out_keys_keep_the_default():
    """Half a nested table changes only the keys it names, at any depth."""
    assert Outer() == read("")
    assert Outer(word="some", inner=Inner(4, 1.0)) == read('word = "some"\ninner = { share = 1 }')


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("\n# a comment\nwort = 'some'", "some.toml:3: wort is not known; did you mean word?"),
        ("\nzzz = 1", "some.toml:2: zzz is not known; there are: word, title, when, inner"),
        ("title = ''\n[inner]\n\nsise = 1", "some.toml:4: inner.sise is not known; did you mean size?"),
        ("inner = { size = 2, shore = 1 }", "some.toml:1: inner.shore is not known; did you mean share?"),
        ("\ninner.size = 11", "some.toml:2: inner.size must be between 1 and 10, not 11"),
        ("inner.size = 2.0", "some.toml:1: inner.size must be a whole number, not 2.0"),
        ("inner.size = true", "some.toml:1: inner.size must be a whole number, not True"),
        ("inner.share = nan", "some.toml:1: inner.share must be between 0 and 1, not nan"),
        ("inner.share = '1'", "some.toml:1: inner.share must be a number, not '1'"),
        ("word = 'all'", "some.toml:1: word must be one of none, some, not 'all'"),
        ('title = """\na\nb"""', "some.toml:1: title must be a line of text in quotes, not 'a\\nb'"),
        (
            "word = 'some'\n\ntitle = [\n 1,\n]",
            "some.toml:3: title must be a line of text in quotes, not [1]",
        ),
        ("inner = 3", "some.toml:1: inner must be a table"),
        ("when = 2026-01-01", "some.toml:1: when must be a date with a time and no quotes, as in "),
    ],
)
def test_error_names_line_and_key(text, message):
    """A wrong key or value is one sentence with the line of the statement it stands in."""
    with pytest.raises(CourseError) as caught:
        read(text)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("text", "line"), [("a = 1\nb == 2\n", 2), ("a = 1\n[b\n", 2), ("a = 1\n\nb = '''\nx", 4), ("=", 1)]
)
def test_broken_toml_names_the_line(text, line):
    """Text that is not TOML is refused with the line the reader stopped at."""
    with pytest.raises(CourseError, match=f"some.toml:{line}: this is not TOML"):
        read(text)
