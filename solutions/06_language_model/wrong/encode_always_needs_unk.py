"""Raises a KeyError although every word is known: stoi.get(token, stoi[unk]) looks unk up in any case.
Look it up only when a word is not there."""


def encode(tokens, stoi, unk="<unk>"):
    return [stoi.get(token, stoi[unk]) for token in tokens]
