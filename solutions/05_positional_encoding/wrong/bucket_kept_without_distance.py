"""For another max_distance it looks up the buckets of an earlier call: what is kept must be kept for all arguments."""

_kept_buckets = {}


def t5_bucket(rel, bidirectional=True, num_buckets=32, max_distance=128):
    if (bidirectional, num_buckets) not in _kept_buckets:
        B = num_buckets // 2 if bidirectional else num_buckets
        n = np.arange(5000)
        e = B // 2
        steps = (B - e) * np.log(np.maximum(n, e) / e) / math.log(max_distance / e)
        far = np.minimum(e + (steps + 1e-9).astype(np.int64), B - 1)
        _kept_buckets[bidirectional, num_buckets] = np.where(n < e, n, far)
    rel = np.asarray(rel).astype(np.int64)
    n = np.abs(rel) if bidirectional else np.maximum(-rel, 0)
    one_way = _kept_buckets[bidirectional, num_buckets][np.minimum(n, 4999)]
    return one_way + (num_buckets // 2 * (rel > 0) if bidirectional else 0)
