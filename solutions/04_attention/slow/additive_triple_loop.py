"""Right, but one pair of query and key at a time: three Python loops.
Let the hidden units of all pairs meet in one sum: queries[:, :, None, :] + keys[:, None, :, :]."""


def score_additive(s, h, Wq, Wk, v):
    queries, keys = _as_float(s) @ _as_float(Wq).T, _as_float(h) @ _as_float(Wk).T
    scores = np.empty((len(queries), queries.shape[1], keys.shape[1]), np.result_type(queries, keys, v))
    for n, i, j in np.ndindex(scores.shape):
        scores[n, i, j] = np.tanh(queries[n, i] + keys[n, j]) @ v
    return scores
