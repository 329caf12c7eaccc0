# verdict: raised or out_of_memory
# family: channel
"""An exception with very much to say."""


def double(x):
    raise ValueError("x" * 2**28)
