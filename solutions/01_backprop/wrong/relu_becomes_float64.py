"""float32 becomes float64 through an array that is made without a dtype (np.zeros(shape)): give it the dtype of x."""


def relu(x):
    x = _as_float(x)
    out = np.zeros(x.shape)
    out[x > 0] = x[x > 0]
    return out
