"""Start the command line, or say in one sentence what has to be installed for it."""

from __future__ import annotations

import importlib.util
import sys

_NEEDED = ("click", "msgspec", "rich")


def main() -> None:
    """Run ``autograder``."""
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        sys.exit(
            f"autograder's commands are for instructors and need {', '.join(missing)}; "
            "install them with: pip install 'dl-by-hand[instructor]'. "
            "To work on an assignment nothing more is needed: pytest assignments/NN_name"
        )
    from autograder.cli import cli

    cli()


if __name__ == "__main__":
    main()
