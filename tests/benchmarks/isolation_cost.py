"""What isolation costs per submission over a bare fork: interleaved rounds, medians.

One round forks a worker, imports a small submission, calls it once, kills and reaps, at each level in turn;
level `process` is the bare fork. All of it is waited for, nothing is prepared beside the clock: no worker is
forked ahead. What a zygote does once in its life is left out, as in a long class: its start, and moving its
memory to huge pages after the first workers, which is why some rounds come before those that count.

Told are wall milliseconds, what they are over the bare fork's, CPU milliseconds of the worker (without those
of the grader and of the zygote), and the memory that the worker shares with nobody.
"""

import argparse
import json
import statistics
import sys
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np

from autograder.isolation.calling import Worker
from autograder.isolation.failures import IsolationError
from autograder.isolation.forking import Budget, Zygote
from autograder.isolation.loading import Source
from autograder.isolation.sandbox import Level

SOURCE = Source("toy", "def double(x):\n    return 2 * x\n", "toy.py")


def private_kb(pid: int) -> int:
    """Return the memory a worker shares with nobody, from its own page tables."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))


class Round(NamedTuple):
    """What one worker cost."""

    milliseconds: float
    cpu: float
    private_mb: float


def one_round(zygote: Zygote) -> Round:
    """Grade one tiny submission."""
    start = time.perf_counter()
    with Worker(zygote, SOURCE) as worker:
        worker.call("double", (np.ones(7),), {})
        middle = time.perf_counter()
        assert worker.process is not None
        memory = private_kb(worker.process.pid)
        again = time.perf_counter()
    wall = time.perf_counter() - again + middle - start
    return Round(1000 * wall, 1000 * worker.cpu_seconds, memory / 1024)


def measure(kind: str, rounds: int, warm: int) -> dict[str, dict[str, float]]:
    """Return medians for each level."""
    zygotes = {}
    for level in Level:
        zygote = Zygote(kind, Budget(), level)
        try:
            one_round(zygote)
        except IsolationError as error:
            print(f"level {level}: {error}", file=sys.stderr)
            continue
        zygotes[level] = zygote
    found: dict[Level, list[Round]] = {level: [] for level in zygotes}
    for _ in range(warm + rounds):
        for level, zygote in zygotes.items():
            found[level].append(one_round(zygote))
    for zygote in zygotes.values():
        zygote.close()
    medians = {
        level: Round(*(statistics.median(column) for column in zip(*costs[warm:], strict=True)))
        for level, costs in found.items()
    }
    bare = medians[Level.PROCESS]
    return {
        str(level): {
            "milliseconds": round(cost.milliseconds, 2),
            "over_bare_fork": round(cost.milliseconds - bare.milliseconds, 2),
            "worker_cpu_milliseconds": round(cost.cpu, 2),
            "private_mb": round(cost.private_mb, 2),
        }
        for level, cost in medians.items()
    }


def main() -> None:
    """Print the medians."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "kind", nargs="?", choices=("numpy", "torch"), default="numpy", help="what is imported (numpy)"
    )
    parser.add_argument("rounds", nargs="?", type=int, default=100, help="how many count (100)")
    parser.add_argument("--warm", type=int, default=20, help="how many come before (20)")
    options = parser.parse_args()
    print(json.dumps(measure(options.kind, options.rounds, options.warm), indent=2))


if __name__ == "__main__":
    main()
