# verdict: wrong
# family: resources
"""Two hundred mebibytes of printed text."""

import sys


def double(x):
    for _ in range(200):
        sys.stdout.write("x" * 2**20)
        sys.stderr.write("y" * 1000)
    return x
