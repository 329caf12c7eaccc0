"""The rows returned are the table itself, so whoever writes into them changes the weights: return a copy."""


def learned_positions(table, L):
    if len(table) < L:
        raise ValueError("too long")
    return _as_float(table)[:L]
