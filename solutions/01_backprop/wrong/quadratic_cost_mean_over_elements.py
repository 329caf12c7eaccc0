"""Loss and gradient are too small by the number of outputs: the mean goes over the rows only, and sums over the outputs."""


def quadratic_cost(a, y):
    difference = _as_float(a) - _as_float(y)
    n = max(1, len(difference))
    return float((difference * difference).sum() / (2 * max(1, difference.size))), difference / max(
        1, difference.size
    )
