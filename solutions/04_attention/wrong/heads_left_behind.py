"""The head axis stands after the positions: (N, L, h, E/h).
Move it in front of them with transpose(0, 2, 1, 3), so that each head is a batch of its own."""


def split_heads(x, h):
    return np.reshape(x, (*np.shape(x)[:2], h, np.shape(x)[2] // h))
