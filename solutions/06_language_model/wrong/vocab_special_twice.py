"""A special that also occurs in the text is listed twice, and stoi gives its second place.
Leave specials out when you list the words of the text."""


def build_vocab(tokens, min_freq=1, specials=("<unk>",)):
    counts = Counter(tokens)
    frequent = [w for w, c in counts.items() if c >= min_freq]
    itos = [*specials, *sorted(frequent, key=lambda w: (-counts[w], w))]
    return itos, {word: i for i, word in enumerate(itos)}
