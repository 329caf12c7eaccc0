"""Right, but the text is searched once for each different gram.
Go through the text once, and let a Counter keep the numbers."""


def count_ngrams(sentences, n, bos, eos):
    grams = []
    for sentence in sentences:
        padded = [bos] * (n - 1) + [*sentence, eos]
        grams += zip(*(padded[j:] for j in range(n)))
    table = np.array(grams, dtype=np.int64).reshape(len(grams), n)
    return Counter({gram: int((table == gram).all(axis=1).sum()) for gram in set(grams)})
