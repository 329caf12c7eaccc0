"""The tanh is made of exponentials, which overflow where the sum in it is large: inf / inf is NaN.
np.tanh stays at 1 there."""


def score_additive(s, h, Wq, Wk, v):
    queries, keys = _as_float(s) @ _as_float(Wq).T, _as_float(h) @ _as_float(Wk).T
    powers = queries[:, :, None, :] + keys[:, None, :, :]
    powers *= 2
    np.exp(powers, out=powers)
    divisor = powers + 1
    powers -= 1
    powers /= divisor
    return powers @ _as_float(v)
