"""Beat a slow loop: the fixture `beat` of public suites.

The submission's function and a plain loop from cases.py run in turn in this process on the same inputs, and
the smallest time of the one is held against the smallest time of the other, so that it matters little what
else the machine does. It is generous and no grade hangs on it; grading races the reference instead
(`autograder.checking.timing`). Answers are not looked at here.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checking.runners import Runner, clock
from autograder.isolation.failures import SubmissionError
from autograder.model import Verdict

Builder = Callable[[np.random.Generator], tuple[tuple[Any, ...], dict[str, Any]]]

CALLS = 15
"""Of each, at most; the loop may be unlucky for a while on a busy machine."""
CLEAR = 3
"""Calls after which the first good result is enough; one that is twice as good as asked always is."""
HOPELESS = 4
"""More than this many times what is allowed is not measured again."""


@dataclass(frozen=True, slots=True)
class Beat:
    """``beat("f", cases.f_speed_inputs, slow=cases.f_loop, share=0.6)``."""

    runner: Runner
    rng: np.random.Generator

    def __call__(
        self, function: str, build: Builder, *, slow: Callable[..., object], share: float = 0.6
    ) -> float:
        """Assert that `function` takes at most `share` of the time of `slow` on the same inputs.

        Parameters
        ----------
        function : str
            Of the submission, or of the harness.
        build : callable
            Takes a generator and returns (args, kwargs).
        slow : callable
            A loop that does the same work, or less; called with the same arguments.
        share : float

        Returns
        -------
        float
            The share it took.

        Raises
        ------
        SubmissionError
            With verdict `too_slow`, after all calls, or at once when it is hopeless.
        """
        __tracebackhide__ = True
        mine, loop = math.inf, math.inf
        for k in range(1, CALLS + 1):
            args, kwargs = build(self.rng)
            self.runner.call(function, *args, **kwargs)
            mine = min(mine, self.runner.calls[-1].cpu_seconds)
            self.runner.calls.clear()
            loop = min(loop, _timed(slow, args, kwargs))
            if mine <= share * loop * (1.0 if k >= CLEAR else 0.5):
                return mine / loop
            if mine > HOPELESS * share * loop:
                break
        raise SubmissionError(Verdict.TOO_SLOW, sentence=_sentence(function, slow, mine / loop, share))


def _timed(function: Callable[..., object], args: tuple[Any, ...], kwargs: dict[str, Any]) -> float:
    start = clock()
    function(*args, **kwargs)
    return clock() - start


def _sentence(function: str, slow: Callable[..., object], share: float, allowed: float) -> str:
    name = getattr(slow, "__name__", "the loop")
    return (
        f"{function} took {share:.2g} times as long as {name} of cases.py on the same inputs; at most "
        f"{allowed:g} times is asked. Look for a loop over what one operation on the whole array can do."
    )
