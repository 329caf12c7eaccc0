"""Draw sinusoids.svg beside this file: four waves over the positions, and the table as a picture.

Run it again with ``python solutions/05_positional_encoding/figures/make_sinusoids.py``; Python's own library
is enough. The numbers are computed here and not by the reference, so the figure checks nothing.
"""

import math
from pathlib import Path

WIDTH, ROWS, COLUMNS = 16, 40, 24
BASE_OF_WAVES, BASE_OF_PICTURE = 10000.0, 100.0
COLOURS = ("#3b6fb6", "#2a9d8f", "#e9a03b", "#c8553d")


def wave(p, column, width, base):
    """Return one number of the table."""
    angle = p * base ** (-(column - column % 2) / width)
    return math.cos(angle) if column % 2 else math.sin(angle)


def shade(value):
    """Return a colour between blue (-1), white (0) and red (1)."""
    low, high = (59, 111, 182), (200, 85, 61)
    end, share = (high, value) if value > 0 else (low, -value)
    return "#" + "".join(f"{round(255 + (part - 255) * share):02x}" for part in end)


def curves(left, top):
    """Draw the first four pairs: sines as lines, cosines dashed, dots at whole positions."""
    for pair, colour in enumerate(COLOURS):
        middle = top + 40 + 78 * pair
        yield f'<line x1="{left}" y1="{middle}" x2="{left + 320}" y2="{middle}" stroke="#bbb"/>'
        for column, dash in ((2 * pair, ""), (2 * pair + 1, ' stroke-dasharray="4 3" opacity="0.55"')):
            points = " ".join(
                f"{left + 16 * p / 8:.1f},{middle - 28 * wave(p / 8, column, WIDTH, BASE_OF_WAVES):.1f}"
                for p in range(161)
            )
            yield f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.6"{dash}/>'
        for p in range(21):
            y = middle - 28 * wave(p, 2 * pair, WIDTH, BASE_OF_WAVES)
            yield f'<circle cx="{left + 16 * p}" cy="{y:.1f}" r="2.4" fill="{colour}"/>'
        yield f'<text x="{left - 8}" y="{middle + 4}" text-anchor="end">{2 * pair}, {2 * pair + 1}</text>'
    yield f'<text x="{left + 160}" y="{top + 338}" text-anchor="middle">position 0 ... 20</text>'


def picture(left, top):
    """Draw the table: one row for each position, one column for each feature."""
    for p in range(ROWS):
        for c in range(COLUMNS):
            fill = shade(wave(p, c, COLUMNS, BASE_OF_PICTURE))
            yield f'<rect x="{left + 11 * c}" y="{top + 8 * p}" width="11" height="8" fill="{fill}"/>'
    yield f'<text x="{left - 6}" y="{top + 8}" text-anchor="end">0</text>'
    yield f'<text x="{left - 6}" y="{top + 8 * ROWS}" text-anchor="end">{ROWS - 1}</text>'
    middle = left + 5.5 * COLUMNS
    yield f'<text x="{middle}" y="{top + 338}" text-anchor="middle">column 0 ... {COLUMNS - 1}</text>'


def main():
    """Write the file."""
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 400"',
        ' font-family="sans-serif" font-size="12">',
        '<rect width="760" height="400" fill="white"/>',
        '<text x="60" y="22" font-size="14">columns: sine (line), cosine (dashed)</text>',
        *curves(60, 36),
        '<text x="450" y="22" font-size="14">the table for base 100: blue -1, white 0, red 1</text>',
        *picture(450, 44),
        "</svg>",
    ]
    file = Path(__file__).with_name("sinusoids.svg")
    file.write_text("\n".join(parts) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
