"""Draw receptive_field.svg: which pixels reach one value after three layers, and its neighbour.

    python solutions/02_conv/figures/make_receptive_field.py

Standard library only; the numbers in the picture are computed, not typed.
"""

from pathlib import Path

PIXELS = 16
LAYERS = [("convolution, 3 taps", 3, 1), ("pooling, 2 taps, stride 2", 2, 2), ("convolution, 3 taps", 3, 1)]
CELL, GAP, LEFT, TOP = 30, 66, 214, 44
BLUE, ORANGE, GREY = "#2a6fbb", "#d9822b", "#c8ccd0"


def places(size: int, k: int, stride: int) -> int:
    """Number of values after a layer without padding."""
    return (size - k) // stride + 1


def centres() -> list[list[float]]:
    """Where each value of each level lies above the image, in pixels."""
    levels = [[float(pixel) for pixel in range(PIXELS)]]
    for _, k, stride in LAYERS:
        below = levels[-1]
        firsts = [n * stride for n in range(places(len(below), k, stride))]
        levels.append([(below[first] + below[first + k - 1]) / 2 for first in firsts])
    return levels


def seen(top: set[int]) -> list[set[int]]:
    """For every level, from the image up, which of its values reach the values `top` of the last level."""
    reached = [top]
    for _, k, stride in reversed(LAYERS):
        reached.insert(0, {n * stride + tap for n in reached[0] for tap in range(k)})
    return reached


def main() -> None:
    """Write the picture beside this file."""
    levels = centres()
    blue, orange = seen({1}), seen({2})
    height = TOP + GAP * len(LAYERS) + CELL + 56
    width = LEFT + PIXELS * CELL + 20

    def at(level: int, n: int) -> tuple[float, float]:
        return LEFT + levels[level][n] * CELL, TOP + GAP * (len(LAYERS) - level)

    parts = []
    for level, (_, k, stride) in enumerate(LAYERS, start=1):
        for n in sorted(orange[level] | blue[level]):
            for tap in range(k):
                x1, y1 = at(level, n)
                x2, y2 = at(level - 1, n * stride + tap)
                colour = BLUE if n in blue[level] else ORANGE
                line = f'x1="{x1 + CELL / 2:g}" y1="{y1 + CELL - 4:g}" x2="{x2 + CELL / 2:g}" y2="{y2 + 2:g}"'
                parts.append(f'<line {line} stroke="{colour}" stroke-opacity="0.45"/>')
    for level, row in enumerate(levels):
        for n in range(len(row)):
            x, y = at(level, n)
            fill = "#ffffff"
            if n in blue[level]:
                fill = BLUE
            elif n in orange[level]:
                fill = ORANGE
            box = f'x="{x + 2:g}" y="{y + 2:g}" width="{CELL - 4}" height="{CELL - 6}" rx="3"'
            parts.append(f'<rect {box} fill="{fill}" stroke="{GREY if fill == "#ffffff" else fill}"/>')
        name = "image" if level == 0 else LAYERS[level - 1][0]
        rf = max(seen_from(level)) - min(seen_from(level)) + 1
        jump = "" if level == 0 else f"field {rf}, jump {row[1] - row[0]:g}"
        y = at(level, 0)[1]
        parts.append(f'<text x="12" y="{y + 14:g}">{name}</text>')
        parts.append(f'<text x="12" y="{y + 31:g}" fill="#666">{jump}</text>')
    note = (
        f"The blue value has seen {len(blue[0])} pixels. Its neighbour (orange) has seen as many, "
        f"{min(orange[0]) - min(blue[0])} pixels further on."
    )
    parts.append(f'<text x="12" y="{height - 16}">{note}</text>')
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" font-family="sans-serif" font-size="13" fill="#222">'
        "<title>Receptive field of three layers</title>"
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>'
        f'<text x="12" y="22" font-size="15">From the top down: what one value has seen</text>'
    )
    text = "\n".join([head, *parts, "</svg>", ""])
    Path(__file__).with_name("receptive_field.svg").write_text(text, encoding="utf-8")


def seen_from(level: int) -> set[int]:
    """Pixels that reach value 0 of a level."""
    reached = {0}
    for _, k, stride in reversed(LAYERS[:level]):
        reached = {n * stride + tap for n in reached for tap in range(k)}
    return reached


if __name__ == "__main__":
    main()
