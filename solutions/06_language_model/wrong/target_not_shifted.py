"""The targets are the data themselves: such a model learns to repeat its input.
target[t] is the row after data[t]."""


def get_batch(source, i, bptt):
    T = min(bptt, len(source) - 1 - i)
    return source[i : i + T], source[i : i + T]
