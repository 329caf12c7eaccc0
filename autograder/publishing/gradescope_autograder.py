"""A Gradescope autograder: the zip with ``setup.sh`` and ``run_autograder`` that an instructor uploads.

It holds one assignment with its hidden tests, this tool, and the course's settings without anything that
names students. Gradescope builds a container from it and starts a fresh copy for each submission, as root.
What happens there is in `autograder.publishing.gradescope_container`.
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import asdict
from datetime import datetime
from typing import Any

from autograder.course import SETTINGS, Course
from autograder.leaks import plain_files_of
from autograder.model import Assignment
from autograder.publishing.gradescope import VISIBILITIES
from autograder.publishing.torch_build import CPU_INDEX, torch_requirement
from autograder.release import PACKAGE, tool_file

CONFIG = "gradescope.json"
LEVELS = ("best", "A", "B", "process")
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same content gives the same zip
_NOT_NEEDED = ("template", "__pycache__")
_SETUP = """\
#!/usr/bin/env bash
# Run once by Gradescope while it builds the container. Needs Ubuntu 22.04 or later.
set -euo pipefail
root="${AUTOGRADER_ROOT:-/autograder}"

usable() {
    "$1" -c 'import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>&-
}
python=""
for one in python3.12 python3.13 python3.11 python3; do
    if usable "$one"; then python="$one"; break; fi
done
if [ -z "$python" ]; then
    apt-get update -q
    for version in 3.12 3.13 3.11; do
        if apt-get install -y -q "python$version" "python$version-venv"; then
            python="python$version"
            break
        fi
    done
fi
if [ -z "$python" ]; then
    echo "no Python 3.11 to 3.13 can be installed here: choose the base image Ubuntu 24.04 in Gradescope" >&2
    exit 1
fi

# hidden tests are for root alone
chmod -R go-rwx "$root/source"
"$python" -m venv "$root/venv"
"$root/venv/bin/pip" install -q '@TORCH@' --index-url @INDEX@ \\
    || "$root/venv/bin/pip" install -q '@TORCH@'
"$root/venv/bin/pip" install -q "$root/source/course[instructor]"
"$root/venv/bin/python" -I -m autograder.publishing.gradescope_container --check "$root"
"""
_RUN = """\
#!/usr/bin/env bash
# Run by Gradescope for every submission. Grades it, or ends with a status other than 0 and writes no result.
set -euo pipefail
root="${AUTOGRADER_ROOT:-/autograder}"
exec "$root/venv/bin/python" -I -m autograder.publishing.gradescope_container "$root"
"""


def autograder_zip(
    course: Course,
    assignment: Assignment,
    *,
    seed: int,
    isolation: str = "best",
    visibility: str = VISIBILITIES[0],
) -> bytes:
    """Return the zip.

    Parameters
    ----------
    assignment : Assignment
        Its folder below ``solutions/``.
    seed : int
        What hidden inputs are drawn from, the same for all submissions.
    isolation : str
        One of `LEVELS`: ``best`` is A where the container allows it, or else B, or else no grade.
    visibility : str
        When students see results; see `autograder.publishing.gradescope`.
    """
    config = {"assignment": assignment.name, "seed": seed, "isolation": isolation, "visibility": visibility}
    requirement = torch_requirement(course.root)
    files: dict[str, bytes | str] = {
        "setup.sh": _SETUP.replace("@TORCH@", requirement).replace("@INDEX@", CPU_INDEX),
        "run_autograder": _RUN,
        CONFIG: json.dumps(config, indent=1) + "\n",
        f"course/{SETTINGS}": settings_text(course, assignment.name),
    }
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        if (file := tool_file(course.root, name)).is_file():
            files[f"course/{name}"] = file.read_bytes()
    for source, target in ((PACKAGE, PACKAGE.name), (assignment.folder, f"solutions/{assignment.name}")):
        for file in plain_files_of(source):
            below = file.relative_to(source)
            if not set(below.parts) & set(_NOT_NEEDED):
                files[f"course/{target}/{below.as_posix()}"] = file.read_bytes()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in sorted(files.items()):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.create_system = 3  # Unix, so that the modes count
            info.external_attr = (0o100755 if name in ("setup.sh", "run_autograder") else 0o100644) << 16
            zipped.writestr(info, content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def settings_text(course: Course, assignment: str) -> str:
    """Return a ``course.toml`` for one assignment, without the tables that name students."""
    schedule = course.schedule(assignment)
    lines = ["[course]", f"name = {_value(course.name)}", f"timezone = {_value(course.timezone)}"]
    late = asdict(schedule.late or course.late)
    for name, table in (("limits", asdict(course.limits)), ("late", late)):
        lines += ["", f"[{name}]", *(f"{key} = {_value(value)}" for key, value in table.items())]
    for name, table in asdict(course.tolerances).items():
        lines += ["", f"[tolerances.{name}]", *(f"{key} = {_value(value)}" for key, value in table.items())]
    lines += ["", f"[assignments.{assignment}]", f"weight = {_value(schedule.weight)}"]
    if schedule.due is not None:
        lines.append(f"due = {_value(schedule.due)}")
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:
    """Write a value as TOML."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return f"[{', '.join(map(_value, value))}]"
    return json.dumps(value, ensure_ascii=False)
