"""The number is in nats.
Bits are nats divided by ln 2."""


def bits_per_char(total_nll, n_chars):
    if n_chars == 0:
        raise ValueError
    return total_nll / n_chars
