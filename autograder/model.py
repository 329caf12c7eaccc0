"""The nouns of the course, as frozen dataclasses that every other module passes around.

Words are nbgrader's where it has them: assignment, submission, student, points, score, max_score, raw_score,
late_submission_penalty. Nothing here reads a file, runs a test or decides a grade; the only thing computed is
where the files of an assignment lie. Only the standard library is imported, for students' runs import this.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from pathlib import Path

REPORT_SCHEMA = 2
"""Version of the report's shape; a report of another version is graded again."""

CELL = "# the cell of "
"""How a line begins that stands above what a student wrote in a notebook's cell, once it is a module."""
OTHER_CELL = "# from another cell"
"""Such a line above what stood in a cell that is not an exercise's own."""


class Verdict(StrEnum):
    """What became of one test of one submission; only `PASSED` earns points."""

    PASSED = "passed"
    WRONG = "wrong"  # an answer came back and differs
    RAISED = "raised"  # the student's code raised an exception
    CRASHED = "crashed"  # the worker died: a signal, an exit, a broken reply
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    TOO_SLOW = "too_slow"  # right, but slower than a speed test allows
    NOT_IMPLEMENTED = "not_implemented"  # the stub's NotImplementedError is still there
    REFUSED = "refused"  # the submission could not be read or may not be run
    GRADER_ERROR = "grader_error"  # our mistake: no grade is written, the run ends non-zero


class CourseError(Exception):
    """Something a person can mend, in one sentence: what, where, how.

    Parameters
    ----------
    sentence : str
        What is wrong and what to do about it.
    where : tuple of (str or Path, int or None), optional
        The file, and the line counted from 1 when it is known; printed before the sentence.
    """

    def __init__(self, sentence: str, where: tuple[str | Path, int | None] | None = None) -> None:
        super().__init__(sentence, where)
        self.sentence = sentence
        self.where = where

    def __str__(self) -> str:
        if self.where is None:
            return self.sentence
        file, line = self.where
        return f"{file}: {self.sentence}" if line is None else f"{file}:{line}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class Exercise:
    """A group of public functions that is described, tested and scored together."""

    name: str
    points: Fraction
    functions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assignment:
    """A folder ``NN_name``: below ``solutions/`` for instructors, below ``assignments/`` for students.

    Parameters
    ----------
    name : str
        The folder's name, as in ``04_attention``.
    folder : Path
        Where it lies.
    """

    name: str
    folder: Path

    @property
    def number(self) -> str:
        """The two digits: ``04_attention`` gives ``04``."""
        return self.name.partition("_")[0]

    @property
    def module(self) -> str:
        """Name of the students' module: ``04_attention`` gives ``attention``."""
        return self.name.partition("_")[2]

    @property
    def source(self) -> Path:
        """``attention.py``: the reference below ``solutions/``, the student's file below ``assignments/``."""
        return self.folder / f"{self.module}.py"

    @property
    def notebook(self) -> Path:
        """``attention.ipynb``, generated beside the stub; there is none below ``solutions/``."""
        return self.folder / f"{self.module}.ipynb"

    @property
    def handout(self) -> Path:
        """``README.md``, what the student reads."""
        return self.folder / "README.md"

    @property
    def cases(self) -> Path:
        """``cases.py``, input builders both suites draw from."""
        return self.folder / "cases.py"

    @property
    def harness(self) -> Path:
        """``harness.py``, which an assignment may do without; ask ``.is_file()``."""
        return self.folder / "harness.py"

    @property
    def public(self) -> Path:
        """``test_public.py``, shipped to students."""
        return self.folder / "test_public.py"

    @property
    def hidden(self) -> Path:
        """``test_hidden.py``, the rubric; there is none below ``assignments/``."""
        return self.folder / "test_hidden.py"

    @property
    def wrong(self) -> tuple[Path, ...]:
        """Known mistakes, one file each, sorted by name."""
        return _python_files(self.folder / "wrong")

    @property
    def slow(self) -> tuple[Path, ...]:
        """Right but slow implementations, sorted by name."""
        return _python_files(self.folder / "slow")

    @property
    def right(self) -> tuple[Path, ...]:
        """Whole files that are right and written otherwise, sorted by name."""
        return _python_files(self.folder / "right")


