"""numpy warns of a division by zero: the logarithm is taken of distance 0 too, before np.where throws it
away. Let it see max(n, e).
"""


def t5_bucket(rel, bidirectional=True, num_buckets=32, max_distance=128):
    rel = np.asarray(rel).astype(np.int64)
    B = num_buckets // 2 if bidirectional else num_buckets
    n = np.abs(rel) if bidirectional else np.maximum(-rel, 0)
    e = B // 2
    steps = (B - e) * np.log(n / e) / math.log(max_distance / e)
    far = np.minimum(e + (np.maximum(steps, 0) + 1e-9).astype(np.int64), B - 1)
    return np.where(n < e, n, far) + (B * (rel > 0) if bidirectional else 0)
