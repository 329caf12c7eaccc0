"""The number is about half of what it should be: it was multiplied by ln 2.
A bit is ln 2 = 0.69 nats, so there are more bits than nats: divide."""


def bits_per_char(total_nll, n_chars):
    if n_chars == 0:
        raise ValueError
    return total_nll / n_chars * math.log(2)
