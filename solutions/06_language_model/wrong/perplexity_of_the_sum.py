"""The total was not divided by the number of tokens.
Perplexity is for each token: log_base ** (total / n)."""

_right = perplexity


def perplexity(total_nll, n_tokens, log_base=math.e):
    return _right(total_nll * max(1, n_tokens), n_tokens, log_base)
