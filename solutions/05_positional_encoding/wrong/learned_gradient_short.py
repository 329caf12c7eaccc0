"""The gradient has as many rows as the sequences have positions. It has the shape of the table, with zeros
for rows that were not used.
"""


def learned_positions_backward(dout, Lmax):
    return _as_float(dout).sum(axis=0)
