# verdict: crashed
# family: resources
# verdict B: raised
"""Reads a page whose file was cut off below it."""

import mmap
import os


def double(x):
    descriptor = os.open("page", os.O_CREAT | os.O_RDWR)
    os.ftruncate(descriptor, 4096)
    page = mmap.mmap(descriptor, 4096)
    os.ftruncate(descriptor, 0)
    return x + page[0]
