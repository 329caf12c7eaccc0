"""Draw weights.svg, attention weights without and with masks, beside this file: python make_weights.py."""

import math
from pathlib import Path

WIDTH, HEIGHT = 800, 330
INK, PALE, FULL = "#263238", "#ffffff", (21, 101, 192)
WORDS = ["the", "cat", "sat", "on", "it", "(pad)"]
# Made up: what each word (row) scores each other (column).
SCORES = [
    [1.6, 1.2, 0.1, 0.0, 0.2, 0.4],
    [1.1, 1.8, 0.9, 0.0, 0.6, 0.5],
    [0.0, 2.0, 1.2, 0.7, 0.3, 0.2],
    [0.0, 0.3, 1.5, 1.0, 1.4, 0.6],
    [0.4, 2.2, 0.3, 0.5, 0.8, 0.9],
    [0.5, 0.6, 0.4, 0.5, 0.6, 0.7],
]
CELL, TOP = 36, 80


def softmax(scores, allowed):
    """Weights of one query; keys that are not allowed get exactly 0."""
    powers = [math.exp(score) if may else 0.0 for score, may in zip(scores, allowed, strict=True)]
    return [power / sum(powers) for power in powers]


def text(x, y, words, size=13, anchor="middle", colour=INK):
    """Write words at (x, y)."""
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" fill="{colour}" text-anchor="{anchor}" '
        f'dominant-baseline="central">{words}</text>'
    )


def panel(left, title, allowed):
    """Draw the weights of all queries, with `allowed(i, j)` for query i and key j."""
    parts = [text(left + 3 * CELL, 24, title, 15)]
    for i, word in enumerate(WORDS):
        middle = TOP + (i + 0.5) * CELL
        parts.append(text(left - 8, middle, word, anchor="end"))
        parts.append(text(left + (i + 0.5) * CELL, TOP - 16, word))
        weights = softmax(SCORES[i], [allowed(i, j) for j in range(len(WORDS))])
        for j, weight in enumerate(weights):
            colour = "#{:02x}{:02x}{:02x}".format(*(round(255 - weight * (255 - c)) for c in FULL))
            x, y = left + j * CELL, TOP + i * CELL
            parts.append(
                f'<rect x="{x}" y="{y}" width="{CELL}" height="{CELL}" fill="{colour}" stroke="#b0bec5"/>'
            )
            said = f"{weight:.2f}".removeprefix("0") if allowed(i, j) else "0"
            parts.append(
                text(left + (j + 0.5) * CELL, middle, said, 11, colour=PALE if weight > 0.55 else INK)
            )
    return "".join(parts)


def main():
    """Write the picture."""
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
        f'height="{HEIGHT}" font-family="sans-serif">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PALE}"/>',
        panel(52, "no mask", lambda i, j: True),
        panel(314, "padding mask", lambda i, j: j < 5),
        panel(576, "padding and causal mask", lambda i, j: j < 5 and j <= i),
        text(WIDTH / 2, HEIGHT - 14, "a row is a query, a column a key; every row adds up to 1", 13),
        "</svg>",
    ]
    Path(__file__).with_name("weights.svg").write_text("\n".join(drawn) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
