"""Inputs for the tests, and the slow loops that the public speed tests must beat.

Every builder takes a random generator first, so the same generator gives the same inputs. Words are 0..V-1,
eos is the last of them, bos is -1 or V: outside the vocabulary.
"""

import re

import numpy as np


def sentences(rng, V=7, count=12, longest=6, skew=1.2):
    """Sentences of words 0..V-2 without bos and eos, some empty; few words are frequent, as in a language."""
    if V == 1:
        return [[] for _ in range(count)]
    weights = 1 / np.arange(1, V) ** skew
    lengths = rng.permutation(np.arange(count) % (longest + 1))
    return [rng.choice(V - 1, size=n, p=weights / weights.sum()).tolist() for n in lengths]


def setup(n, V=7, bos=-1, method="mle", **hyper):
    """The arguments of NgramLM, with eos = V - 1."""
    return {"n": n, "vocab_size": V, "bos": bos, "eos": V - 1, "method": method, **hyper}


def queries(rng, n, V=7, bos=-1, count=40):
    """Queries (word, context) with contexts of n - 1 words, some of which begin with bos."""
    found = []
    for _ in range(count):
        context = rng.integers(0, max(1, V - 1), size=n - 1).tolist()
        blank = int(rng.integers(0, n)) if rng.random() < 0.4 else 0
        found.append((int(rng.integers(0, V)), [bos] * blank + context[blank:]))
    return found


def seen_queries(rng, text, n, bos, eos, count=30):
    """Queries (word, context) that stand in a text."""
    found = []
    for sentence in text:
        padded = [bos] * (n - 1) + [*sentence, eos]
        found += [(padded[i], padded[i - n + 1 : i]) for i in range(n - 1, len(padded))]
    return [found[i] for i in rng.integers(0, len(found), size=count)]


def logits(rng, *shape, scale=2.0, dtype=np.float64):
    """Scores (*shape[:-1], V) and targets (*shape[:-1]) for V = shape[-1]."""
    return (scale * rng.normal(size=shape)).astype(dtype), rng.integers(0, shape[-1], size=shape[:-1])


def padded_logits(rng, *shape, pad_id, dtype=np.float64):
    """As `logits`, with about a third of the targets (one at least, not all) replaced by `pad_id`."""
    scores, targets = logits(rng, *shape, dtype=dtype)
    if pad_id in range(shape[-1]):
        targets = np.where(targets == pad_id, (pad_id + 1) % shape[-1], targets)
    pads = rng.random(targets.shape) < 0.3
    pads.flat[0], pads.flat[-1] = True, False
    return scores, np.where(pads, pad_id, targets)


def bigram_table(rng, V=6):
    """Rows of probabilities after each of V words, and after bos (the last row)."""
    return rng.dirichlet(np.ones(V), size=V + 1)


def nnlm(rng, V=11, d=3, H=5, context=2, N=7, dtype=np.float64):
    """All arguments of `nnlm_loss_and_grads`."""
    shapes = {"E": (V, d), "W_h": (H, context * d), "b_h": (H,), "W_o": (V, H), "b_o": (V,)}
    params = {name: (0.7 * rng.normal(size=shape)).astype(dtype) for name, shape in shapes.items()}
    return params, rng.integers(0, V, size=(N, context)), rng.integers(0, V, size=N)


def markov_text(rng, V=6, order=2, length=10000, alpha=0.15):
    """A text in which each word depends on the `order` words before it, and its own perplexity.

    Parameters
    ----------
    alpha : float
        The rows of the chain are drawn from a Dirichlet distribution: the smaller, the easier to guess.

    Returns
    -------
    ids : (length,) int64
    floor : (length,) float64
        -log of the probability each word had, given the whole past. exp of a mean of it is the perplexity of
        whoever knows the chain itself; nobody who does not see the future stays below it for long.
    """
    chain = 0.99 * rng.dirichlet(np.full(V, alpha), size=V**order) + 0.01 / V
    cumulative = np.cumsum(chain, axis=1)
    state, ids, floor = 0, np.empty(length, np.int64), np.empty(length)
    for t, u in enumerate(rng.random(length)):
        word = min(int(np.searchsorted(cumulative[state], u, side="right")), V - 1)
        ids[t], floor[t] = word, -np.log(chain[state, word])
        state = (state * V + word) % V**order
    return ids, floor


