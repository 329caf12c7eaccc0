"""The gradient has a factor s (1 - s) too many: with the cross-entropy it cancels, and sigmoid(z) - t remains."""


def bce_with_logits(z, t, reduction="mean"):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError("reduction must be 'mean', 'sum' or 'none'")
    z, t = _as_float(z), _as_float(t)
    loss = softplus(z) - z * t
    dz = (sigmoid(z) - t) * sigmoid(z) * (1 - sigmoid(z))
    if reduction == "none":
        return loss, dz
    n = max(1, z.size) if reduction == "mean" else 1
    return float(loss.sum() / n), dz / n
