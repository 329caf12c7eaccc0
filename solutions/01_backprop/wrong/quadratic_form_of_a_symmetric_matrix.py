"""The gradient is 2 A x, which is right for symmetric A only; x stands on both sides of A, so it is (A + A^T) x."""


def grad_quadratic_form(A, x):
    return 2 * _as_float(A) @ _as_float(x)
