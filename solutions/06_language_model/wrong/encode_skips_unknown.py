"""Unknown words are dropped, so the sentence gets shorter.
Each of them becomes the number of unk."""


def encode(tokens, stoi, unk="<unk>"):
    return [stoi[token] for token in tokens if token in stoi]
