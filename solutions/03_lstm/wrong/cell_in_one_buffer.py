"""A second step changes what the first one returned: both wrote into one array that is kept between calls.
Make new arrays at every step."""

_lstm_cell_forward = lstm_cell_forward
_kept = {}


def lstm_cell_forward(x, h, c, W_ih, W_hh, b_ih, b_hh):
    h_next, c_next, cache = _lstm_cell_forward(x, h, c, W_ih, W_hh, b_ih, b_hh)
    place = _kept.setdefault((h_next.shape, h_next.dtype), np.empty_like(h_next))
    place[...] = h_next
    return place, c_next, cache
