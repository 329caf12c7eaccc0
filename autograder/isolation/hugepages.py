"""Put what a zygote has allocated on huge pages, so that forking and ending a worker costs less.

A fork copies an entry for each page of memory and counts each page; the end of the child undoes both. A
torch zygote has 37 000 pages of 4 KiB, which was most of what a submission cost; as huge pages they are a
hundred. A worker that writes to one still shares all of it but the small page it wrote. Only speed is at
stake: where the kernel has no huge pages, or none to spare, everything works as before.
"""

from __future__ import annotations

import contextlib
import os

from autograder.isolation import kernel

_COLLAPSE = 25  # MADV_COLLAPSE, from Linux 6.1
_MAPS_BYTES = 2**22
_SMALLEST = 2**21
"""No huge page of any machine is smaller."""


def collapse(maps: int) -> None:
    """Move the calling process's heap and other anonymous memory to huge pages, as far as it is in use.

    Nothing is allocated beyond what touched memory is rounded up to, and new memory stays as it would be.

    Parameters
    ----------
    maps : int
        Descriptor of the process's own /proc/self/maps.
    """
    for start, end in anonymous(_read(maps)):
        # an error says only that not every part could be moved
        with contextlib.suppress(OSError):
            kernel.call("madvise", start, end - start, _COLLAPSE)


def anonymous(maps: str) -> list[tuple[int, int]]:
    """Return where the text of /proc/self/maps tells of large writable private memory, no file, no stack."""
    found = []
    for line in maps.splitlines():
        span, mode, _, _, file, *name = line.split(maxsplit=5)
        if mode.startswith("rw") and mode.endswith("p") and file == "0" and name in ([], ["[heap]"]):
            start, end = (int(number, 16) for number in span.split("-"))
            if end - start >= _SMALLEST:
                found.append((start, end))
    return found


def _read(descriptor: int) -> str:
    """Read a file of /proc from its start: it gives a page at a time."""
    text = b""
    while len(text) < _MAPS_BYTES and (part := os.pread(descriptor, 2**16, len(text))):
        text += part
    return text.decode(errors="replace")
