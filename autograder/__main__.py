"""Start the command line, or say in one sentence what has to be installed for it."""

from __future__ import annotations

import importlib.util
import os
import sys

_NEEDED = ("click", "rich")


def main() -> None:
    """Run ``autograder``."""
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        sys.exit(
            f"autograder's commands need {' and '.join(missing)}; install what they need with: "
            "pip install -e '.[study]' (students: status, hint, watch, show) or "
            "pip install -e '.[instructor]' (all others). "
            "To work on an assignment nothing more is needed: pytest assignments/NN_name"
        )
    try:
        os.getcwd()  # noqa: PTH109 (pathlib comes with what is imported next)
    except OSError:
        sys.exit(
            "autograder: the folder this was started in is no longer there; go into the course's folder, and "
            "start it again"
        )
    try:
        from autograder.cli import cli

        cli()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
