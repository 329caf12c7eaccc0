"""The specials stand behind the words.
They get the first numbers, so that these do not depend on the text."""

_right = build_vocab


def build_vocab(tokens, min_freq=1, specials=("<unk>",)):
    itos, _ = _right(tokens, min_freq, specials)
    itos = itos[len(specials) :] + itos[: len(specials)]
    return itos, {word: i for i, word in enumerate(itos)}
