"""inf for a long text: the product of its probabilities is too small for a float.
Add logarithms."""


def ngram_perplexity(model, sentences):
    n = sum(len(s) + 1 for s in sentences)
    if not n:
        raise ValueError
    p = math.prod(math.exp(model.sentence_logprob(s)) for s in sentences)
    return p ** (-1 / n) if p else math.inf
