"""The windows do not overlap.
Move on by one word each time, not by n."""


def sliding_windows(ids, n):
    return ids[: len(ids) // n * n].reshape(-1, n)
