"""A text that is shorter than the window by more than one word breaks sliding_windows.
The number of windows is max(0, L - n + 1), never negative."""


def sliding_windows(ids, n):
    if len(ids) < n:
        return np.empty((len(ids) - n + 1, n), ids.dtype)
    return np.lib.stride_tricks.sliding_window_view(ids, n)
