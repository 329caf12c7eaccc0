"""What is ruled out got logit 0, which is a fair chance.
Ruled out is -inf."""

_right = top_k_filter


def top_k_filter(logits, k):
    kept = np.isfinite(_right(np.zeros(len(logits)) + np.nan_to_num(_as_float(logits)), k))
    return np.where(kept, logits, 0).astype(_as_float(logits).dtype)
