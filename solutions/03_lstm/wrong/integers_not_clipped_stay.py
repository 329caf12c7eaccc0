"""Short gradients of integers come back as integers: copied, or multiplied by the whole number 1 of min(1, ...).
Integers are computed in float64."""

_clip = clip_by_global_norm


def clip_by_global_norm(grads, max_norm):
    clipped, total_norm = _clip(grads, max_norm)
    if total_norm <= max_norm:
        clipped = {name: grad.copy() for name, grad in grads.items()}
    return clipped, total_norm
