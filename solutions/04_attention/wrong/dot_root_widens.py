"""float32 comes back as float64: np.sqrt of a Python number is a numpy float64 number and takes the scores along.
Divide by math.sqrt(D), a plain Python number."""


def score_scaled_dot(s, h):
    return score_dot(s, h) / np.sqrt(np.shape(h)[-1])
