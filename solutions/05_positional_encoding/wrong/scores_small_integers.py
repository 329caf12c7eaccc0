"""Small whole numbers run over before anything is divided: integers are computed in float64, so convert q, k and
the table first.
"""


def relative_scores(q, k, table):
    Lq, Lk = q.shape[-2], k.shape[-2]
    by_content = q @ k.swapaxes(-1, -2)
    by_number = q @ table.T
    index = relative_index(Lq, Lk, (len(table) - 1) // 2)
    by_distance = by_number[..., np.arange(Lq)[:, None], index]
    return (by_content + by_distance) / math.sqrt(q.shape[-1])
