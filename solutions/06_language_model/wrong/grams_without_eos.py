"""No gram ends in eos.
A model that never sees an end cannot predict one: append eos to each sentence."""


def count_ngrams(sentences, n, bos, eos):
    counts = Counter()
    for sentence in sentences:
        padded = [bos] * (n - 1) + [*sentence]
        counts.update(tuple(padded[i : i + n]) for i in range(len(padded) - n + 1))
    return counts
