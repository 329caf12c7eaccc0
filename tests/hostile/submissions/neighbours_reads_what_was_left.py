# verdict: raised or timed_out
# family: neighbours
"""Looks for what another submission left."""

import glob
import os


def double(x):
    for folder in ("/tmp", "/var/tmp", "/dev/shm", os.getcwd(), "/"):
        for path in glob.glob(os.path.join(folder, "**", "*left-by-submission*"), recursive=True):
            return open(path).read()
    raise LookupError("nothing was left")
