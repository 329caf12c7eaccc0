"""The lengths were overwritten with others, and rows are cut off where the first ones ended: the mask was
kept for that array. An array is a place in memory; what stands there changes. Compute the mask in every
call."""

_lstm_forward = lstm_forward
_last = None


def lstm_forward(x, h0, c0, W_ih, W_hh, b_ih, b_hh, lengths=None):
    global _last
    if lengths is not None:
        if _last is None or _last[0] is not lengths:
            _last = lengths, lengths.copy()
        lengths = _last[1]
    return _lstm_forward(x, h0, c0, W_ih, W_hh, b_ih, b_hh, lengths)
