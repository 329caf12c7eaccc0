"""What a test of a suite may ask for by name: the submission, the reference, cases, random numbers, races.

The plugin's fixtures hand these out under pytest; a grading lane takes them straight from here. Everything is
made for one test and thrown away after it, but for the module of cases.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.checking.reference import Compare
from autograder.checking.run import Run
from autograder.checking.runners import Functions, InProcess, Remote
from autograder.isolation.loading import Program, Source

if TYPE_CHECKING:
    from autograder.checking.beating import Beat
    from autograder.checking.memory import Footprint
    from autograder.checking.timing import Race
    from autograder.isolation.forking import Zygote


class NoReferenceError(Exception):
    """A public test asked for the reference."""


class Given:
    """The things one test may ask for; each is made when it is asked for, once.

    Parameters
    ----------
    run : Run
        The submission's way through the suite.
    test : str
        Name of the test, from which its draws start.
    seed : int
        The other part of what they start from.
    cases : callable
        Gives the module ``cases.py``.
    zygote : callable
        Gives the zygote to fork racers from when the submission has none of its own.
    """

    NAMES = ("submission", "reference", "compare", "cases", "rng", "race", "footprint", "beat")

    def __init__(
        self,
        run: Run,
        test: str,
        seed: int,
        cases: Callable[[], ModuleType],
        zygote: Callable[[Source], Zygote],
    ) -> None:
        self.run = run
        self._cases = cases
        self._zygote = zygote
        self._start = (seed, test)
        self._rng: np.random.Generator | None = None

    def __getitem__(self, name: str) -> Any:
        """Return what a test gets for an argument of that name."""
        if name not in self.NAMES:
            raise KeyError(name)
        return getattr(self, name)

    @property
    def submission(self) -> Functions:
        """The functions of the student's file."""
        return Functions(self.run.runner)

    @property
    def reference(self) -> Functions:
        """The functions of the reference solution (hidden suites)."""
        return Functions(self._reference)

    @property
    def compare(self) -> Compare:
        """Compares submission and reference on the same input (hidden suites)."""
        return Compare(self.run.runner, self._reference)

    @property
    def cases(self) -> ModuleType:
        """The module cases.py beside the suite."""
        return self._cases()

    @property
    def rng(self) -> np.random.Generator:
        """A generator that depends on the seed and the test's name alone."""
        if self._rng is None:
            self._rng = np.random.default_rng(start_of(*self._start))
        return self._rng

    @property
    def race(self) -> Race:
        """Holds the student's CPU time against the reference's, each in a worker (hidden suites)."""
        from autograder.checking.timing import Race

        return Race(*self._both_sides(), self.rng)

    @property
    def footprint(self) -> Footprint:
        """Holds the memory of a call against the reference's, each in a worker (hidden suites)."""
        from autograder.checking.memory import Footprint

        return Footprint(*self._both_sides(), self.rng)

    @property
    def beat(self) -> Beat:
        """Holds the student's code against a slow loop (public suites)."""
        from autograder.checking.beating import Beat

        return Beat(self.run.runner, self.rng)

    @property
    def _reference(self) -> InProcess:
        if self.run.reference is None:
            raise NoReferenceError("the reference is there for hidden suites only")
        return self.run.reference

    def _both_sides(self) -> tuple[Run, Zygote, Source, Source]:
        """Return the run, where to fork, and the sources of student and reference."""
        runner, reference = self.run.runner, self._reference.source
        if isinstance(runner, Remote):
            return self.run, runner.worker.zygote, runner.worker.source, reference
        return self.run, self._zygote(reference), runner.source, reference


def start_of(seed: int, test: str) -> list[int]:
    """Return what the draws of one test start from."""
    digest = hashlib.sha256(test.encode()).digest()
    return [seed, *np.frombuffer(digest[:16], np.uint32).tolist()]


def load_cases(folder: Path) -> ModuleType:
    """Load the cases.py of an assignment's folder."""
    file = folder / "cases.py"
    return Program(Source("cases", file.read_text(encoding="utf-8"), str(file))).module
