# verdict: raised
# family: neighbours
"""Writes into the library that the next submission imports."""

import os

import numpy


def double(x):
    folder = os.path.dirname(numpy.__file__)
    with open(os.path.join(folder, "left-by-submission.py"), "w") as file:
        file.write("import os")
    return x
