"""exp of a very large number raises OverflowError.
Catch it and return inf, or use your perplexity, which does so already."""


def ngram_perplexity(model, sentences):
    total_nll = -sum(model.sentence_logprob(sentence) for sentence in sentences)
    n_tokens = sum(len(sentence) + 1 for sentence in sentences)
    if not n_tokens:
        raise ValueError("no sentences")
    return math.exp(total_nll / n_tokens) if total_nll < math.inf else math.inf
