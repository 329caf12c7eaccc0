"""The shape is right, the content is not: a plain reshape to (N, h, L, E/h) mixes positions and heads.
Reshape to (N, L, h, E/h), then move the head axis forward with transpose(0, 2, 1, 3)."""

_right = split_heads


def split_heads(x, h):
    return np.reshape(x, _right(x, h).shape).copy()
