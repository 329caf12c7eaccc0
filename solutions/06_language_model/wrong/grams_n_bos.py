"""A gram of nothing but bos is counted, as if bos were predicted: there is one bos too many.
n - 1 of them are enough to give the first word a full context."""


def count_ngrams(sentences, n, bos, eos):
    counts = Counter()
    for sentence in sentences:
        padded = [bos] * n + [*sentence, eos]
        counts.update(tuple(padded[i : i + n]) for i in range(len(padded) - n + 1))
    return counts
