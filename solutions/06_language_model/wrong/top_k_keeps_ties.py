"""More than k are kept where the k-th is tied: everything not below it stayed.
Keep exactly k, those with the lower indices."""


def top_k_filter(logits, k):
    logits = _as_float(logits)
    smallest = np.sort(logits)[::-1][min(k, len(logits)) - 1]
    return np.where(logits >= smallest, logits, -np.inf).astype(logits.dtype)
