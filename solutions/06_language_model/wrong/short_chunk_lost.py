"""Near the end of the text there is nothing, although some rows are left.
The last chunk may be shorter: T = min(bptt, L - 1 - i)."""


def get_batch(source, i, bptt):
    T = bptt if i + bptt < len(source) else 0
    return source[i : i + T], source[i + 1 : i + 1 + T]
