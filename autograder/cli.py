"""The command line: which verbs there are, and where each one lies.

Exit codes: 0 when we did what was asked (a bad submission is a result), 1 when the course or the grader has
a fault, 2 for a command that cannot be understood, 130 after Ctrl-C.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

# In the order of --help. A verb's module is imported only when the verb is used or listed.
_SECTIONS = {
    "Studying": {"status": "studying", "hint": "studying", "watch": "studying", "show": "studying"},
    "Writing a course": {
        "init": "publishing",
        "new": "authoring",
        "generate": "authoring",
        "verify": "authoring",
        "release": "authoring",
    },
    "Grading": {
        "collect": "collecting",
        "grade": "grading",
        "gradebook": "publishing",
        "feedback": "feedback",
        "report": "class_report",
        "similarity": "similarity",
        "grades": "grades",
        "export": "export",
        "diff": "diff",
    },
    "Trying it": {"demo": "grading", "doctor": "doctor"},
}
_VERBS = {verb: module for verbs in _SECTIONS.values() for verb, module in verbs.items()}
_SENTENCE = 200
"""Characters of what a verb does that --help shows: all of its first sentence."""


class _Verbs(click.Group):
    """A group that finds its commands in `autograder.verbs`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        return list(_VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _VERBS:
            return None
        try:
            module = import_module(f"autograder.verbs.{_VERBS[cmd_name]}")
        except ModuleNotFoundError:
            return None  # of an extra that is not installed: not listed
        command = getattr(module, cmd_name)
        assert isinstance(command, click.Command)  # noqa: S101 (for the type checker)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs by who needs them."""
        for title, verbs in _SECTIONS.items():
            found = {verb: command for verb in verbs if (command := self.get_command(ctx, verb)) is not None}
            if found:
                with formatter.section(title):
                    formatter.write_dl(
                        [(verb, command.get_short_help_str(_SENTENCE)) for verb, command in found.items()]
                    )

    def invoke(self, ctx: click.Context) -> Any:
        """End with 130 after Ctrl-C, also where it comes while a verb is being imported."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            sys.exit(130)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Say what to install for a verb whose extra is not."""
        if args and args[0] in _VERBS:
            try:
                import_module(f"autograder.verbs.{_VERBS[args[0]]}")
            except ModuleNotFoundError as error:
                extra = "study" if _VERBS[args[0]] == "studying" else "instructor"
                raise click.ClickException(
                    f"{args[0]} needs {error.name}; install it with: pip install -e '.[{extra}]'"
                ) from None
        return super().resolve_command(ctx, args)


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="dl-by-hand", prog_name="autograder")
def cli() -> None:
    """Work on assignments written by hand; make, prove, release and grade them."""
