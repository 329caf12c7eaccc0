"""Memory of a zygote on huge pages: what is moved, and that nothing else about it changes."""

import mmap
import os
import re
from pathlib import Path

import numpy as np
import pytest

from autograder.isolation import hugepages, kernel, sandbox
from autograder.isolation.calling import Worker
from autograder.isolation.forking import Budget, Zygote
from autograder.isolation.loading import Source
from autograder.isolation.sandbox import Level

pytestmark = pytest.mark.skipif(not kernel.NUMBERS, reason="huge pages are asked for on Linux only")
ENABLED = Path("/sys/kernel/mm/transparent_hugepage/enabled")

MAPS = """\
55d0c0a00000-55d0c0a01000 r-xp 00000000 fe:00 123   /usr/bin/python3.11
55d0c0c00000-55d0c0c01000 rw-p 00001000 fe:00 123   /usr/bin/python3.11
55d0c1000000-55d0c5001000 rw-p 00000000 00:00 0     [heap]
7f0000000000-7f0000400000 rw-p 00000000 00:00 0
7f0000400000-7f0000500000 rw-p 00000000 00:00 0
7f0000500000-7f0000800000 r--p 00000000 00:00 0
7f0000800000-7f0000c00000 ---p 00000000 00:00 0
7f0000c00000-7f0001000000 rw-s 00000000 00:01 77    /dev/zero (deleted)
7f0001000000-7f0001400000 rw-s 00000000 00:00 0
7ffc00000000-7ffc00021000 rw-p 00000000 00:00 0     [stack]
"""


def test_own_memory_is_found():
    """Heap and anonymous mappings that can be written; no file, nothing shared, small or a stack."""
    assert hugepages.anonymous(MAPS) == [
        (0x55D0C1000000, 0x55D0C5001000),
        (0x7F0000000000, 0x7F0000400000),
    ]


def huge_bytes(pid):
    """Return how much of a process lies on huge pages."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    return 1024 * int(re.search(r"AnonHugePages: +(\d+)", text)[1])


def collapsed_once():
    """Move 8 MiB with a pattern in them to huge pages; return whether they came there, and still hold it."""
    with mmap.mmap(-1, 2**23, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as memory:
        pattern = np.arange(2**20, dtype=np.uint64)
        np.frombuffer(memory, np.uint64)[:] = pattern
        before = huge_bytes("self")
        maps = os.open("/proc/self/maps", os.O_RDONLY)
        hugepages.collapse(maps)
        os.close(maps)
        kept = memory[:] == pattern.tobytes()
        return huge_bytes("self") - before, kept


def test_memory_keeps_what_it_holds():
    """Whether or not the kernel moves it."""
    assert collapsed_once()[1]


def parent_of(pid):
    """Return the process id of a worker's zygote."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(re.search(r"PPid:\s+(\d+)", status)[1])


@pytest.mark.parametrize("level", [Level.A, Level.PROCESS])
def test_zygotes_of_many_workers_are_on_huge_pages(level):
    """One worker does not pay for it; after many, those to come have less to copy, and compute as ever."""
    if not collapsed_once()[0] or "[always]" in ENABLED.read_text(encoding="ascii"):
        pytest.skip("this kernel moves nothing to huge pages when asked, or everything unasked")
    source = Source("toy", "import numpy as np\ndef f(n): return float(np.ones(n).sum())\n", "toy.py")
    huge = []
    with Zygote("numpy", Budget(memory_bytes=2**29), level) as zygote:
        for _ in range(sandbox._MANY + 1):
            with Worker(zygote, source) as worker:
                assert worker.call("f", (1000,), {}) == 1000.0
                huge.append(huge_bytes(parent_of(worker.process.pid)))
    assert (0, True) == (huge[0], huge[-1] >= 2**21)
