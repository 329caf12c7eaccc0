"""Draw graph.svg: the graph of root = a b + a, with values (forwards) and gradients (backwards).

Run ``python make_graph.py`` in this folder; nothing but Python is needed.
"""

from pathlib import Path

NODES = {  # name: (x, y, value, gradient)
    "a": (80, 70, "3", "1 + 2 = 3"),
    "b": (80, 210, "2", "3"),
    "u = a b": (300, 160, "6", "1"),
    "root = u + a": (540, 100, "9", "1"),
}
EDGES = [  # from, to, derivative
    ("a", "u = a b", "b = 2"),
    ("b", "u = a b", "a = 3"),
    ("u = a b", "root = u + a", "1"),
    ("a", "root = u + a", "1"),
]
WIDTH, HEIGHT, HALF_WIDTH, HALF_HEIGHT = 640, 290, 62, 32
BLUE, RED, INK = "#1f5fa8", "#b3261e", "#222222"


def text(x: float, y: float, words: str, colour: str = INK, size: int = 15) -> str:
    """Return a centred line of text."""
    return f'<text x="{x}" y="{y}" fill="{colour}" font-size="{size}" text-anchor="middle">{words}</text>'


def edge(start: str, end: str, derivative: str) -> list[str]:
    """Return an arrow between two nodes, with the derivative written beside its middle."""
    x1, y1 = NODES[start][0] + HALF_WIDTH, NODES[start][1]
    x2, y2 = NODES[end][0] - HALF_WIDTH - 6, NODES[end][1]
    line = f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{INK}" marker-end="url(#tip)"/>'
    aside = 40 * (y2 - y1) / (x2 - x1)  # the steeper the arrow, the farther off it
    return [line, text((x1 + x2) / 2 + aside, (y1 + y2) / 2 - 8, derivative, RED, 14)]


def node(name: str) -> list[str]:
    """Return a box with a variable's name, value and gradient."""
    x, y, value, gradient = NODES[name]
    box = (
        f'<rect x="{x - HALF_WIDTH}" y="{y - HALF_HEIGHT}" width="{2 * HALF_WIDTH}" '
        f'height="{2 * HALF_HEIGHT}" rx="8" fill="#ffffff" stroke="{INK}"/>'
    )
    return [
        box,
        text(x, y - 12, name),
        text(x, y + 7, f"value {value}", BLUE, 14),
        text(x, y + 25, f"grad {gradient}", RED, 14),
    ]


def main() -> None:
    """Write the file."""
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" font-family="sans-serif">',
        '<defs><marker id="tip" markerWidth="9" markerHeight="8" refX="2" refY="4" orient="auto">'
        f'<path d="M0,0 L9,4 L0,8 z" fill="{INK}"/></marker></defs>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        *[line for ends in EDGES for line in edge(*ends)],
        *[line for name in NODES for line in node(name)],
        text(WIDTH / 2, HEIGHT - 18, "forwards, left to right: values", BLUE),
        text(
            WIDTH / 2,
            28,
            "backwards, right to left: gradient times the derivative on the arrow, added up",
            RED,
        ),
        "</svg>",
    ]
    Path(__file__).with_name("graph.svg").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
