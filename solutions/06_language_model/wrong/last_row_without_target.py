"""At the end data is one row longer than target: the last row has no row after it.
T = min(bptt, L - 1 - i) stops one row earlier."""


def get_batch(source, i, bptt):
    T = min(bptt, len(source) - i)
    return source[i : i + T], source[i + 1 : i + 1 + T]
