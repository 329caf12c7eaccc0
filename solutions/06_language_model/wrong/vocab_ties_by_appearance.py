"""Equally frequent words stand in the order in which they first appear in the text.
Sort them by the word itself: key=lambda word: (-counts[word], word)."""


def build_vocab(tokens, min_freq=1, specials=("<unk>",)):
    counts = Counter(tokens)
    frequent = [w for w, c in counts.items() if c >= min_freq and w not in specials]
    itos = [*specials, *sorted(frequent, key=lambda w: -counts[w])]
    return itos, {word: i for i, word in enumerate(itos)}
