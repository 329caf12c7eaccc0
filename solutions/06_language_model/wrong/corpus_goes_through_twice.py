"""Raises, or finds nothing: an iterator can be gone through once only, and it was empty the second time.
Collect sum and count in the same loop."""


def corpus_perplexity(batches, pad_id=None):
    count = sum(nll_from_logits(*batch, pad_id)[1] for batch in batches)
    return perplexity(sum(nll_from_logits(*batch, pad_id)[0] for batch in batches), count)