@dataclass(frozen=True, slots=True)
class Submission:
    """What one student handed in for one assignment: a text to grade, or a sentence why there is none.

    Parameters
    ----------
    student, assignment : str
        Names of the folders, as in ``submitted/ann/04_attention``; unprintable characters are replaced.
    text : str or None
        The Python source to grade. Never parsed in this process.
    problem : str or None
        One sentence why it cannot be graded; then `text` is None and every test is `Verdict.REFUSED`.
    submitted_at : datetime or None
        Time zone aware; None when no time was recorded.
    path : Path
        The file, or where it should have been.
    note : str
        One sentence the instructor should see although the submission is graded, or empty: a time that cannot
        be read, two files where one was asked for.
    """

    student: str
    assignment: str
    text: str | None
    problem: str | None
    submitted_at: datetime | None
    path: Path
    note: str = ""


@dataclass(frozen=True, slots=True)
class TestResult:
    """What became of one test.

    Parameters
    ----------
    exercise, test : str
        The exercise it belongs to, and the test's own name with its parameters.
    points, max_points : float
        Earned, and to be earned.
    message, hint : str
        What the student reads; empty when there is nothing to say.
    cpu_seconds : float
        CPU time of the student's code in this test.
    ratio, limit : float or None
        Of a speed test that was run: its CPU time relative to the reference's, and the most that is allowed.
    mistakes : tuple of str
        Names of the known mistakes that explain it.
    """

    __test__ = False  # not a test class, whatever pytest thinks of its name

    exercise: str
    test: str
    verdict: Verdict
    points: float
    max_points: float
    message: str = ""
    hint: str = ""
    cpu_seconds: float = 0.0
    ratio: float | None = None
    limit: float | None = None
    mistakes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that was found out about one submission; written as one JSON file.

    Parameters
    ----------
    schema : int
        `REPORT_SCHEMA` of the program that wrote it.
    student, assignment : str
        As in `Submission`.
    score, max_score : float
        Sums over `results`.
    results : tuple of TestResult
        In the order of the hidden suite.
    isolation : str
        How the student's code was locked in.
    seed : int
        What every random input was drawn from.
    versions : dict
        Package name to version: what the numbers may depend on.
    key : str
        Digest of all that the result depends on; the report is true as long as it stays the same.
    graded_at : datetime
        Time zone aware.
    submitted_at : datetime or None
        As in `Submission`: what the late rule needs.
    base : str
        Digest of what each of its results depends on, the text of its own test apart.
    suite : dict
        Test class of the hidden suite to a digest of its text.
    """

    schema: int
    student: str
    assignment: str
    score: float
    max_score: float
    results: tuple[TestResult, ...]
    isolation: str
    seed: int
    versions: dict[str, str]
    key: str
    graded_at: datetime
    submitted_at: datetime | None = None
    base: str = ""
    suite: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Grade:
    """A student's grade for an assignment after the late rule; the columns of nbgrader's gradebook.

    ``score = raw_score - late_submission_penalty``, in points out of `max_score`.

    Parameters
    ----------
    due : datetime or None
        When this student had to hand it in, with what was granted; time zone aware.
    submitted_at : datetime or None
        None when nothing was handed in, or no time was recorded.
    handed_in : bool
        False when nothing was handed in: then the raw score is 0.
    explanation : tuple of str
        How the score came about, a sentence each, in order; for people.
    """

    student: str
    assignment: str
    raw_score: float
    late_submission_penalty: float
    score: float
    max_score: float
    due: datetime | None = None
    submitted_at: datetime | None = None
    handed_in: bool = True
    explanation: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CourseGrade:
    """A student's grades in the whole course, and their weighted mean.

    Parameters
    ----------
    grades : tuple of Grade
        In the order of the assignments; an assignment in `pending` has none.
    pending : dict
        Assignment to the reason why there is no grade yet: not due, or handed in and not graded.
    dropped : tuple of str
        Assignments that do not count because they are the student's lowest.
    mean : float or None
        Percent, 0 to 100; None when nothing counts yet, or something was handed in and is not graded.
    explanation : tuple of str
        How the mean came about, a sentence each.
    """

    student: str
    grades: tuple[Grade, ...]
    pending: dict[str, str]
    dropped: tuple[str, ...]
    mean: float | None
    explanation: tuple[str, ...] = ()


def _python_files(folder: Path) -> tuple[Path, ...]:
    """Python files of a folder that may be missing, without ``__init__.py`` and hidden ones."""
    return tuple(sorted(file for file in folder.glob("*.py") if not file.name.startswith((".", "__"))))
