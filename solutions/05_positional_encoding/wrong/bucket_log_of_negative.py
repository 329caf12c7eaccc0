"""numpy warns of logarithms of negative numbers: one way only, rel > 0 makes the distance -rel negative, and the
logarithm is taken before np.where throws it away. Let it see max(n, e)."""


def t5_bucket(rel, bidirectional=True, num_buckets=32, max_distance=128):
    rel = np.asarray(rel).astype(np.int64)
    B = num_buckets // 2 if bidirectional else num_buckets
    n = np.abs(rel) if bidirectional else -rel
    e = B // 2
    ratio = np.where(n == 0, 1, n / e) if not bidirectional else np.maximum(n, e) / e
    steps = (B - e) * np.log(ratio) / math.log(max_distance / e)
    far = np.minimum(e + np.floor(np.where(n < e, 0, steps) + 1e-9).astype(np.int64), B - 1)
    one_way = np.where(n < e, np.maximum(n, 0), far)
    return one_way + (B * (rel > 0) if bidirectional else 0)
