"""dh0 and dc0 are 0 for rows of length 0: dhT and dcT are fed in at a row's last step, and such a row has none.
Its state stood still, so dh0 = dhT and dc0 = dcT."""

_backward = lstm_backward


def lstm_backward(dhs, dhT, dcT, cache):
    dx, dh0, dc0, *others = _backward(dhs, dhT, dcT, cache)
    began = cache[2].any(axis=0)
    return dx, np.where(began, dh0, 0), np.where(began, dc0, 0), *others
