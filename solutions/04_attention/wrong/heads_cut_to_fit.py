"""Features that do not fill a head are dropped in silence.
Raise a ValueError when h does not divide E."""


def split_heads(x, h):
    N, L, E = np.shape(x)
    d = E // h
    return np.asarray(x)[:, :, : h * d].reshape(N, L, h, d).transpose(0, 2, 1, 3)
