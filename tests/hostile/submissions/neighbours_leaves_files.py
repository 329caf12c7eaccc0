# verdict: passed
# family: neighbours
"""Leaves files wherever it can, then answers honestly: none may be there afterwards."""

import os

for folder in ("/tmp", "/var/tmp", "/dev/shm", os.getcwd(), "/", os.path.expanduser("~")):
    try:
        with open(os.path.join(folder, "left-by-submission-file"), "w") as file:
            file.write("import this")
    except OSError:
        continue


def double(x):
    return 2 * x
