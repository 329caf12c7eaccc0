# verdict: raised or out_of_memory or timed_out
# family: channel
"""An exception with very much to say."""


def double(x):
    raise ValueError("x" * 2**28)
