"""The borders of the coarse buckets lie too early: the logarithm is cut down to a whole number, not rounded."""


def t5_bucket(rel, bidirectional=True, num_buckets=32, max_distance=128):
    rel = np.asarray(rel).astype(np.int64)
    B = num_buckets // 2 if bidirectional else num_buckets
    n = np.abs(rel) if bidirectional else np.maximum(-rel, 0)
    e = B // 2
    steps = (B - e) * np.log(np.maximum(n, e) / e) / math.log(max_distance / e)
    far = np.minimum(e + np.round(steps).astype(np.int64), B - 1)
    return np.where(n < e, n, far) + (B * (rel > 0) if bidirectional else 0)
