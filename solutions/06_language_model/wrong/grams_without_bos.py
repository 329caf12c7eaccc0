"""No gram begins with bos.
Put n - 1 bos in front of each sentence, so that its first words are predicted from something too."""


def count_ngrams(sentences, n, bos, eos):
    counts = Counter()
    for sentence in sentences:
        padded = [*sentence, eos]
        counts.update(tuple(padded[i : i + n]) for i in range(len(padded) - n + 1))
    return counts
