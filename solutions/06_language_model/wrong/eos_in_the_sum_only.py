"""Too high: eos is in the sum but not in the count.
Every sentence has len + 1 tokens."""


def ngram_perplexity(model, sentences):
    total = -sum(model.sentence_logprob(s) for s in sentences)
    n = sum(map(len, sentences))
    return perplexity(total, n) if n or not sentences else math.inf
