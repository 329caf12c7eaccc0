"""A second call changes what the first one returned: both gave one array, kept between calls or handed in.
Make a new array in every call."""

_bce_with_logits = bce_with_logits
_kept = {}


def bce_with_logits(z, t, reduction="mean"):
    loss, result = _bce_with_logits(z, t, reduction)
    place = _kept.setdefault((result.shape, result.dtype), np.empty_like(result))
    place[...] = result
    return loss, place
