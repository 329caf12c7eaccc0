"""Verbs of those who write the course: new, generate, verify, release."""

from __future__ import annotations

import os
from pathlib import Path

import click

from autograder.verbs.saying import complain, say
from autograder.verbs.speaking import chosen_level, course_here, isolation_option, verb, with_solutions


@click.command()
@click.argument("name")
@verb
def new(name: str) -> None:
    """Make a folder in solutions/ that already verifies, such as 15_diffusion."""
    from autograder.scaffold import new as make

    assignment = make(course_here().root, name)
    say(f"made {assignment.folder}; next: autograder generate && autograder verify {assignment.name}")


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; end with 1 when something is not current.")
@verb
def generate(check: bool) -> int:
    """Make assignments/ from solutions/, and nbgrader's source/ where `autograder init` made one."""
    from autograder.generating import generate as make
    from autograder.publishing.source_tree import SOURCE, write_source

    root = course_here().root
    changes = make(root, check=check)
    if (root / SOURCE).is_dir():
        changes += write_source(root, check=check)
    for change in changes:
        say(f"{change.state}: {change.path}")
    if check and changes:
        complain("not everything is current; run: autograder generate")
        return 1
    say("assignments/ is current" if not changes else f"{len(changes)} files written or removed")
    return 0


@click.command()
@click.argument("assignments", nargs=-1)
@click.option("-j", "--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, show_default=True)
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the hidden tests' inputs.")
@click.option(
    "--mutants", is_flag=True, help="Also change the reference in hundreds of small ways (minutes)."
)
@click.option(
    "--sample",
    type=click.IntRange(1),
    metavar="N",
    help="Of these ways only N for each assignment: always the same ones until the reference changes.",
)
@isolation_option
@verb
def verify(
    assignments: tuple[str, ...], jobs: int, seed: int, mutants: bool, sample: int | None, isolation: str
) -> int:
    """Prove the course: what must earn points does, and every known mistake is caught.

    One line per check; ends with 1 when one of them fails.
    """
    from autograder.verify import verify as prove

    course, level = course_here(), chosen_level(isolation)
    failed = 0
    for assignment in with_solutions(course, assignments):
        say(f"{assignment.name}")
        checks = prove(
            course,
            assignment,
            level=level,
            jobs=jobs,
            seed=seed,
            with_mutants=mutants or sample is not None,
            sample=sample,
        )
        for check in checks:
            failed += not check.passed
            say(f"  {'ok  ' if check.passed else 'FAIL'}  {check.title}")
            for line in check.details:
                say(f"          {line}")
    say("everything holds" if not failed else f"{failed} checks failed")
    return int(failed > 0)


@click.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace what is in the directory.")
@verb
def release(directory: Path, force: bool) -> None:
    """Make the students' copy of the course in DIRECTORY: no solutions, no hidden tests."""
    from autograder.release import release as make

    files = make(course_here().root, directory, force=force)
    say(f"{len(files)} files in {directory}; nothing hidden was found in them")