def prose():
    """English sentences as lists of words: Python's own manual of its language, which comes with Python.

    The text is that of `help("topics")`, kept in the module pydoc_data.topics (PSF licence). It differs a
    little between versions of Python, so tests may lean on what holds for any English text only.
    """
    from pydoc_data.topics import topics

    text = " ".join(topics[name] for name in sorted(topics))
    parts = re.split(r"[.:;?!]\s", re.sub(r"[^A-Za-z.:;?!\s]", " ", text).lower())
    found = [re.findall(r"[a-z]+", part) for part in parts]
    return [words for words in found if 4 <= len(words) <= 40]


# Speed. About 4 % of jitter, so that no two inputs are alike. Sentences are sent as arrays.


def _zipf(rng, size, V):
    weights = 1 / np.arange(1, V)
    return rng.choice(V - 1, size=size, p=weights / weights.sum())


def _cut(words, longest):
    return np.split(words, range(longest, len(words), longest))


def count_speed_inputs(rng):
    """Arguments: 30 sentences of a thousand words, 300 different ones, for bigrams."""
    words = _zipf(rng, int(rng.integers(28800, 31200)), 300)
    return (_cut(words, 1000), 2, 300, 299), {}


def count_tiny_inputs(rng):
    """The same kind of input, a few words of it."""
    return (_cut(_zipf(rng, 20, 300), 7), 2, 300, 299), {}


def scoring_speed_inputs(rng):
    """Arguments: a bigram model of 8000 words, every second one the same; twice as much text to score."""

    def text(size):
        words = rng.integers(0, 7999, size=size)
        return _cut(np.where(np.arange(size) % 2, words, 0), 700)

    train, test = text(int(rng.integers(11500, 12500))), text(int(rng.integers(23000, 25000)))
    return (setup(2, 8000, 8000, "add_k", k=0.1), train, test), {}


def scoring_tiny_inputs(rng):
    """The same kind of input, a few words of it."""
    text = [rng.integers(0, 30, size=9) for _ in range(3)]
    return (setup(2, 8000, 8000, "add_k", k=0.1), text, text), {}


def kneser_ney_speed_inputs(rng):
    """Arguments: a Kneser-Ney trigram model of 6000 words, 2000 queries."""
    train = _cut(_zipf(rng, int(rng.integers(5760, 6240)), 800), 300)
    words, contexts = _zipf(rng, 2000, 800).tolist(), _zipf(rng, (2000, 2), 800).tolist()
    return (setup(3, 800, 800, "kneser_ney"), train, list(zip(words, contexts, strict=True))), {}


def kneser_ney_tiny_inputs(rng):
    """The same kind of input, a few words of it."""
    return (setup(3, 800, 800, "kneser_ney"), [_zipf(rng, 9, 30)], [(1, [2, 3])]), {}


def count_by_searching(sentences, n, bos, eos):
    """Look through the whole text once for each different gram: what counting without a table costs."""
    padded = [np.concatenate([[bos], sentence, [eos]]) for sentence in sentences]
    first = np.concatenate([sentence[:-1] for sentence in padded])
    second = np.concatenate([sentence[1:] for sentence in padded])
    grams = set(zip(first.tolist(), second.tolist(), strict=True))
    return {(a, b): int(np.sum((first == a) & (second == b))) for a, b in grams}


def score_by_adding_up(setup, train, texts):
    """Add up a row of counts for each word of the text: what scoring costs when nobody keeps the sums."""
    V, k = setup["vocab_size"], setup["k"]
    rows = {}
    for sentence in train:
        for a, b in zip(sentence[:-1].tolist(), sentence[1:].tolist(), strict=True):
            rows.setdefault(a, {}).setdefault(b, 0)
            rows[a][b] += 1
    total = 0.0
    for text in texts:
        for a, b in zip(text[:-1].tolist(), text[1:].tolist(), strict=True):
            row = rows.get(a, {})
            total += np.log((row.get(b, 0) + k) / (sum(row.values()) + k * V))
    return total


def search_the_grams(setup, train, queries):
    """Look through all grams for each query: what a lower order of Kneser-Ney costs without a table."""
    grams = set()
    for sentence in train:
        words = sentence.tolist()
        grams.update(zip(words, words[1:], words[2:], strict=False))
    return [sum(gram[2] == word for gram in grams) for word, _ in queries]
