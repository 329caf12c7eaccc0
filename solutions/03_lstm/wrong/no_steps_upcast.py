"""Without steps or rows float32 becomes float64: np.zeros is float64 by default. Give it the inputs' dtype."""

_forward = lstm_forward


def lstm_forward(x, h0, c0, W_ih, W_hh, b_ih, b_hh, lengths=None):
    hs, state, cache = _forward(x, h0, c0, W_ih, W_hh, b_ih, b_hh, lengths)
    return (hs if hs.size else np.zeros(hs.shape)), state, cache
