"""Features that only passed through get gradient 0: what passes through forward passes through backward."""


def rope_backward(dout, positions=None, base=10000.0, interleaved=True, rotary_dim=None):
    positions = np.arange(np.shape(dout)[-2]) if positions is None else np.asarray(positions)
    dx = rope(dout, -positions.astype(np.float64), base, interleaved, rotary_dim)
    if rotary_dim is not None:
        dx[..., rotary_dim:] = 0
    return dx
