"""Draw sampling.svg beside this file: one distribution of the next word, and four ways to change it.

Run it again with ``python solutions/06_language_model/figures/make_sampling.py``; Python's own library is
enough. The numbers are computed here and not by the reference, so the figure checks nothing.
"""

import math
from pathlib import Path

WORDS = ("mat", "floor", "sofa", "roof", "moon", "soup", "idea", "of")
LOGITS = (2.6, 2.1, 1.7, 1.1, 0.4, -0.3, -0.9, -1.6)
BLUE, GREY = "#3b6fb6", "#c9c9c9"


def softmax(logits):
    """Return probabilities; -inf gives 0."""
    weights = [math.exp(x - max(logits)) for x in logits]
    return [w / sum(weights) for w in weights]


def only(count):
    """Return the logits with all but the first `count` ruled out (they are sorted already)."""
    return [x if i < count else -math.inf for i, x in enumerate(LOGITS)]


def reaching(p):
    """Return how many words it takes to reach p."""
    total, count = 0.0, 0
    while total < p:
        total, count = total + softmax(LOGITS)[count], count + 1
    return count


def panel(left, title, logits):
    """Draw one distribution as bars; ruled out words are grey and have no bar."""
    yield f'<text x="{left}" y="22" font-size="13" font-weight="bold">{title}</text>'
    for i, (word, p) in enumerate(zip(WORDS, softmax(logits), strict=True)):
        y = 36 + 22 * i
        ink = "#222" if p else GREY
        end = f'text-anchor="end" fill="{ink}"'
        yield f'<text x="{left + 38}" y="{y + 12}" font-size="11" {end}>{word}</text>'
        yield f'<rect x="{left + 44}" y="{y}" width="{120 * p:.1f}" height="15" fill="{BLUE}"/>'
        if p:
            x = left + 48 + 120 * p
            yield f'<text x="{x:.1f}" y="{y + 12}" font-size="10" fill="#555">{p:.2f}</text>'


def figure():
    """Return the whole drawing."""
    panels = [
        ("as it is", LOGITS),
        ("t = 0.5", [x / 0.5 for x in LOGITS]),
        ("t = 2", [x / 2 for x in LOGITS]),
        ("top-k, k = 3", only(3)),
        ("top-p, p = 0.9", only(reaching(0.9))),
    ]
    yield '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 860 224" font-family="sans-serif">'
    yield '<rect width="860" height="224" fill="white"/>'
    for i, (title, logits) in enumerate(panels):
        yield from panel(12 + 170 * i, title, logits)
    yield "</svg>"


if __name__ == "__main__":
    Path(__file__).with_name("sampling.svg").write_text("\n".join(figure()) + "\n", encoding="utf-8")
