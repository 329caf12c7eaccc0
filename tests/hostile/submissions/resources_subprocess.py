# verdict: raised
# family: resources
"""Starts a program."""

import subprocess


def double(x):
    return subprocess.run(["/bin/sh", "-c", "id; touch /tmp/left-by-submission"], capture_output=True).stdout
