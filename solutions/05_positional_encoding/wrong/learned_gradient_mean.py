"""The gradient is divided by the batch size: every sequence used the same rows, so their gradients add up."""


def learned_positions_backward(dout, Lmax):
    dout = _as_float(dout)
    _, L, d = dout.shape
    dtable = np.zeros((Lmax, d), dout.dtype)
    dtable[:L] = dout.sum(axis=0) / max(len(dout), 1)
    return dtable
