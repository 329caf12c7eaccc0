"""Soft targets are treated as 0 or 1: use t itself, it may lie between them."""


def bce_with_logits(z, t, reduction="mean"):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError("reduction must be 'mean', 'sum' or 'none'")
    z, t = _as_float(z), _as_float(t)
    t = (t > 0.5).astype(t.dtype)
    loss = softplus(z) - z * t
    dz = sigmoid(z) - t
    if reduction == "none":
        return loss, dz
    n = max(1, z.size) if reduction == "mean" else 1
    return float(loss.sum() / n), dz / n
