"""A second sequence changes the outputs of the first: hs is kept between calls. Make new arrays in every
call."""

_lstm_forward = lstm_forward
_kept = {}


def lstm_forward(x, h0, c0, W_ih, W_hh, b_ih, b_hh, lengths=None):
    hs, state, cache = _lstm_forward(x, h0, c0, W_ih, W_hh, b_ih, b_hh, lengths)
    place = _kept.setdefault((hs.shape, hs.dtype), np.empty_like(hs))
    place[...] = hs
    return place, state, cache
