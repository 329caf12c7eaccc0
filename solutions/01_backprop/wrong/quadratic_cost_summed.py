"""Loss and gradient are N times too large: the cost is the mean over the rows."""


def quadratic_cost(a, y):
    difference = _as_float(a) - _as_float(y)
    n = max(1, len(difference))
    return float((difference * difference).sum() / 2), difference
