"""The result is in sorted order.
Put the kept logits back where they came from."""


def top_k_filter(logits, k):
    logits = np.sort(_as_float(logits))[::-1].copy()
    logits[k:] = -np.inf
    return logits
