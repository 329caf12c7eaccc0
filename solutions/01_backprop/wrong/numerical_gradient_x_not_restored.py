"""Entries stay shifted while the next ones are tried: put the old value back after every entry, bit for bit (adding h again is not enough)."""


def numerical_gradient(f, x, h=1e-5):
    moved = x if x.dtype == np.float64 else np.array(x, dtype=np.float64)
    gradient = np.zeros(moved.shape)
    for i in np.ndindex(moved.shape):
        moved[i] += h
        above = f(moved)
        moved[i] -= 2 * h
        gradient[i] = (above - f(moved)) / (2 * h)
    return gradient.astype(_as_float(x).dtype)
