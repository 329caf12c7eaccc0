"""Unknown words become 0, whatever number unk has.
Look it up: stoi[unk]."""


def encode(tokens, stoi, unk="<unk>"):
    return [stoi.get(token, 0) for token in tokens]
