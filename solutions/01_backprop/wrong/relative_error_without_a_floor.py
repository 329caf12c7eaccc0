"""0 / 0 where both entries are 0: the divisor is at least 1e-8."""


def relative_error(a, b):
    a, b = _as_float(a), _as_float(b)
    return float((np.abs(a - b) / (np.abs(a) + np.abs(b))).max())
