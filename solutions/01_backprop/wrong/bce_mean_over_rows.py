"""The mean is taken over the rows; divide by the number of all elements."""


def bce_with_logits(z, t, reduction="mean"):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError("reduction must be 'mean', 'sum' or 'none'")
    z, t = _as_float(z), _as_float(t)
    loss = softplus(z) - z * t
    dz = sigmoid(z) - t
    if reduction == "none":
        return loss, dz
    n = max(1, z.shape[0]) if reduction == "mean" else 1
    return float(loss.sum() / n), dz / n
