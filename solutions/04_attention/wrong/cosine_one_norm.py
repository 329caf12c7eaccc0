"""The scores grow with the length of the keys: only the query's norm was divided out.
A cosine is the dot product divided by both norms."""


def score_content(s, h, eps=1e-8):
    s = _as_float(s)
    return score_dot(s / np.maximum(np.linalg.norm(s, axis=-1, keepdims=True), eps), h)
