"""The scores are right, but every pair [s; h] was written out before the projection: that takes Dq + Dk numbers each.
Project s and h first, each once, and form the pairs afterwards."""


def score_additive(s, h, Wq, Wk, v):
    s, h = _as_float(s), _as_float(h)
    lengths = len(s), s.shape[1], h.shape[1]
    pairs = [
        np.broadcast_to(s[:, :, None, :], (*lengths, s.shape[2])),
        np.broadcast_to(h[:, None, :, :], (*lengths, h.shape[2])),
    ]
    return np.tanh(np.concatenate(pairs, axis=-1) @ np.concatenate([Wq, Wk], axis=1).T) @ _as_float(v)
