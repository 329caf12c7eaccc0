"""With interleaved=False and a part of the features, the gradient is turned the wrong way.
Turn back by the negative angle whatever the layout."""

_turn_back = rope_backward


def rope_backward(dout, positions=None, base=10000.0, interleaved=True, rotary_dim=None):
    if rotary_dim is not None and not interleaved:
        return rope(dout, positions, base, interleaved, rotary_dim)
    return _turn_back(dout, positions, base, interleaved, rotary_dim)
