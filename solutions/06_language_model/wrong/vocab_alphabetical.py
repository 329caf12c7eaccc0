"""The words stand in alphabetical order, however frequent they are.
Frequency comes first, the alphabet only decides between equals."""


def build_vocab(tokens, min_freq=1, specials=("<unk>",)):
    counts = Counter(tokens)
    itos = [*specials, *sorted(w for w, c in counts.items() if c >= min_freq and w not in specials)]
    return itos, {word: i for i, word in enumerate(itos)}
