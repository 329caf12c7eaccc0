"""Inside Gradescope's container: grade the one submission that is there, and write ``results/results.json``.

    /autograder/source/                     the zip made by `autograder.publishing.gradescope_autograder`
    /autograder/submission/                 what the student handed in
    /autograder/submission_metadata.json    when, by whom, and when it is due
    /autograder/results/results.json        what Gradescope reads

The container is root's, and everything in it could be read or rewritten by whatever runs unlocked: the
student's code therefore runs locked in as everywhere, at level A where the container allows namespaces,
otherwise at B. When neither holds there is no result and Gradescope tells the instructors, unless the zip was
made for less.

Lateness is Gradescope's to know: its due time, with what it granted to this student, goes by the course's
late rule.
"""

from __future__ import annotations

import json
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from autograder.collecting import NOTEBOOK_FACTOR, find_submissions
from autograder.course import Course, find_assignment, load_course
from autograder.grading.batch import grade_job, make_plan
from autograder.grading.policy import grade_of
from autograder.isolation.failures import IsolationError
from autograder.isolation.levels import choose_level
from autograder.isolation.sandbox import Level
from autograder.model import Assignment, CourseError, Submission
from autograder.plain_files import Folder, open_folder, printable
from autograder.publishing.gradescope import results_json
from autograder.publishing.gradescope_autograder import CONFIG
from autograder.writing import write_file

_STUDENT = "submission"
_SHOWN = 5


def main(arguments: list[str]) -> int:
    """Grade what lies below the folder named last; with ``--check`` only say whether that could be done."""
    root = Path(arguments[-1])
    try:
        config = json.loads((root / "source" / CONFIG).read_text(encoding="utf-8"))
        if "--check" in arguments:
            print(f"submissions would be locked in at level {level_of(config['isolation'])}")
            return 0
        write_file(root / "results" / "results.json", grade_submission(root, config))
    except (CourseError, IsolationError, OSError) as error:
        print(f"autograder: {error}", file=sys.stderr)
        # the container that is built may allow less than the one that grades
        return 0 if "--check" in arguments else 1
    return 0


def grade_submission(root: Path, config: dict[str, Any]) -> str:
    """Grade; return the text of ``results.json``.

    Raises
    ------
    CourseError, IsolationError
        When there is no grade, which is never the student's fault.
    """
    course = load_course(root / "source" / "course")
    assignment = find_assignment(course.root, config["assignment"])
    metadata = _metadata(root / "submission_metadata.json")
    course = _with_due(course, assignment.name, _due(metadata))
    submission = read_submission(root / "submission", assignment, course.limits.source_kb)
    submission = replace(submission, submitted_at=_moment(metadata.get("created_at")))
    level = level_of(config["isolation"])
    with tempfile.TemporaryDirectory(prefix="autograder-") as reports:
        work = [(assignment, [submission])]
        plan = make_plan(course, work, Path(reports), level=level, seed=config["seed"])
        (finished,) = map(grade_job, plan.jobs)
    if finished.report is None:
        raise CourseError(f"grader error, no grade: {'; '.join(finished.errors)}")
    return results_json(finished.report, grade_of(finished.report, course), config["visibility"])


def level_of(requested: str) -> Level:
    """Return the level to grade at; ``best`` is A or else B."""
    if requested != "best":
        return choose_level(requested)
    try:
        return choose_level("A")
    except IsolationError:
        return choose_level("B")


def read_submission(folder: Path, assignment: Assignment, source_kb: int) -> Submission:
    """Take the assignment's file out of what was handed in: from the top, or the only folder that has it."""
    names = (assignment.source.name, assignment.notebook.name)
    with tempfile.TemporaryDirectory(prefix="autograder-") as place, open_folder(folder) as top:
        home = Path(place, _STUDENT, assignment.name)
        home.mkdir(parents=True)
        inner = [] if any(map(top.holds, names)) else [one for one in top.names() if _holds(top, one, names)]
        try:
            if len(inner) == 1:
                with top.enter(inner[0]) as below:
                    taken = _copy(below, home, names, source_kb)
            else:
                taken = _copy(top, home, names, source_kb)
        except CourseError as error:
            return _refused(assignment, str(error), folder)
        if not taken:
            there = ", ".join(printable(one) for one in top.names(_SHOWN)) or "nothing"
            problem = f"there is no {names[0]} or {names[1]} in what was handed in, which holds {there}"
            return _refused(assignment, problem, folder)
        return find_submissions(Path(place), assignment, source_kb)[0]


def _refused(assignment: Assignment, problem: str, folder: Path) -> Submission:
    return Submission(_STUDENT, assignment.name, None, problem, None, folder)


def _holds(top: Folder, name: str, wanted: tuple[str, ...]) -> bool:
    try:
        with top.enter(name) as folder:
            return any(map(folder.holds, wanted))
    except CourseError:  # a file, a link
        return False


def _copy(folder: Folder, home: Path, names: tuple[str, ...], source_kb: int) -> bool:
    """Copy plain files of bounded size, and say whether there were any."""
    taken = False
    for name in names:
        limit = source_kb * 1024 * (NOTEBOOK_FACTOR if name.endswith(".ipynb") else 1)
        if folder.holds(name):
            (home / name).write_bytes(folder.read(name, limit))
            taken = True
    return taken


def _metadata(file: Path) -> dict[str, Any]:
    """Read what Gradescope tells of the submission; nothing when it tells nothing."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise CourseError(f"this is not JSON: {error}", (file, None)) from None
    return found if isinstance(found, dict) else {}


def _due(metadata: dict[str, Any]) -> datetime | None:
    """Return the due time: the students' own, with what they were granted, or the assignment's."""
    users = [one for one in metadata.get("users") or [] if isinstance(one, dict)]
    own = [_moment((one.get("assignment") or {}).get("due_date")) for one in users]
    granted = [one for one in own if one is not None]
    return max(granted) if granted else _moment((metadata.get("assignment") or {}).get("due_date"))


def _with_due(course: Course, assignment: str, due: datetime | None) -> Course:
    """Let Gradescope's due time count in place of the course's, if it has one."""
    if due is None:
        return course
    return replace(course, schedules={assignment: replace(course.schedule(assignment), due=due)})


def _moment(text: object) -> datetime | None:
    """Read a time as Gradescope writes it; None when there is none."""
    if not isinstance(text, str):
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
