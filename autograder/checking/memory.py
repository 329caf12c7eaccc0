"""Memory of a submission relative to the reference's: the fixture `footprint` of hidden suites.

For what a clock cannot see: that no L x L x E array is built. Each side makes one call on the same input in a
fresh worker, and the kernel's own count of the most memory the process ever held (``VmHWM``) is read from
outside, above what a reference's worker holds before the call. So buffers kept from the import count too, and
nothing that the submission does to Python's counters matters.

How far to trust it: pages are counted, once touched, so the inputs must be large enough for the reference
alone to need some megabytes (`LEAST_BYTES`, asked for); arguments and answer count on both sides. Memory of
other processes is not seen; a locked worker has none. Load does not change it, so one call decides, and fresh
workers confirm a fail.

Where exact numbers are wanted, in public tests too, a function of harness.py can use `tracemalloc` around the
call (numpy reports its arrays, torch does not) or count calls of a function it hands over. Such a count is
made in the submission's own process: it catches an honest mistake, not somebody who tampers with the counter.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from autograder.checking.both_sides import BothSides
from autograder.checking.compare import differences
from autograder.checking.mismatch import Mismatch
from autograder.checking.racers import Builder, Inputs, Racer, noted, ours
from autograder.checking.tolerance import Rule
from autograder.isolation.calling import Worker
from autograder.isolation.failures import IsolationError, SubmissionError
from autograder.model import Verdict

LEAST_BYTES = 4 * 2**20
"""The reference's call must need this much; below, the kernel's count is too coarse."""


@dataclass(frozen=True, slots=True)
class Footprint(BothSides):
    """The fixture: ``footprint("f", cases.f_large_inputs, limit=3, tiny=cases.f_tiny_inputs)``."""

    def __call__(
        self,
        function: str,
        build: Builder,
        *,
        limit: float,
        tiny: Builder,
        reduction: int = 1,
        dtype: bool = True,
    ) -> float:
        """Assert that a call of `function` needs at most `limit` times the memory of the reference's.

        Parameters
        ----------
        function : str
            Of the submission, or of the harness.
        build, tiny : callable
            Take a generator and return (args, kwargs): of the measured call, and of one before it.
        limit : float
            How many times the reference's memory is allowed; 2 leaves room for one more temporary.
        reduction, dtype
            How the answers are compared, as in `assert_matches`.

        Returns
        -------
        float
            The measured ratio.

        Raises
        ------
        SubmissionError
            With verdict `out_of_memory` for more than that.
        """
        __tracebackhide__ = True
        rule, inputs = Rule(reduction=reduction, dtype=dtype), (tiny(self.rng), build(self.rng))
        ratio = self._measure(function, *inputs, rule)
        if ratio > limit:
            ratio = min(ratio, self._measure(function, *inputs, rule))
        if ratio > limit:
            [call] = self.run.runner.calls
            found = f"{function} needed {ratio:.1f} times the reference's memory (limit {limit:g}; "
            self.run.runner.calls.clear()
            raise SubmissionError(Verdict.OUT_OF_MEMORY, sentence=f"{found}{self.run.sizes(call)})")
        return ratio

    def _measure(self, function: str, tiny: Inputs, inputs: Inputs, rule: Rule) -> float:
        """Call both sides once; return the ratio of what they needed."""
        runner = self.run.runner
        with ours(), Racer(Worker(self.zygote, self.reference)) as right:
            right.start(function, tiny)
            before = _kilobytes(right.process.pid, "VmRSS")
            expected, _ = right.run(function, inputs)
            needed = _kilobytes(right.process.pid, "VmHWM") - before
        if needed * 1024 < LEAST_BYTES:
            raise IsolationError(f"{function}: the reference needs too little memory here; use larger inputs")
        worker = Worker(self.zygote, self.student)
        with self.charged(worker), Racer(worker) as mine, noted(runner.calls, function, tiny):
            mine.start(function, tiny)
            with noted(runner.calls, function, inputs) as call:
                call.result, _ = mine.run(function, inputs)
            held = _kilobytes(mine.process.pid, "VmHWM") - before
        if found := list(differences(call.result, expected, rule)):
            raise Mismatch(found)
        return held / needed


def _kilobytes(pid: int, field: str) -> int:
    """Read a line such as ``VmHWM:  123 kB`` of a process's status."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(f"{field}:"))
    except (OSError, StopIteration) as error:
        raise IsolationError(f"the memory of a worker cannot be read; it needs Linux: {error}") from error
