"""Right for as many keys as queries, shifted otherwise: the triangle is aligned to the lower right corner.
Query i sees the keys 0 to i + offset, whatever L and S are; shifting is what `offset` is for."""


def causal_mask(L, S=None, offset=0):
    S = L if S is None else S
    return np.tril(np.ones((L, S), bool), S - L + offset)
