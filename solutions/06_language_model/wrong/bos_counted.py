"""Too low: bos was counted as a token.
Nobody predicts it: len + 1 tokens, not len + 2."""


def ngram_perplexity(model, sentences):
    total = -sum(model.sentence_logprob(s) for s in sentences)
    return perplexity(total, sum(len(s) + 2 for s in sentences))
