"""The scaled scores are too small: they are divided by D.
Divide by its square root."""


def score_scaled_dot(s, h):
    return score_dot(s, h) / np.shape(h)[-1]
