"""Some grams reach from the end of one sentence into the next.
Count sentence by sentence."""


def count_ngrams(sentences, n, bos, eos):
    padded = []
    for sentence in sentences:
        padded += [bos] * (n - 1) + [*sentence, eos]
    return Counter(tuple(padded[i : i + n]) for i in range(len(padded) - n + 1))
