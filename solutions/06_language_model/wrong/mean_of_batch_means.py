"""Small batches weigh as much as large ones: the means of the batches were averaged.
Add up sums and counts, divide once."""


def corpus_perplexity(batches, pad_id=None):
    means = []
    for logits, targets in batches:
        nll, n = nll_from_logits(logits, targets, pad_id)
        if n:
            means.append(nll / n)
    return perplexity(sum(means), len(means))
