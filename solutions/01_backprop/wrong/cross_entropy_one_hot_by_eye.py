"""Right, but np.eye(K) makes K x K numbers to pick N rows of: index with (arange(N), y) instead."""


def cross_entropy(logits, y, ignore_index=-100, reduction="mean"):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError("reduction must be 'mean', 'sum' or 'none'")
    log_p = log_softmax(logits)
    kept = np.asarray(y) != ignore_index
    one_hot = np.eye(log_p.shape[1], dtype=log_p.dtype)[np.where(kept, y, 0).astype(int)]
    loss = -np.where(one_hot == 1, log_p, 0).sum(axis=1) * kept
    dlogits = (np.exp(log_p) - one_hot) * kept[:, None]
    if reduction == "none":
        return loss, dlogits
    n = max(1, int(kept.sum())) if reduction == "mean" else 1
    return float(loss.sum() / n), dlogits / n
