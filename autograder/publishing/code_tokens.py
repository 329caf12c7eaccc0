"""Python text as tokens that stay the same when someone renames, reformats or comments a copy.

Students' text is cut by Pygments' lexer, which takes anything: it is never parsed, compiled or run, and no
more than `MOST_TOKENS` of it is looked at. Comments, docstrings and layout are left out; every name of the
student's own choosing becomes one and the same, every string likewise. What stays is what was written, in
which order: keywords, builtins, operators, numbers, and the names of attributes and methods.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

MOST_TOKENS = 40_000
NAME, TEXT = "·", "″"


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text's tokens, and the line (from 1) each stands on."""

    words: tuple[str, ...]
    lines: tuple[int, ...]

    def grams(self, length: int) -> list[str]:
        """Return every run of `length` tokens, by its first."""
        return [" ".join(self.words[at : at + length]) for at in range(len(self.words) - length + 1)]


def tokens_of(text: str) -> Tokens:
    """Cut a text into tokens."""
    from pygments.lexers.python import PythonLexer
    from pygments.token import Token

    kept = (Token.Keyword, Token.Operator, Token.Punctuation, Token.Literal.Number, Token.Error)
    words: list[str] = []
    lines: list[int] = []
    line, in_text = 1, False
    for _, kind, value in islice(PythonLexer().get_tokens_unprocessed(text), MOST_TOKENS):
        word = ""
        if kind in Token.Literal.String and kind not in Token.Literal.String.Doc:
            # a string arrives in several pieces
            word = "" if in_text else TEXT
            in_text = True
        else:
            in_text = False
        if kind in Token.Name:
            own = kind not in Token.Name.Builtin and (not words or words[-1] != ".")
            word = NAME if own else value
        elif any(kind in one for one in kept):
            word = value
        if word.strip():
            words.append(word)
            lines.append(line)
        line += value.count("\n")
    return Tokens(tuple(words), tuple(lines))
