"""The words were sorted by probability before drawing.
Keep their order: the cumulative sum runs over the words by number."""


def sample(logits, u):
    logits = _as_float(logits).astype(np.float64)
    order = np.argsort(-logits, kind="stable")
    cumulative = np.cumsum(np.exp(logits[order] - logits.max()))
    return int(order[np.searchsorted(cumulative, u * cumulative[-1], side="right")])
