"""What `autograder show` draws from your own functions."""

import numpy as np

from autograder.studying.pictures import picture

WORDS = ["the", "cat", "sat", "on", "the", "mat", "because", "it", "was", "tired"]


def word_vectors(width=12):
    """Make a vector for each different word, and lean `it` towards `cat`."""
    rng = np.random.default_rng(3)
    table = {word: rng.normal(size=width) for word in dict.fromkeys(WORDS)}
    table["it"] = 0.4 * table["it"] + 0.9 * table["cat"]
    return np.stack([table[word] for word in WORDS])


def heat(axes, weights, title):
    """Draw attention weights as a table of colours, a row for each query."""
    axes.imshow(weights, vmin=0, vmax=1, cmap="viridis")
    axes.set_xticks(range(len(WORDS)), WORDS, rotation=60)
    axes.set_yticks(range(len(WORDS)), WORDS)
    axes.set(title=title, xlabel="key", ylabel="query")


@picture(
    "Where each word looks",
    ("scaled_dot_product_attention",),
    "Each row sums to 1. Equal words look alike, `it` looks at `cat`. With causal=True everything above the "
    "diagonal is dark.",
)
def attention_map(module, figure):
    """Draw where each word of a sentence looks, without and with a causal mask."""
    x = word_vectors()
    left, right = figure.subplots(1, 2)
    heat(left, module.scaled_dot_product_attention(x, x, x)[1], "every word may be seen")
    heat(right, module.scaled_dot_product_attention(x, x, x, causal=True)[1], "causal")


@picture(
    "From soft to sharp",
    ("masked_softmax",),
    "The same five scores, times a scale: 0 gives equal weights, a large scale leaves the largest alone. "
    "Key 4 is blocked: no bar may stand on the hatched strip.",
)
def sharpness(module, figure):
    """Draw the softmax of five scores, one of them blocked, at four scales."""
    scores, mask = np.array([0.2, 1.0, 1.6, 0.7, 2.5]), np.array([True, True, True, True, False])
    for axes, scale in zip(figure.subplots(1, 4, sharey=True), (0.0, 1.0, 4.0, 1000.0), strict=True):
        weights = module.masked_softmax(scale * scores[None], mask)[0]
        axes.bar(range(5), weights)
        axes.axvspan(3.5, 4.5, facecolor="none", edgecolor="lightgray", hatch="//", linewidth=0)
        axes.set(title=f"scale {scale:g}", xlabel="key", ylim=(0, 1.05))


@picture(
    "Attention in 1964",
    ("nadaraya_watson",),
    "Dots are examples. A small w averages over everything, a large one follows single dots.",
)
def kernel(module, figure):
    """Draw noisy examples of a sine and the smoothed curve for three widths."""
    rng = np.random.default_rng(0)
    x = np.sort(rng.uniform(0, 6, 40))
    y = np.sin(x) + 0.25 * rng.normal(size=40)
    grid, axes = np.linspace(0, 6, 200), figure.subplots()
    axes.plot(x, y, ".", color="grey", label="examples")
    for w in (0.5, 3.0, 30.0):
        axes.plot(grid, module.nadaraya_watson(grid, x, y, w), label=f"w = {w:g}")
    axes.legend()
