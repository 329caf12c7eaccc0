"""What isolation costs per submission over a bare fork: interleaved rounds, medians; and private memory.

    python tests/benchmarks/isolation_cost.py [numpy|torch] [ROUNDS]

One round forks, imports a small submission, calls it once, kills and reaps, at each level in turn.
"""

import json
import statistics
import sys
import time
from pathlib import Path

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


def one_round(zygote: Zygote) -> tuple[float, int]:
    """Grade one tiny submission; return milliseconds and private kilobytes."""
    start = time.perf_counter()
    with Worker(zygote, SOURCE) as worker:
        worker.call("double", (np.ones(7),), {})
        middle = time.perf_counter()
        assert worker.process is not None
        memory = private_kb(worker.process.pid)
        again = time.perf_counter()
    return 1000 * (time.perf_counter() - again + middle - start), memory


def measure(kind: str, rounds: int) -> dict[str, dict[str, float]]:
    """Return medians per level; ``process`` is the bare fork."""
    zygotes = {}
    for level in Level:
        zygote = Zygote(kind, Budget(), level)
        try:
            one_round(zygote)
        except IsolationError as error:
            print(f"level {level}: {error}", file=sys.stderr)
            continue
        zygotes[level] = zygote
    times: dict[Level, list[float]] = {level: [] for level in zygotes}
    memory: dict[Level, list[int]] = {level: [] for level in zygotes}
    for _ in range(rounds):
        for level, zygote in zygotes.items():
            milliseconds, kilobytes = one_round(zygote)
            times[level].append(milliseconds)
            memory[level].append(kilobytes)
    for zygote in zygotes.values():
        zygote.close()
    bare = statistics.median(times[Level.PROCESS])
    return {
        str(level): {
            "milliseconds": round(statistics.median(times[level]), 2),
            "over_bare_fork": round(statistics.median(times[level]) - bare, 2),
            "private_mb": round(statistics.median(memory[level]) / 1024, 2),
        }
        for level in zygotes
    }


if __name__ == "__main__":
    chosen = sys.argv[1] if len(sys.argv) > 1 else "numpy"
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    print(json.dumps(measure(chosen, count), indent=2))
