# verdict: crashed
# family: resources
"""Reads address zero."""

import ctypes


def double(x):
    return ctypes.string_at(0)
