"""A query does not see the key at its own place, so query 0 sees nothing.
Compare with <=, not with <: key j is allowed when j <= i + offset."""


def causal_mask(L, S=None, offset=0):
    return np.arange(L if S is None else S)[None, :] < np.arange(L)[:, None] + offset
