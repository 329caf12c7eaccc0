"""Small integers overflow: an int8 product ends at 127 and begins again at -128.
Make floats of the inputs before multiplying, not of the scores afterwards."""


def score_dot(s, h):
    return _as_float(np.asarray(s) @ np.asarray(h).swapaxes(1, 2))
