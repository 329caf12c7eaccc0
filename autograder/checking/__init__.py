"""What the suites of an assignment are written with; see `autograder.checking.suite` for the words."""

import os

# One thread, settled before numpy and torch are imported: threads that wait for each other burn CPU time on
# a busy machine, and the small arrays of the exercises gain nothing from them.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

from autograder.checking.assertions import assert_gradient, assert_matches, assert_raises  # noqa: E402
from autograder.checking.suite import exercise, points, speed  # noqa: E402

__all__ = ["assert_gradient", "assert_matches", "assert_raises", "exercise", "points", "speed"]
