"""The two sides a hidden test measures: a submission and the reference, each in a worker of its own.

What is measured is in `timing` and `memory`; what one side does, in `racers`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from autograder.checking.run import Run
from autograder.checking.runners import Remote
from autograder.isolation.calling import Worker
from autograder.isolation.forking import Zygote
from autograder.isolation.loading import Source


@dataclass(frozen=True, slots=True)
class BothSides:
    """What a fixture that measures is given.

    Parameters
    ----------
    run : Run
        Where the latest call goes, for messages, and what was measured.
    zygote : Zygote
        Where both workers are forked: a clean process that holds neither of the two files.
    student, reference : Source
        What is measured.
    rng : Generator
        Of the test.
    """

    run: Run
    zygote: Zygote
    student: Source
    reference: Source
    rng: np.random.Generator

    @contextmanager
    def charged(self, worker: Worker) -> Iterator[None]:
        """Count the CPU time of a worker of the submission's as the submission's, however it ends."""
        try:
            yield
        finally:
            if isinstance(self.run.runner, Remote):
                self.run.runner.worker.cpu_seconds += worker.cpu_seconds
