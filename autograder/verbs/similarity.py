"""The verb that finds submissions with code in common: similarity."""

from __future__ import annotations

from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from autograder.checking.wording import plural
from autograder.collecting import find_submissions
from autograder.isolation.text import one_line
from autograder.model import CourseError
from autograder.verbs.saying import console, say
from autograder.verbs.speaking import course_here, verb, with_solutions

ROWS = 30


@click.command()
@click.argument("assignment")
@click.option("--submitted", type=click.Path(path_type=Path), help="Submissions [default: submitted/].")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="The page [default: similarity/ASSIGNMENT.html]."
)
@click.option(
    "--at-least",
    type=click.IntRange(1, 100),
    default=40,
    show_default=True,
    help="Percent of the rare code in common from which a pair is listed.",
)
@click.option(
    "-n", "--pairs", type=click.IntRange(1, 1000), default=12, show_default=True, help="Shown side by side."
)
@verb
def similarity(
    assignment: str, submitted: Path | None, output: Path | None, at_least: int, pairs: int
) -> None:
    """List pairs of submissions of ASSIGNMENT that have rare code in common, and show them side by side.

    What was given to students is taken out first; renaming, reformatting and moving code about changes
    nothing. Code is compared as text and never run. It is evidence for a person to read: no verdict, and no
    part of any score.
    """
    from rich.progress import track

    from autograder.publishing.alike import author_of, pairs_of
    from autograder.publishing.naming import title_of
    from autograder.publishing.similarity import given_of, our_authors, page_of
    from autograder.writing import write_file

    course = course_here()
    (chosen,) = with_solutions(course, (assignment,))
    folder = submitted or course.root / "submitted"
    submissions = find_submissions(folder, chosen, course.limits.source_kb)
    texts = [(one.student, one.text) for one in submissions if one.text is not None]
    if len(texts) < 2:
        raise CourseError(f"{plural(len(texts), 'submission')} of {chosen.name} in {folder}; it takes two")
    given = given_of(chosen)
    authors = [
        author_of(student, text, given)
        for student, text in track(
            texts, "reading", console=console, transient=True, disable=not console.is_terminal
        )
    ]
    found = pairs_of(authors, our_authors(chosen, given), at_least=at_least / 100)
    shown = found[: max(1000, pairs)]
    file = output or course.root / "similarity" / f"{chosen.name}.html"
    write_file(file, page_of(course.name, title_of(chosen), shown, len(authors), pairs))
    if found:
        table = Table(box=None, pad_edge=False)
        for column in ("student", "and"):
            table.add_column(column, no_wrap=True, overflow="ellipsis", max_width=40)
        table.add_column("in common", justify="right")
        table.add_column("tokens", justify="right")
        for pair in found[:ROWS]:
            names = (Text(one_line(one.student)) for one in (pair.first, pair.second))
            table.add_row(*names, f"{100 * pair.share:.0f} %", f"{pair.weight:.0f}")
        console.print(table)
        if len(found) > ROWS:
            say(f"… and {plural(len(found) - ROWS, 'more pair')}")
    say(
        f"{len(authors)} submissions compared, {plural(len(found), 'pair')} with rare code in common; "
        f"read them in {file}. This is no verdict."
    )
