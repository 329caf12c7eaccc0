"""Gradients that are all zero come back themselves: the division by 0 was avoided with an early return. Return copies,
new arrays in every case."""

_clip = clip_by_global_norm


def clip_by_global_norm(grads, max_norm):
    clipped, total_norm = _clip(grads, max_norm)
    return (grads if total_norm == 0 else clipped), total_norm
