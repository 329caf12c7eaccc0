"""The gradient is too large by the number of rows: the loss is divided by it, so its gradient is too."""


def cross_entropy(logits, y, ignore_index=-100, reduction="mean"):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError("reduction must be 'mean', 'sum' or 'none'")
    log_p = log_softmax(logits)
    y = np.asarray(y)
    kept = y != ignore_index
    rows = np.flatnonzero(kept)
    targets = y[rows]
    loss = np.zeros(log_p.shape[0], log_p.dtype)
    loss[rows] = -log_p[rows, targets]
    dlogits = np.exp(log_p)
    dlogits[rows, targets] -= 1
    dlogits[~kept] = 0
    if reduction == "none":
        return loss, dlogits
    n = max(1, len(rows)) if reduction == "mean" else 1
    return float(loss.sum() / n), dlogits
