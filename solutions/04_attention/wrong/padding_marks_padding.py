"""True stands at the padding and False at the tokens: the other way round.
Here True means "may take part", so keep the places below the length."""


def padding_mask(lengths, S):
    return np.arange(S) >= np.asarray(lengths)[:, None, None]
