"""The gradient is doubled: the 1/2 of the cost cancels the 2 of the square."""


def quadratic_cost(a, y):
    difference = _as_float(a) - _as_float(y)
    n = max(1, len(difference))
    return float((difference * difference).sum() / (2 * n)), 2 * difference / n
