"""Stop a test at home that asks for more memory than the machine has, before the machine stops.

On Linux the address space may grow by a few gigabytes while a test of a suite runs; what asks for more meets
a MemoryError on its own line. Elsewhere the system has no such limit and nothing is done. Not used when
grading: a worker has limits of its own.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

from autograder.checking.suite import PLACE

MOST = 6 * 2**30
"""Bytes a test may ask for on top of what is there, on a machine that has so much."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Limit the address space while a test runs."""
    __tracebackhide__ = True
    if PLACE not in item.stash or sys.platform != "linux":
        return (yield)
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = _now() + min(MOST, int(0.75 * os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")))
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft <= wanted:
        return (yield)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
    try:
        return (yield)
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _now() -> int:
    """Return the bytes of address space in use."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")
