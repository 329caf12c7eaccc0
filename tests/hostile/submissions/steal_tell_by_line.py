# verdict: raised
# family: steal
"""Says that it failed on a line whose number is its input."""

import sys

worker = sys.modules["autograder.isolation.worker"]
messages = sys.modules["autograder.isolation.messages"]
seen = 0


def describe(error, file):
    return messages.Failure("ValueError", "ValueError", "", 1000 + seen, "submission")


def double(x):
    global seen
    worker.describe = describe
    seen = int(abs(x[0]) * 1000)
    raise ValueError
