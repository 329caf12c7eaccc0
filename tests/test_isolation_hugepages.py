"""Memory of a zygote on huge pages: what is moved, and that nothing else about it changes."""

import mmap
import os
import re
from pathlib import Path

import numpy as np
import pytest

from autograder.isolation import hugepages, kernel
from autograder.isolation.calling import Worker
from autograder.isolation.forking import Budget, Zygote
from autograder.isolation.loading import Source
from autograder.isolation.sandbox import Level

pytestmark = pytest.mark.skipif(not kernel.NUMBERS, reason="huge pages are asked for on Linux only")

MAPS = """\
55d0c0a00000-55d0c0a01000 r-xp 00000000 fe:00 123   /usr/bin/python3.11
55d0c0c00000-55d0c0c01000 rw-p 00001000 fe:00 123   /usr/bin/python3.11
55d0c1000000-55d0c5001000 rw-p 00000000 00:00 0     [heap]
7f0000000000-7f0000400000 rw-p 00000000 00:00 0
7f0000400000-7f0000800000 r--p 00000000 00:00 0
7f0000800000-7f0000c00000 ---p 00000000 00:00 0
7f0000c00000-7f0001000000 rw-s 00000000 00:01 77    /dev/zero (deleted)
7f0001000000-7f0001400000 rw-s 00000000 00:00 0
7ffc00000000-7ffc00021000 rw-p 00000000 00:00 0     [stack]
"""


def test_own_memory_is_found():
    """Heap and anonymous mappings that can be written; no file, nothing shared, no stack."""
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


def test_zygotes_are_on_huge_pages():
    """A warm zygote is, where this kernel moves anything; and its workers compute as ever."""
    if not collapsed_once()[0]:
        pytest.skip("this kernel moves nothing to huge pages when asked")
    with Zygote("numpy", Budget(memory_bytes=2**29), Level.PROCESS) as zygote:
        text = "import numpy as np\ndef f(n): return float(np.ones(n).sum())\n"
        with Worker(zygote, Source("toy", text, "toy.py")) as worker:
            assert worker.call("f", (1000,), {}) == 1000.0
            parent = re.search(
                r"PPid:\s+(\d+)", Path(f"/proc/{worker.process.pid}/status").read_text(encoding="ascii")
            )
            assert huge_bytes(parent[1]) >= 2**21
