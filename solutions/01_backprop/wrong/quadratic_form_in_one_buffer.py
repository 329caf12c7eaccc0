"""A second call changes what the first one returned: both gave one array, kept between calls or handed in.
Make a new array in every call."""

_grad_quadratic_form = grad_quadratic_form
_kept = {}


def grad_quadratic_form(A, x):
    result = _grad_quadratic_form(A, x)
    place = _kept.setdefault((result.shape, result.dtype), np.empty_like(result))
    place[...] = result
    return place
