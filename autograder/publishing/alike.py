"""Which submissions have code in common that few others have.

Every run of `GRAM` tokens is a gram. Those of the stub, of the files students were given and of the handout
are taken out. The rest weighs the more the fewer wrote it: 1 when only two did, 0 when all did, on a
logarithmic scale; our own solutions count as further authors, so what everyone naturally writes weighs
little even in a small class. Two submissions are alike by the share of the lighter one's weight that both
have, and by how much that is: without enough of it nothing is said, or every pair of a short exercise would
be alike.

Order does not matter, nor do names, comments and layout. What comes out is evidence for a person: no
verdict, no score. ``python tests/benchmarks/similarity.py`` prints the figures the constants were chosen
by.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.model import CourseError
from autograder.publishing.code_tokens import Tokens, tokens_of

GRAM = 10
"""Tokens in a gram: about one short line."""
ENOUGH = 60.0
"""Weight that a pair has to have in common: about so many tokens that nobody else wrote."""
AT_LEAST = 0.4
"""Share from which a pair is listed."""


@dataclass(frozen=True, slots=True)
class Author:
    """One submission's text, and its grams that were not given."""

    student: str
    text: str
    tokens: Tokens
    grams: tuple[str | None, ...]
    """By their first token; None where the text was given to everyone."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two submissions with rare code in common."""

    first: Author
    second: Author
    share: float
    """Of the lighter one's weight, between 0 and 1."""
    weight: float
    """Of what they have in common: about so many tokens that few others wrote."""


def author_of(student: str, text: str, given: frozenset[str]) -> Author:
    """Cut a submission's text into grams, leaving out those that were given."""
    tokens = tokens_of(text)
    grams = tuple(None if one in given else one for one in tokens.grams(GRAM))
    return Author(student, text, tokens, grams)


def given_grams(texts: Iterable[str]) -> frozenset[str]:
    """Return the grams of the texts that every student has."""
    return frozenset(gram for text in texts for gram in tokens_of(text).grams(GRAM))


def weights_of(authors: Sequence[Author], others: Sequence[Author]) -> dict[str, float]:
    """Return how much each gram tells, between 0 (everybody wrote it) and 1 (two at the most did)."""
    count = Counter(gram for one in (*authors, *others) for gram in set(one.grams) if gram is not None)
    everybody = len(authors) + len(others) + 1
    most = math.log(everybody / 2)
    return {gram: max(0.0, min(1.0, math.log(everybody / n) / most)) for gram, n in count.items()}


def pairs_of(
    authors: Sequence[Author],
    others: Sequence[Author] = (),
    *,
    at_least: float = AT_LEAST,
    enough: float = ENOUGH,
) -> list[Pair]:
    """Return the pairs that are alike, the most telling first.

    Parameters
    ----------
    authors : sequence of Author
        The submissions.
    others : sequence of Author
        Our own solutions: they show what is natural to write, and are not compared.
    at_least, enough : float
        Least share, and least weight in common.
    """
    if len(authors) < 2:
        return []
    weights = weights_of(authors, others)
    shared, total = _shared(authors, weights)
    found = []
    import numpy as np

    rows, columns = np.nonzero(np.triu(shared >= enough, 1))
    for i, j in zip(rows.tolist(), columns.tolist(), strict=True):
        share = round(float(shared[i, j] / min(total[i], total[j])), 4)
        if share >= at_least:
            found.append(Pair(authors[i], authors[j], min(1.0, share), float(shared[i, j])))
    return sorted(found, key=lambda pair: (-round(pair.share, 2), -pair.weight, pair.first.student))


def _shared(authors: Sequence[Author], weights: Mapping[str, float]) -> tuple[Any, Any]:
    """Return the weight each two have in common, of shape (authors, authors), and each one's own."""
    import numpy as np

    try:
        from scipy.sparse import csr_matrix
    except ImportError:
        said = "comparing submissions needs scipy; install it with: pip install 'dl-by-hand[report]'"
        raise CourseError(said) from None
    telling = {gram: at for at, gram in enumerate(g for g, weight in weights.items() if weight > 0)}
    columns, ends = [], [0]
    for author in authors:
        columns += [telling[gram] for gram in set(author.grams) if gram in telling]
        ends.append(len(columns))
    has = csr_matrix(
        (np.ones(len(columns), np.float32), columns, ends), shape=(len(authors), max(1, len(telling)))
    )
    scale = np.array([weights[gram] for gram in telling] or [0.0], np.float32)
    weighted = has.multiply(scale).tocsr()
    return (weighted @ has.T).toarray(), np.asarray(weighted.sum(axis=1)).ravel()
