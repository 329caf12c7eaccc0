"""A page of pictures of what a student's own functions compute, drawn in a process of its own.

One HTML file that needs nothing else: the pictures are SVG in the page, the only script is none. Where a
function is missing or fails, a sentence stands in the picture's place.
"""

from __future__ import annotations

import contextlib
import html
import io
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from autograder.checking.runners import ImportFailedError, InProcess
from autograder.checking.staying import staying
from autograder.isolation.loading import Program, Source
from autograder.model import Assignment, CourseError
from autograder.studying.pictures import Picture
from autograder.writing import write_file

SECONDS = 120
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 56rem; margin: 2rem auto;
  padding: 0 1rem; color: #1d2433; background: #fff }}
figure {{ margin: 2rem 0; border-top: 1px solid #d5d9e2; padding-top: 1rem }}
svg {{ max-width: 100%; height: auto }}
figcaption {{ color: #48506a }} .missing {{ background: #f3f4f8; padding: 1rem; border-radius: .5rem }}
</style></head><body><main><h1>{title}</h1>
<p>Drawn from your own functions, so that a mistake can be seen. Nothing here is graded.</p>
{figures}
</main></body></html>
"""


def draw(assignment: Assignment, page: Path) -> tuple[int, list[tuple[str, str]]]:
    """Write the page; return how many pictures it has, and of the others title and reason.

    Raises
    ------
    CourseError
        If matplotlib is not there, or the student's code does not end.
    """
    command = [sys.executable, "-m", "autograder.studying.drawing", str(assignment.folder), str(page)]
    try:
        done = subprocess.run(  # noqa: S603 (our own command)
            command, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise CourseError(
            f"drawing took more than {SECONDS} s: look for a loop that does not end (pytest names it)"
        ) from None
    try:
        answer = json.loads(done.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        last = (done.stderr.strip().splitlines() or ["Python ended"])[-1]
        raise CourseError(f"the pictures could not be drawn: {last}") from None
    return answer["drawn"], [(title, why) for title, why in answer["missing"]]


def main(folder: Path, page: Path) -> dict[str, Any]:
    """Draw everything and write the page."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams.update(
        {"svg.fonttype": "path", "font.size": 10, "axes.spines.top": False, "axes.spines.right": False}
    )
    assignment = Assignment(folder.name, folder)
    runner = InProcess.of(assignment.source, assignment.harness)
    file = folder / "pictures.py"
    with _in(folder), contextlib.redirect_stdout(sys.stderr):
        pictures = vars(Program(Source("pictures", file.read_text(encoding="utf-8"), str(file))).module)
        found = [value for value in pictures.values() if isinstance(value, Picture)]
        results = [_one(one, runner, i) for i, one in enumerate(found)]
    figures = [
        f"<figure><h2>{html.escape(one.title)}</h2>{body}<figcaption>{_code(one.look)}</figcaption></figure>"
        for one, (body, _) in zip(found, results, strict=True)
    ]
    title = html.escape(f"{assignment.name}: what your code computes")
    write_file(page, _PAGE.format(title=title, figures="\n".join(figures)))
    missing = [(one.title, why) for one, (_, why) in zip(found, results, strict=True) if why]
    return {"drawn": len(found) - len(missing), "missing": missing}


def _code(text: str) -> str:
    """Write a text as HTML, what stands between backticks as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text))


def _one(one: Picture, runner: InProcess, number: int) -> tuple[str, str]:
    """Return what stands on the page for a picture, and why it is missing, if it is."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 4), layout="constrained")
    try:
        module = runner.program().module
        with staying():
            one.draw(module, figure)
        text = io.StringIO()
        mpl.rcParams["svg.hashsalt"] = str(number)
        figure.savefig(text, format="svg", metadata={"Date": None})
    except NotImplementedError:
        why = f"it needs {', '.join(one.needs)}; one of them is not written yet"
    except ImportFailedError as error:
        why = str(error)
    except SystemExit:
        why = "your code ends Python; leave exit() and quit() out"
    except Exception as error:  # noqa: BLE001 (a student's code may raise anything)
        why = f"your code raised {type(error).__name__}: {str(error)[:200]}"
    else:
        svg = text.getvalue()
        svg = svg[svg.index("<svg") :]
        # names of parts must differ between the pictures of one page
        svg = re.sub(r'(id="|href="#|url\(#)', rf"\g<1>p{number}-", svg)
        return svg.replace("<svg", f'<svg role="img" aria-label="{html.escape(one.title)}"', 1), ""
    return f'<p class="missing">No picture yet: {html.escape(why)}.</p>', why


@contextlib.contextmanager
def _in(folder: Path) -> Any:
    """Let pictures.py and cases.py read files beside them."""
    with contextlib.chdir(folder):
        yield


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())))
