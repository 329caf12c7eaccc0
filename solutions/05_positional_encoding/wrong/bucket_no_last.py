"""Far away there are numbers of buckets that do not exist: from max_distance on, all share the last bucket B
- 1.
"""


def t5_bucket(rel, bidirectional=True, num_buckets=32, max_distance=128):
    rel = np.asarray(rel).astype(np.int64)
    B = num_buckets // 2 if bidirectional else num_buckets
    n = np.abs(rel) if bidirectional else np.maximum(-rel, 0)
    e = B // 2
    steps = (B - e) * np.log(np.maximum(n, e) / e) / math.log(max_distance / e)
    far = e + (steps + 1e-9).astype(np.int64)
    return np.where(n < e, n, far) + (B * (rel > 0) if bidirectional else 0)
