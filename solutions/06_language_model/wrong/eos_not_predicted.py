"""eos is neither in the sum nor in the count.
The model predicts where a sentence ends, and it is measured on that too."""


def ngram_perplexity(model, sentences):
    ps = [model.prob(word, s[:i]) for s in sentences for i, word in enumerate(s)]
    return perplexity(-sum(map(math.log, ps)) if all(ps) else math.inf, len(ps))
