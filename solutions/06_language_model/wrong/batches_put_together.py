"""The batches are joined into one array first, which needs the same vocabulary in all of them.
Add up nll and number of tokens, batch by batch; that takes no memory either."""


def corpus_perplexity(batches, pad_id=None):
    batches = [(np.asarray(logits), np.asarray(targets)) for logits, targets in batches]
    if not batches:
        raise ValueError("no batches")
    logits = np.concatenate([logits.reshape(-1, logits.shape[-1]) for logits, _ in batches])
    targets = np.concatenate([targets.reshape(-1) for _, targets in batches])
    return perplexity(*nll_from_logits(logits, targets, pad_id))
