"""Only one bos stands in front of each sentence, so grams with two of them are missing for n > 2.
The first word needs n - 1 of them."""


def count_ngrams(sentences, n, bos, eos):
    counts = Counter()
    for sentence in sentences:
        padded = [bos] * min(n - 1, 1) + [*sentence, eos]
        counts.update(tuple(padded[i : i + n]) for i in range(len(padded) - n + 1))
    return counts
