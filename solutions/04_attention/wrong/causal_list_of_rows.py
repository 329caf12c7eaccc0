"""Without queries (L = 0) the mask has one axis: an empty list of rows does not know the number of keys.
Compare np.arange(L)[:, None] with np.arange(S), or fill np.zeros((L, S), bool)."""


def causal_mask(L, S=None, offset=0):
    S = L if S is None else S
    return np.array([[j <= i + offset for j in range(S)] for i in range(L)], dtype=bool)
