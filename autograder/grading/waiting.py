"""Jobs that wait for a place on a cluster: one line per assignment, and who is next.

A job that was lost goes to the head of its line and keeps away from the worker that lost it, if there is
another. Nothing here knows what a place or a worker is beyond their names.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from autograder.grading.batch import Finished, Job


@dataclass(eq=False, slots=True)
class Held:
    """A job that was submitted here, and the future its submitter holds."""

    job: Job
    future: Future[Finished]
    avoid: str
    """Address of the worker that lost it before."""


class Waiting:
    """What waits, by assignment.

    Parameters
    ----------
    names : sequence of str
        The assignments there will be jobs of.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._lines: dict[str, deque[Held]] = {name: deque() for name in names}
        self._lost_by: dict[tuple[str, str], str] = {}

    def add(self, job: Job, future: Future[Finished]) -> None:
        """Put a job into its line: at the end, or at the head when it was tried before."""
        avoid = self._lost_by.get((job.assignment.name, job.submission.student), "")
        held = Held(job, future, avoid)
        line = self._lines[job.assignment.name]
        if job.tries:
            line.appendleft(held)
        else:
            line.append(held)

    def note_loss(self, held: Held, address: str) -> None:
        """Remember which worker lost a job, for when it is added again."""
        self._lost_by[held.job.assignment.name, held.job.submission.student] = address

    def take(self, loaded: str, lanes: Counter[str], address: str | None) -> Held | None:
        """Take a job out for a place: of the lane it has, else of what is waited for most per lane.

        Parameters
        ----------
        loaded : str
            The assignment whose lane the place has loaded.
        lanes : Counter
            How many places have each assignment's lane.
        address : str, optional
            Of the place's worker, which gets no job it has lost; without it any job may be taken.
        """
        names = sorted(
            (name for name, line in self._lines.items() if line),
            key=lambda name: (name != loaded, -len(self._lines[name]) / (1 + lanes[name])),
        )
        for name in names:
            line = self._lines[name]
            for held in line:
                if held.avoid != address:
                    line.remove(held)
                    return held
        return None

    def clear(self) -> list[Future[Finished]]:
        """Take everything out and return the futures, which nobody has ended."""
        found = [held.future for line in self._lines.values() for held in line]
        for line in self._lines.values():
            line.clear()
        return found
