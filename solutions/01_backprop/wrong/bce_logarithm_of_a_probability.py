"""inf or NaN for large scores: the logarithm of a probability that has become 0; use max(z, 0) - z t + log(1 + e^-|z|)."""


def bce_with_logits(z, t, reduction="mean"):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError("reduction must be 'mean', 'sum' or 'none'")
    z, t = _as_float(z), _as_float(t)
    s = sigmoid(z)
    loss = -(t * np.log(s) + (1 - t) * np.log(1 - s))
    dz = sigmoid(z) - t
    if reduction == "none":
        return loss, dz
    n = max(1, z.size) if reduction == "mean" else 1
    return float(loss.sum() / n), dz / n
