"""The argument positions is not looked at: turn back from where the forward step turned to."""


def rope_backward(dout, positions=None, base=10000.0, interleaved=True, rotary_dim=None):
    return rope(dout, -np.arange(np.shape(dout)[-2]), base, interleaved, rotary_dim)
