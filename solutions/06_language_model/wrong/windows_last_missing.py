"""The last window is missing.
There are L - n + 1 of them."""


def sliding_windows(ids, n):
    return np.array([ids[i : i + n] for i in range(len(ids) - n)], ids.dtype).reshape(-1, n)
