"""<unk> is missing in the decoded text.
Every number becomes a word, those of the specials too."""


def decode(ids, itos):
    return [itos[i] for i in ids if not itos[i].startswith("<")]
