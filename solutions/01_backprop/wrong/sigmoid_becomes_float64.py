"""float32 becomes float64 through an array that is made without a dtype (np.zeros(shape)): give it the dtype of x."""


def sigmoid(x):
    x = _as_float(x)
    out = np.zeros(x.shape)
    small = np.exp(-np.abs(x))
    out[...] = np.where(x >= 0, 1, small) / (1 + small)
    return out
