"""The vectors do not have length 1: the norm was taken along the positions or over everything.
Every position has its own norm, over its features: axis=-1, keepdims=True."""


def score_content(s, h, eps=1e-8):
    s, h = _as_float(s), _as_float(h)
    s = s / np.maximum(np.linalg.norm(s, axis=1, keepdims=True), eps)
    return score_dot(s, h / np.maximum(np.linalg.norm(h, axis=1, keepdims=True), eps))
