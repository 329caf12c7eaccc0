"""A class of synthetic students: everything the course knows to go right or wrong, handed in and graded.

Made from ``right/``, ``wrong/`` and ``slow/`` of an assignment, its stub, and a handful of files that make
trouble. It writes submissions; grading them is the same as for real ones.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from autograder.checking.mistakes import lay_over
from autograder.checking.runners import read_source
from autograder.course import Course
from autograder.model import Assignment
from autograder.stubs import stub_of
from autograder.writing import write_file

CALL_SECONDS = 2.0
"""Shorter than a course's own limit, so that the students who hang do not hold up the demonstration."""

_TROUBLE = {
    "trouble-empty_file": "",
    "trouble-syntax_error": "def broken(:\n    return 1\n",
    "trouble-import_raises": "import package_that_is_not_there\n",
    "trouble-prints_a_lot": "for _ in range(100_000):\n    print('passed ' * 10)\n",
    "trouble-hangs_at_import": "while True:\n    pass\n",
    "trouble-exits_at_import": "import os\n\nos._exit(0)\n",
}
_SPOILERS = {
    "trouble-hangs_in_a_call": "def {name}(*args, **kwargs):\n    while True:\n        pass\n",
    "trouble-exits_in_a_call": "def {name}(*args, **kwargs):\n    import os\n\n    os._exit(0)\n",
    "trouble-returns_wrong_type": "def {name}(*args, **kwargs):\n    return 'an essay'\n",
    "trouble-returns_equal_to_all": (
        "class Anything:\n    def __eq__(self, other):\n        return True\n\n\n"
        "def {name}(*args, **kwargs):\n    return Anything()\n"
    ),
    "trouble-patches_the_judges": (
        "import time\n\nimport numpy.testing\n\nnumpy.testing.assert_allclose = lambda *a, **k: None\n"
        "np.allclose = lambda *a, **k: True\ntime.perf_counter = lambda: 0.0\n"
        "def {name}(*args, **kwargs):\n    return 0\n"
    ),
}


def demo_course(course: Course) -> Course:
    """Return the course with limits that keep the demonstration short."""
    limits = replace(course.limits, call_seconds=CALL_SECONDS, import_seconds=CALL_SECONDS)
    return replace(course, limits=limits)


def make_class(assignment: Assignment, submitted: Path, size: int = 0) -> list[str]:
    """Write a submission for each synthetic student; return their names.

    Parameters
    ----------
    assignment : Assignment
        Its folder below ``solutions/``.
    submitted : Path
        The folder nbgrader would collect into.
    size : int
        How many students at the most; 0 for one of each kind there is. Known mistakes are left out, evenly,
        to keep to it.
    """
    texts = class_texts(assignment)
    mistaken = [student for student in texts if student.startswith("wrong-")]
    room = max(0, size - (len(texts) - len(mistaken)))
    if size and room < len(mistaken):
        chosen = {mistaken[i * len(mistaken) // room] for i in range(room)}
        texts = {s: text for s, text in texts.items() if s in chosen or s not in mistaken}
    for student, text in texts.items():
        write_file(submitted / student / assignment.name / assignment.source.name, text)
    return list(texts)


def class_texts(assignment: Assignment) -> dict[str, str]:
    """Return the text of each synthetic student's file, by the student's name."""
    reference = read_source(assignment.source, assignment.harness)
    texts = {"reference": reference.text, "stub": stub_of(reference.text, assignment.source)}
    texts |= {f"right-{file.stem}": file.read_text(encoding="utf-8") for file in assignment.right}
    texts |= {f"wrong-{file.stem}": lay_over(reference, file).source.text for file in assignment.wrong}
    texts |= {f"slow-{file.stem}": lay_over(reference, file).source.text for file in assignment.slow}
    texts |= _TROUBLE
    victim = sorted(lay_over(reference, assignment.wrong[0]).functions)[0] if assignment.wrong else "main"
    for student, spoiler in _SPOILERS.items():
        texts[student] = f"{reference.text.rstrip()}\n\n\n{spoiler.format(name=victim)}"
    return texts
