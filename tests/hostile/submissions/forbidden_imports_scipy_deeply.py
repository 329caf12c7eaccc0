# verdict: refused
# family: forbidden
"""Imports part of scipy by its full name."""


def double(x):
    from scipy.linalg import blas

    return blas.dscal(2.0, x)
