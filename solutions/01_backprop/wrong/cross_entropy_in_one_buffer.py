"""A second call changes what the first one returned: both gave one array, kept between calls or handed in.
Make a new array in every call."""

_cross_entropy = cross_entropy
_kept = {}


def cross_entropy(logits, y, ignore_index=-100, reduction="mean"):
    loss, result = _cross_entropy(logits, y, ignore_index, reduction)
    place = _kept.setdefault((result.shape, result.dtype), np.empty_like(result))
    place[...] = result
    return loss, place
