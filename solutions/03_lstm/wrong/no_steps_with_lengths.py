"""T = 0 fails when lengths are given: the final state is looked up at step length - 1, and there is no step
at all. Such rows keep their initial state."""

_lstm_forward = lstm_forward


def lstm_forward(x, h0, c0, W_ih, W_hh, b_ih, b_hh, lengths=None):
    hs, (hT, cT), cache = _lstm_forward(x, h0, c0, W_ih, W_hh, b_ih, b_hh, lengths)
    if lengths is not None:
        last = np.asarray(lengths).astype(int)
        hT = np.where(last[:, None] > 0, hs[np.arange(len(x)), np.maximum(last - 1, 0)], hT)
    return hs, (hT, cT), cache
