"""No tokens give a perplexity.
There is none: ValueError."""

_right = perplexity


def perplexity(total_nll, n_tokens, log_base=math.e):
    return _right(total_nll, n_tokens, log_base) if n_tokens else 1.0
