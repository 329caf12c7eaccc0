"""A vector is laid out for each pair of query and key, Lq * Lk * E numbers: multiply the queries with the table
first and look up the products."""


def relative_scores(q, k, table):
    q, k, table = _as_float(q), _as_float(k), _as_float(table)
    Lq, Lk = q.shape[-2], k.shape[-2]
    by_pair = table[relative_index(Lq, Lk, len(table) // 2)]
    by_distance = np.einsum("...ie,ije->...ij", q, by_pair)
    return (q @ k.swapaxes(-1, -2) + by_distance) / math.sqrt(q.shape[-1])
