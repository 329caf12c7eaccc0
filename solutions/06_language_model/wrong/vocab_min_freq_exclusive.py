"""Words seen exactly min_freq times are missing.
They belong in: count >= min_freq."""

_right = build_vocab


def build_vocab(tokens, min_freq=1, specials=("<unk>",)):
    return _right(tokens, min_freq + 1, specials)
