"""One place of padding counts as a token in every sequence that is not full.
Places are counted from 0: the last token stands at length - 1, so compare with <."""


def padding_mask(lengths, S):
    return np.arange(S) <= np.asarray(lengths)[:, None, None]
