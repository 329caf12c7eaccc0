"""A gradient of shape () comes back with shape (1,): the arrays are laid end to end, and their shapes not put back.
Every gradient keeps its shape."""

_clip = clip_by_global_norm


def clip_by_global_norm(grads, max_norm):
    clipped, total_norm = _clip(grads, max_norm)
    return {name: np.atleast_1d(grad) for name, grad in clipped.items()}, total_norm
