"""The loss is NaN: 1 was subtracted from p[n, y] in place for the gradient before its logarithm was taken for the loss."""


def cross_entropy(logits, y, ignore_index=-100, reduction="mean"):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError("reduction must be 'mean', 'sum' or 'none'")
    dlogits = p = softmax(logits)
    kept = np.asarray(y) != ignore_index
    rows, targets = np.flatnonzero(kept), np.asarray(y)[kept]
    dlogits[rows, targets] -= 1
    dlogits[~kept] = 0
    loss = np.zeros(len(p), p.dtype)
    loss[rows] = -np.log(p[rows, targets])
    if reduction == "none":
        return loss, dlogits
    n = max(1, len(rows)) if reduction == "mean" else 1
    return float(loss.sum() / n), dlogits / n
