"""Only the last sequence of the batch counts: assigning in a loop forgets the earlier ones. Add them up."""


def learned_positions_backward(dout, Lmax):
    dout = _as_float(dout)
    dtable = np.zeros((Lmax, dout.shape[2]), dout.dtype)
    for one in dout:
        dtable[: len(one)] = one
    return dtable
