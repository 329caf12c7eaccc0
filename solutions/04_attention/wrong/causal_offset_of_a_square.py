"""The offset is lost when S is left out: causal_mask(4, offset=1) is the plain triangle.
Use j <= i + offset in both cases; without S there are L keys."""


def causal_mask(L, S=None, offset=0):
    if S is None:
        return np.tril(np.ones((L, L), dtype=bool))
    return np.tri(L, S, offset, dtype=bool)
