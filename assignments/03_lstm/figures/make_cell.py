"""Draw cell.svg, one step of an LSTM, beside this file. Run it again after a change: python make_cell.py."""

from pathlib import Path
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 800, 400
INK, PALE, CELL = "#263238", "#ffffff", "#1565c0"
GATE, CANDIDATE = "#c62828", "#2e7d32"

TOP, WRITE, SHOW, BOXES, BOTTOM = 90, 165, 215, 265, 330  # heights
FORGET, INPUT, NEW, OUTPUT, OUT = 210, 320, 420, 520, 630  # columns


def line(*points, colour=INK, width=2.0, arrow=True):
    """Draw a broken line through points (x, y)."""
    path = " ".join(f"{x},{y}" for x, y in points)
    head = ' marker-end="url(#head)"' if arrow else ""
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{width}"{head}/>'


def text(x, y, words, size=16, colour=INK, anchor="middle", style="normal"):
    """Write words centred on (x, y)."""
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" fill="{colour}" text-anchor="{anchor}" '
        f'font-style="{style}" dominant-baseline="central">{escape(words)}</text>'
    )


def box(x, y, words, colour):
    """Draw what a layer does: its curve in a box."""
    frame = f'<rect x="{x - 28}" y="{y - 17}" width="56" height="34" rx="6" fill="{colour}"/>'
    return frame + text(x, y, words, colour=PALE)


def knot(x, y, sign):
    """Draw an operation on each number: a sign in a circle."""
    return f'<circle cx="{x}" cy="{y}" r="14" fill="{PALE}" stroke="{INK}" stroke-width="2"/>' + text(
        x, y, sign, 18
    )


def draw():
    """Return the whole picture as SVG text."""
    parts = [
        # the cell, along the top
        line((70, TOP), (FORGET - 15, TOP), colour=CELL, width=5, arrow=False),
        line((FORGET + 15, TOP), (NEW - 15, TOP), colour=CELL, width=5, arrow=False),
        line((NEW + 15, TOP), (730, TOP), colour=CELL, width=5),
        text(48, TOP, "c", 20, CELL, style="italic"),
        text(760, TOP, "c'", 20, CELL, style="italic"),
        # what comes in
        line((70, BOTTOM), (OUTPUT, BOTTOM), arrow=False),
        text(40, BOTTOM, "x, h", 20, style="italic"),
        *(line((x, BOTTOM), (x, BOXES + 19)) for x in (FORGET, INPUT, NEW, OUTPUT)),
        text(
            (FORGET + OUTPUT) / 2,
            BOTTOM + 22,
            "a = x W_ih' + b_ih + h W_hh' + b_hh, in the blocks i, f, g, o",
            14,
        ),
        # keep, write, show
        line((FORGET, BOXES - 17), (FORGET, TOP + 18)),
        line((INPUT, BOXES - 17), (INPUT, WRITE), (NEW - 18, WRITE)),
        line((NEW, BOXES - 17), (NEW, WRITE + 18)),
        line((NEW, WRITE - 14), (NEW, TOP + 18)),
        line((OUTPUT, BOXES - 17), (OUTPUT, SHOW), (OUT - 18, SHOW)),
        line((OUT, TOP), (OUT, 131)),
        line((OUT, 165), (OUT, SHOW - 18)),
        line((OUT, SHOW + 14), (OUT, BOTTOM), (730, BOTTOM)),
        text(760, BOTTOM, "h'", 20, style="italic"),
        box(FORGET, BOXES, "\u03c3", GATE),
        box(INPUT, BOXES, "\u03c3", GATE),
        box(NEW, BOXES, "tanh", CANDIDATE),
        box(OUTPUT, BOXES, "\u03c3", GATE),
        box(OUT, 148, "tanh", "#607d8b"),
        knot(FORGET, TOP, "\u00d7"),
        knot(NEW, TOP, "+"),
        knot(NEW, WRITE, "\u00d7"),
        knot(OUT, SHOW, "\u00d7"),
        *(
            text(x - 14, BOXES - 30, name, 18, colour, style="italic")
            for x, name, colour in (
                (FORGET, "f", GATE),
                (INPUT, "i", GATE),
                (NEW, "g", CANDIDATE),
                (OUTPUT, "o", GATE),
            )
        ),
        text(FORGET, TOP - 32, "keep", 15),
        text(NEW, TOP - 32, "write", 15),
        text(OUT + 24, SHOW, "show", 15, anchor="start"),
        text(315, 28, "c' = f c + i g", 17, style="italic"),
        text(OUT, 28, "h' = o tanh(c')", 17, style="italic"),
        text(WIDTH / 2, HEIGHT - 18, "red: gates, between 0 and 1; green: the candidate; blue: the cell", 13),
    ]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="Helvetica, Arial, sans-serif" role="img" aria-label="One step of an LSTM">\n'
        '<defs><marker id="head" viewBox="0 0 10 10" refX="8" refY="5" markerWidth="9" markerHeight="9" '
        f'markerUnits="userSpaceOnUse" orient="auto">'
        f'<path d="M0 0L10 5L0 10z" fill="{INK}"/></marker></defs>\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="12" fill="#fafafa"/>\n'
    )
    return head + "\n".join(parts) + "\n</svg>\n"


if __name__ == "__main__":
    Path(__file__).with_name("cell.svg").write_text(draw(), encoding="utf-8")
