"""Right, but two Python loops take one pair of query and key after the other: two matrix products and one look-up
do it all."""


def relative_scores(q, k, table):
    q, k, table = _as_float(q), _as_float(k), _as_float(table)
    Lq, Lk = q.shape[-2], k.shape[-2]
    index = relative_index(Lq, Lk, len(table) // 2)
    scores = np.zeros((*q.shape[:-1], Lk), np.result_type(q, k, table))
    for i in range(Lq):
        for j in range(Lk):
            scores[..., i, j] = (q[..., i, :] * (k[..., j, :] + table[index[i, j]])).sum(axis=-1)
    return scores / math.sqrt(q.shape[-1])
