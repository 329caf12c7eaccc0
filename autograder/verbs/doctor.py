"""The verb that says what this host can do: doctor."""

from __future__ import annotations

import click

from autograder.verbs.saying import say
from autograder.verbs.speaking import verb


@click.command()
@verb
def doctor() -> None:
    """Say what this host offers for locking submissions in, by trying it."""
    from autograder.isolation.doctor import diagnose

    for line in diagnose():
        say(line)
