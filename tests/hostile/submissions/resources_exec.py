# verdict: raised
# family: resources
"""Becomes another program."""

import os


def double(x):
    os.execv("/bin/sleep", ["sleep", "60"])
