"""Neighbours are paired whatever the forward step paired: hand interleaved on."""


def rope_backward(dout, positions=None, base=10000.0, interleaved=True, rotary_dim=None):
    positions = np.arange(np.shape(dout)[-2]) if positions is None else np.asarray(positions)
    return rope(dout, -positions.astype(np.float64), base, True, rotary_dim)
