"""Right, but number by number with math.exp: numpy does the same for whole arrays, many times faster."""


def cross_entropy(logits, y, ignore_index=-100, reduction="mean"):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError("reduction must be 'mean', 'sum' or 'none'")
    logits = _as_float(logits)
    loss, dlogits = np.zeros(len(logits), logits.dtype), np.zeros_like(logits)
    count = 0
    for n, row in enumerate(logits.tolist()):
        target = int(y[n])
        if target == ignore_index:
            continue
        top = max(row)
        powers = [math.exp(z - top) for z in row]
        total = sum(powers)
        loss[n] = math.log(total) + top - row[target]
        for k in range(len(row)):
            dlogits[n, k] = powers[k] / total - (k == target)
        count += 1
    if reduction == "none":
        return loss, dlogits
    n = max(1, count) if reduction == "mean" else 1
    return float(loss.sum() / n), dlogits / n
