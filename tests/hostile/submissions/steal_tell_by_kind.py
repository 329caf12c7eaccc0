# verdict: raised
# family: steal
"""Writes its own description of an exception, with its input as the kind of error."""

import sys

worker = sys.modules["autograder.isolation.worker"]
messages = sys.modules["autograder.isolation.messages"]
seen = ""


def describe(error, file):
    return messages.Failure(seen[:40], seen[:40], "")


def double(x):
    global seen
    worker.describe = describe
    seen = "input was " + " ".join(f"{value:.6f}" for value in x)
    raise ValueError
