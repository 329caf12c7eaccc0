"""Pictures of numbers as SVG, drawn by matplotlib, that take the colours of the page they stand on.

SVG from matplotlib needs no script, keeps its words as text and is the same for the same numbers. Its colours
are replaced by the page's variables, so one picture serves light, dark and print.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

from autograder.model import CourseError

_INK, _BAR, _LINE = "#010203", "#040506", "#070809"  # stand for the page's variables
_VARIABLES = {_INK: "var(--ink)", _BAR: "var(--bar)", _LINE: "var(--line)"}
_STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "autograder",
    "font.family": "sans-serif",
    "font.size": 10,
    "text.color": _INK,
    "axes.edgecolor": _LINE,
    "axes.labelcolor": _INK,
    "xtick.color": _INK,
    "ytick.color": _INK,
}


def histogram(shares: Sequence[float], label: str, bins: int = 20) -> str:
    """Draw how many students reached which share of the points.

    Parameters
    ----------
    shares : sequence of float
        Between 0 and 1.
    label : str
        What a screen reader says in place of the picture.
    bins : int
        How many bars.

    Returns
    -------
    str
        An ``svg`` element.
    """
    try:
        from matplotlib import rc_context
        from matplotlib.figure import Figure
        from matplotlib.ticker import MaxNLocator
    except ImportError:
        said = "the class report needs matplotlib; install it with: pip install 'dl-by-hand[report]'"
        raise CourseError(said) from None
    with rc_context(_STYLE):
        figure = Figure(figsize=(7.2, 2.6), layout="constrained")
        axes = figure.subplots()
        percents = [100 * min(1.0, max(0.0, one)) for one in shares]
        axes.hist(percents, bins=bins, range=(0, 100), color=_BAR, rwidth=0.92)
        axes.set(xlabel="percent of the points", ylabel="students", xlim=(0, 100))
        axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))
        axes.spines[["top", "right"]].set_visible(False)
        file = io.StringIO()
        figure.savefig(file, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return _for_page(file.getvalue(), label)


def _for_page(text: str, label: str) -> str:
    """Turn a file into an element: no prolog, no fixed size, a name, the page's colours and fonts."""
    from markupsafe import escape

    svg = text[text.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>\s*", "", svg, flags=re.DOTALL)
    for colour, variable in _VARIABLES.items():
        svg = svg.replace(colour, variable)
    svg = re.sub(r"font: ([\d.]+px) [^;\"]*", r"font-size: \1", svg)
    box = re.search(r'viewBox="[^"]*"', svg)
    head = f'<svg class="plot" xmlns="http://www.w3.org/2000/svg" {box[0] if box else ""} role="img" '
    head += f'aria-label="{escape(label)}" xmlns:xlink="http://www.w3.org/1999/xlink">'
    return re.sub(r"<svg.*?>", lambda _: head, svg, count=1, flags=re.DOTALL)
