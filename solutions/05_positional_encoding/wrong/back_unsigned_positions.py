"""Positions of an unsigned dtype give nonsense: there is no -3 in uint8, it is 253. Make positions floats
before you negate them, or negate the angle.
"""


def rope_backward(dout, positions=None, base=10000.0, interleaved=True, rotary_dim=None):
    positions = np.arange(np.shape(dout)[-2]) if positions is None else np.asarray(positions)
    return rope(dout, -positions, base, interleaved, rotary_dim)
