"""The scores shrink with the length of the vectors: they were divided by squared norms.
The norm is the square root of the sum of squares."""


def score_content(s, h, eps=1e-8):
    s, h = _as_float(s), _as_float(h)
    s_norm, h_norm = (s * s).sum(axis=-1, keepdims=True), (h * h).sum(axis=-1, keepdims=True)
    return score_dot(s / np.maximum(s_norm, eps), h / np.maximum(h_norm, eps))
