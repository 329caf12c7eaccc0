"""The vectors of the distances are multiplied with the keys. In this scheme (keys' side of Shaw et al.) the
query asks both: q_i . k_j + q_i . table.
"""


def relative_scores(q, k, table):
    q, k, table = _as_float(q), _as_float(k), _as_float(table)
    Lq, Lk = q.shape[-2], k.shape[-2]
    index = relative_index(Lq, Lk, (len(table) - 1) // 2)
    by_distance = (k @ table.T)[..., np.arange(Lk), index]
    return (q @ k.swapaxes(-1, -2) + by_distance) / math.sqrt(q.shape[-1])
