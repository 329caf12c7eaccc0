"""A gram that occurs twice in a sentence is counted once.
Count occurrences, not sentences."""


def count_ngrams(sentences, n, bos, eos):
    counts = Counter()
    for sentence in sentences:
        padded = [bos] * (n - 1) + [*sentence, eos]
        counts.update({tuple(padded[i : i + n]) for i in range(len(padded) - n + 1)})
    return counts
