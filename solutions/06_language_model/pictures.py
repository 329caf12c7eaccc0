"""What `autograder show` draws from your own functions."""

import numpy as np

from autograder.studying.pictures import picture

BOS, EOS, V = -1, 11, 12


def sentences(count, seed):
    """Draw sentences from a small language in which a word depends on the two before it."""
    rng, found = np.random.default_rng(seed), []
    for _ in range(count):
        words = [int(rng.integers(0, 11))]
        while len(words) < 12 and rng.random() > 0.08:
            before = words[-2] if len(words) > 1 else 3
            step = (words[-1] * 3 + before) % 11 if rng.random() < 0.75 else rng.integers(0, 11)
            words.append(int(step))
        found.append(words)
    return found


@picture(
    "Perplexity against order",
    ("NgramLM", "ngram_perplexity"),
    "On held-back sentences. From order 1 to 3 it falls, for the language looks back two words; beyond that "
    "add-k pays for contexts it has never seen, Kneser-Ney hardly.",
)
def orders(module, figure):
    """Draw the perplexity of n-gram models on held-back sentences, for orders 1 to 5."""
    train, test = sentences(600, 0), sentences(100, 1)
    axes = figure.subplots()
    for method in ("add_k", "kneser_ney"):
        values = [
            module.ngram_perplexity(module.NgramLM(n, V, BOS, EOS, method).fit(train), test)
            for n in range(1, 6)
        ]
        axes.plot(range(1, 6), values, "o-", label=method)
    axes.set(xlabel="order n", ylabel="perplexity", xticks=range(1, 6), ylim=(1, None))
    axes.legend()


@picture(
    "Temperature and filters",
    ("apply_temperature", "top_k_filter", "top_p_filter"),
    "The same logits, sharpened, flattened and cut. What is ruled out is 0, the others stay in their places.",
)
def sampling(module, figure):
    """Draw the same logits after two temperatures and two filters."""
    logits = np.array([2.0, 0.5, 1.2, -0.3, 1.9, 0.0])
    shown = {
        "t = 0.5": module.apply_temperature(logits, 0.5),
        "t = 2": module.apply_temperature(logits, 2.0),
        "top 3": module.top_k_filter(logits, 3),
        "p = 0.8": module.top_p_filter(logits, 0.8),
    }
    for axes, (name, values) in zip(figure.subplots(1, 4, sharey=True), shown.items(), strict=True):
        exponentials = np.exp(values - np.max(values))
        axes.bar(range(6), exponentials / exponentials.sum())
        axes.set(title=name, xlabel="word")


@picture(
    "Where samples fall",
    ("sample",),
    "5000 draws against the probabilities they come from; the dots belong on top of the bars.",
)
def draws(module, figure):
    """Draw how often each word is sampled, and the probability it should have."""
    logits = np.array([2.0, 0.5, 1.2, -0.3, 1.9, 0.0])
    p = np.exp(logits) / np.exp(logits).sum()
    counts = np.bincount([module.sample(logits, u) for u in (np.arange(5000) + 0.5) / 5000], minlength=6)
    axes = figure.subplots()
    axes.bar(range(6), p, label="probability")
    axes.plot(range(6), counts / 5000, "ko", label="share of draws")
    axes.legend()
