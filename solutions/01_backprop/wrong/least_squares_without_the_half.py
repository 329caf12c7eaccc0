"""Every value is doubled: the 1/2 in front of the square cancels the 2 of its derivative."""


def grad_least_squares(A, x, b):
    A = _as_float(A)
    return 2 * A.T @ (A @ _as_float(x) - b)
