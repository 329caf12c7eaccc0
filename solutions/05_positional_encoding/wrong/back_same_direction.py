"""The gradient is turned the same way as the features: the gradient of a rotation turns back, by minus the
angle.
"""


def rope_backward(dout, positions=None, base=10000.0, interleaved=True, rotary_dim=None):
    positions = np.arange(np.shape(dout)[-2]) if positions is None else np.asarray(positions)
    return rope(dout, positions, base, interleaved, rotary_dim)
