"""Equally frequent words stand in reverse alphabetical order: the whole sort was reversed.
Reverse the counts alone, by their sign."""


def build_vocab(tokens, min_freq=1, specials=("<unk>",)):
    counts = Counter(tokens)
    frequent = [w for w, c in counts.items() if c >= min_freq and w not in specials]
    itos = [*specials, *sorted(frequent, key=lambda w: (counts[w], w), reverse=True)]
    return itos, {word: i for i, word in enumerate(itos)}
