"""Queries see the keys after them and none before: the triangle is upside down.
Keep key j where j <= i + offset (np.tril, not np.triu)."""


def causal_mask(L, S=None, offset=0):
    return np.triu(np.ones((L, L if S is None else S), bool), offset)
