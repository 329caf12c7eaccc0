"""score_scaled_dot gives the plain dot products: the division is missing.
Divide by sqrt(D), the width of the vectors."""


def score_scaled_dot(s, h):
    return score_dot(s, h)
