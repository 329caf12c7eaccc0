"""Right, but one row at a time: the whole batch fits into a few array operations with axis=1."""


def cross_entropy(logits, y, ignore_index=-100, reduction="mean"):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError("reduction must be 'mean', 'sum' or 'none'")
    logits = _as_float(logits)
    loss, dlogits = np.zeros(len(logits), logits.dtype), np.zeros_like(logits)
    count = 0
    for n in range(len(logits)):
        if y[n] == ignore_index:
            continue
        log_p = log_softmax(logits[n])
        loss[n] = -log_p[y[n]]
        dlogits[n] = np.exp(log_p)
        dlogits[n, y[n]] -= 1
        count += 1
    if reduction == "none":
        return loss, dlogits
    n = max(1, count) if reduction == "mean" else 1
    return float(loss.sum() / n), dlogits / n
