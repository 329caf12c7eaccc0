"""A second call changes what the first one returned: both wrote into arrays that are kept between calls.
Make new ones in every call."""

_clip = clip_by_global_norm
_kept = {}


def clip_by_global_norm(grads, max_norm):
    clipped, norm = _clip(grads, max_norm)
    for name, grad in clipped.items():
        _kept.setdefault((name, grad.shape, grad.dtype), np.empty_like(grad))[...] = grad
    return {name: _kept[name, grad.shape, grad.dtype] for name, grad in clipped.items()}, norm
