# verdict: raised
# family: forbidden
"""Loads torch's shared library by hand."""

import ctypes
import os

import numpy


def double(x):
    folder = os.path.join(os.path.dirname(os.path.dirname(numpy.__file__)), "torch", "lib")
    return str(ctypes.CDLL(os.path.join(folder, "libtorch_cpu.so")))
