# verdict: out_of_memory or timed_out
# family: resources
"""Eight gibibytes, a mebibyte at a time."""


def double(x):
    return len([bytearray(2**20) for _ in range(8192)])
