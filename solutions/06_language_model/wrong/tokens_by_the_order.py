"""Wrong unless n = 2: len + n - 1 is the number of words and bos, and the order has nothing to do with it.
The model predicts all words and one eos: len + 1 tokens."""


def ngram_perplexity(model, sentences):
    total = -sum(model.sentence_logprob(s) for s in sentences)
    return perplexity(total, sum(len(s) + max(model.n - 1, 1) for s in sentences))
