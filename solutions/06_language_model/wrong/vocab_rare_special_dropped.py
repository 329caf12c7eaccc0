"""A special that is rare in the text gets no number: min_freq was applied to it as well.
Specials are listed however often they occur."""


def build_vocab(tokens, min_freq=1, specials=("<unk>",)):
    counts = Counter(tokens)
    first = [word for word in specials if counts.get(word, min_freq) >= min_freq]
    words = [word for word in counts if counts[word] >= min_freq and word not in specials]
    itos = first + sorted(words, key=lambda word: (-counts[word], word))
    return itos, {word: i for i, word in enumerate(itos)}
