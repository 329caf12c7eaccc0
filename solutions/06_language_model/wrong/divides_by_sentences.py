"""The total was divided by the number of sentences.
Perplexity is for each token: words and eos."""


def ngram_perplexity(model, sentences):
    return perplexity(-sum(model.sentence_logprob(s) for s in sentences), len(sentences))
