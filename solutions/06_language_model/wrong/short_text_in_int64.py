"""The windows of a text shorter than n have another dtype than the text.
Give np.empty the dtype of ids, also where there is nothing to hold."""

_right = sliding_windows


def sliding_windows(ids, n):
    return _right(ids, n) if len(ids) >= n else np.empty((0, n), dtype=int)
