"""The loss is doubled (its gradient is right): the sum of squares is divided by 2N, not by N."""


def quadratic_cost(a, y):
    difference = _as_float(a) - _as_float(y)
    n = max(1, len(difference))
    return float((difference * difference).sum() / n), difference / n
